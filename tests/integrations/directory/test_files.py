"""Taking a file of people over: all of it or nothing, once, and exactly what was seen."""

from uuid import UUID

import pytest

from server.db import Statement
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.integrations.directory.actions import files as actions
from server.integrations.directory.actions.files import Looked
from server.integrations.directory.queries import files as queries
from server.integrations.directory.queries.files import Outcome
from server.people import queries as people
from tests.cast import TUESDAY, Cast, assemble, signed_in
from tests.databases import Database

FILE = (
    "Work Email,Name,Manager email,Team,Roles,Time zone",
    "lea@example.org,Lea Leader,,,,",
    "mira@example.org,Mira North,lea@example.org,Team North,,",
    "ada@example.org,Ada Lovelace,mira@example.org,Team North,,",
    "ida@example.org,Ida Rep,wim@example.org,Team West,,",
    "wim@example.org,Wim West,lea@example.org,Team West,,Europe/Brussels",
    "new@example.org,Nia New,wim@example.org,Team West,rep,",
    "zoe@example.org,Zoe Admin,,,,",
    "sam@example.org,Sam Author,,,,",
)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def given(cast: Cast, *lines: str) -> UUID:
    data = "\r\n".join(lines).encode()
    return await actions.give_file(cast.zoe.actor, cast.entry(cast.zoe), name="people.csv", data=data)


async def looked(file: UUID) -> Looked:
    return await actions.look(file, zone="Europe/Prague")


async def take(
    cast: Cast, file: UUID, *, leaving: tuple[UUID, ...] = (), partly: bool = False, seen: str | None = None
) -> Outcome:
    return await actions.take_over(
        cast.zoe.actor,
        cast.entry(cast.zoe),
        file,
        seen=seen if seen is not None else (await looked(file)).seen,
        leaving=leaving,
        partly=partly,
    )


async def facts() -> int:
    return int((await Statement('SELECT COUNT(*) AS "n" FROM "fact"')())[0]["n"])


async def test_a_file_is_taken_over_as_it_was_seen_and_the_same_file_again_changes_nothing(cast: Cast):
    file = await given(cast, *FILE)
    before = await facts()
    seen = await looked(file)
    assert await facts() == before, "looking writes nothing"
    assert seen.plan is not None
    assert {one.name for one in seen.plan.leavers} == {"Bo Rep", "Tom South"}
    outcome = await take(cast, file, leaving=(cast.bo.id,))
    assert outcome == Outcome(added=2, changed=2, same=4, left=1, teams=1)
    everyone = {one.email: one for one in await people.everyone()}
    assert everyone["ada@example.org"].name == "Ada Lovelace"
    assert not everyone["bo@example.org"].active
    assert everyone["tom@example.org"].active
    wim = everyone["wim@example.org"]
    assert (wim.zone, wim.roles, everyone["new@example.org"].zone) == ("Europe/Brussels", frozenset({"manager"}), "Europe/Prague")
    assert [one.name for one in await people.managers_of(everyone["new@example.org"].id, TUESDAY)] == ["Wim West", "Lea Leader"]
    assert [one.name for one in await people.managers_of(cast.ida.id, TUESDAY)] == ["Wim West", "Lea Leader"]
    again = await looked(await given(cast, *FILE))
    assert again.plan is not None
    assert again.plan.idle
    assert await queries.body_of(file) is None, "the rows are forgotten"


async def test_sending_the_form_twice_does_it_once(cast: Cast):
    file, entry = await given(cast, *FILE), cast.entry(cast.zoe)
    seen = (await looked(file)).seen
    first = await actions.take_over(cast.zoe.actor, entry, file, seen=seen, leaving=(), partly=False)
    before = await facts()
    assert await actions.take_over(cast.zoe.actor, entry, file, seen=seen, leaving=(), partly=False) == first
    assert await facts() == before


async def test_nothing_is_half_imported(cast: Cast):
    file = await given(cast, "Email,Name,Roles", "new@example.org,Nia New,rep", "bo@example.org,Bo Rep,rep")
    seen = (await looked(file)).seen
    with pytest.raises(Refused):
        # The only admin cannot go, and with her nothing else happens.
        await take(cast, file, leaving=(cast.zoe.id,))
    assert await people.person_by_address("new@example.org") is None
    assert (await looked(file)).seen == seen


async def test_what_changed_since_somebody_looked_is_looked_at_again(cast: Cast):
    file = await given(cast, *FILE)
    seen = (await looked(file)).seen
    await take(cast, await given(cast, "Email,Name", "new@example.org,Nia Newer"))
    with pytest.raises(Refused, match="since you looked"):
        await take(cast, file, seen=seen)
    assert (await people.person_by_address("wim@example.org")) is None


async def test_lines_with_faults_stay_out_only_when_that_is_said(cast: Cast):
    file = await given(cast, "Email,Name,Role", "new@example.org,Nia New,", "nonsense,Nobody,astronaut")
    with pytest.raises(Refused, match="cannot be read"):
        await take(cast, file)
    plan = (await looked(file)).plan
    assert plan is not None
    assert [one.why for one in plan.faults] == ["address", "role"], "two reasons keep it out, and it is one line"
    assert (await take(cast, file, partly=True)).out == 1


async def test_who_is_let_go_by_a_file_is_signed_out_at_once_and_comes_back_by_the_next(cast: Cast):
    token, _visit = await signed_in(cast.bo)
    await take(cast, await given(cast, "Email,Name,Status", "bo@example.org,Bo Rep,Terminated"), leaving=(cast.bo.id,))
    assert await people.visit(token, TUESDAY) is None
    await take(cast, await given(cast, "Email,Name,Manager email", "bo@example.org,Bo Rep,mira@example.org"))
    back = await people.person(cast.bo.id)
    assert back is not None
    assert (back.active, back.team) == (True, cast.north)


async def test_only_an_admin_and_only_a_table(cast: Cast):
    with pytest.raises(Forbidden):
        await actions.give_file(cast.mira.actor, cast.entry(cast.mira), name="x", data=b"Email,Name\n")
    with pytest.raises(Invalid, match="workbook"):
        await actions.give_file(cast.zoe.actor, cast.entry(cast.zoe), name="x", data=b"PK\x03\x04")
    with pytest.raises(NotFound):
        await looked(cast.ada.id)


async def test_columns_are_said_once_each_and_a_file_is_over_after_it_was_thrown_away(cast: Cast):
    file = await given(cast, "Who,Where,Letters", "Ada Rep,North,ada@example.org")
    assert (await looked(file)).missing == ("email", "name")
    with pytest.raises(Invalid):
        await actions.set_columns(cast.zoe.actor, cast.entry(cast.zoe), file, {"Who": "name", "Letters": "name"})
    await actions.set_columns(cast.zoe.actor, cast.entry(cast.zoe), file, {"Who": "name", "Letters": "email", "Where": "-"})
    found = await looked(file)
    assert found.plan is not None
    assert [one.what for one in found.plan.people] == ["same"]
    await actions.drop_file(cast.zoe.actor, cast.entry(cast.zoe), file)
    with pytest.raises(Refused):
        await looked(file)
    assert [one.state for one in await queries.files()] == ["dropped"]
