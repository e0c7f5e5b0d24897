"""Where somebody is named."""

from uuid import UUID

import pytest

from server.db import Statement
from server.erasure.naming import Named
from server.erasure.queries.mentions import mentions
from server.erasure.rule import Table
from server.sentences.nobody import NOBODY
from tests.cast import assemble
from tests.databases import Database

ADA = UUID("0192f3a4-5b6c-7d8e-9f0a-1b2c3d4e5f01")


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Ada Rep", "By ADA REP, for ada@example.org.", f"By {NOBODY}, for {NOBODY}."),
        ("Ada Rep", "Ada Represented us; Canada Rep did not.", "Ada Represented us; Canada Rep did not."),
        ("A.(da [R]*", "by A.(da [R]* and not by Axda R", f"by {NOBODY} and not by Axda R"),
        ("Ewa Dąbrowska", "EWA DĄBROWSKA’s note", f"{NOBODY}’s note"),
        ("", f"an id {ADA} in a text", f"an id {NOBODY} in a text"),
    ],
)
def test_a_name_is_found_whole_and_as_it_stands(name: str, text: str, left: str):
    assert Named(ADA, name, "ada@example.org").pattern().sub(NOBODY, text) == left


async def test_the_database_finds_a_name_in_any_capitals_and_with_any_sign(database: Database):
    await assemble()
    for name, text in (
        ("Ewa Dąbrowska", "EWA DĄBROWSKA"),
        ("A_da \\", "by a_da \\"),
        ("Zoë 100%", "ZOË 100%"),
        ("Ada\\Rep", "Ada\\Rep"),
    ):
        await Statement('UPDATE "team" SET "name" = {}')(text)
        found = await mentions("team", Table(), ["name"], Named(ADA, name, "ada@example.org"))
        assert {named["name"] for _key, named in found} == {text}, name
