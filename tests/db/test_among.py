"""Rows of very many: a long list asks for the same as a short one, also through a foreign key, and nothing where none is there."""

import pytest

from server import db, ids
from server.people.tables import Membership
from tests.cast import assemble
from tests.databases import Database


@pytest.mark.parametrize("long", [0, 1_000])
async def test_a_long_list_finds_what_a_short_one_does(database: Database, monkeypatch: pytest.MonkeyPatch, long: int):
    monkeypatch.setattr("server.db.lists.LONG", long)
    cast = await assemble()
    asked = [cast.ada.id, cast.bo.id, ids.new()]
    rows = await Membership.select(Membership.person).where(db.among(Membership.person, asked), Membership.ended.is_null())
    assert sorted(row["person"] for row in rows) == sorted([cast.ada.id, cast.bo.id])
    names = await Membership.select(Membership.person.name).where(
        db.among(Membership.person.name, [cast.ada.name, "Nobody’s “name”"])
    )
    assert [row["person.name"] for row in names] == [cast.ada.name]
    assert await Membership.select(Membership.id).where(db.among(Membership.person, [ids.new()])) == []
