"""Being away, and who stands in."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from server import ids, ledger, outbox
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import AbsenceNoted, AbsenceWithdrawn
from server.people import actions, queries
from server.people import away as days
from server.people.away import Span
from server.people.queries import Absence
from tests.cast import TUESDAY, ZONE, Cast, again, assemble
from tests.databases import Database
from tests.people.leave import away

MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)
SITE = "https://test"
DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def mira_is_away(cast: Cast, first: date = MONDAY, last: date = FRIDAY, *, cover: UUID | None = None) -> None:
    """Tom covers for her, or somebody else."""
    await away(cast.mira, cast.entry(cast.mira), first, last, cover=cover or cast.tom.id)


async def test_a_cover_manages_the_team_for_those_days_and_no_longer(cast: Cast):
    assert not await queries.manages(cast.tom.actor, cast.ada.id, TUESDAY)
    await mira_is_away(cast)
    assert await queries.manages(cast.tom.actor, cast.ada.id, TUESDAY)
    assert [one.name for one in await queries.team_of(cast.tom.actor, TUESDAY)] == ["Ada Rep", "Bo Rep", "Ida Rep"]
    friday_evening = days.ended(FRIDAY, ZONE) - timedelta(seconds=1)
    assert friday_evening.astimezone(ZoneInfo(ZONE)).date() == FRIDAY
    assert await queries.manages(cast.tom.actor, cast.ada.id, friday_evening)
    assert not await queries.manages(cast.tom.actor, cast.ada.id, friday_evening + timedelta(seconds=1))
    assert not await queries.manages(cast.tom.actor, cast.ada.id, days.began(MONDAY, ZONE) - timedelta(seconds=1))


async def test_whoever_is_away_manages_as_before_and_stays_the_manager(cast: Cast):
    await mira_is_away(cast)
    assert await queries.manages(cast.mira.actor, cast.ada.id, TUESDAY)
    assert [one.name for one in await queries.managers_of(cast.ada.id, TUESDAY)] == ["Mira North", "Lea Leader"]


async def test_the_cover_of_a_leader_reads_every_team_below(cast: Cast):
    await away(cast.lea, cast.entry(cast.lea), MONDAY, FRIDAY, cover=cast.tom.id)
    assert await queries.manages(cast.tom.actor, cast.ada.id, TUESDAY)
    assert await queries.manages(cast.tom.actor, cast.mira.id, TUESDAY)
    assert not await queries.manages(cast.tom.actor, cast.tom.id, TUESDAY)
    assert not await queries.manages(cast.mira.actor, cast.ida.id, TUESDAY)


async def test_the_team_and_the_cover_are_told_once(cast: Cast):
    entry = cast.entry(cast.mira)
    for _ in range(2):
        await actions.note_absence(
            cast.mira.actor, entry, person=cast.mira.id, first=MONDAY, last=FRIDAY, cover=cast.tom.id, site=SITE
        )
    mails = {sent.content.to: sent.content for sent in await outbox.claim(TUESDAY)}
    assert set(mails) == {"ada@example.org", "bo@example.org", "tom@example.org"}
    assert mails["ada@example.org"].subject == "Tom South covers for Mira North, Monday 16 November to Friday 20 November"
    assert "https://test/my-line" in mails["ada@example.org"].text
    assert mails["tom@example.org"].subject == "You cover for Mira North, Monday 16 November to Friday 20 November"
    assert len(await ledger.of_kind(AbsenceNoted)) == 1


async def test_of_two_who_name_each_other_at_once_one_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    ask = queries.absences

    async def slowly(people: Sequence[UUID], since: date) -> list[Absence]:
        found = await ask(people, since)
        await asyncio.sleep(0.05)
        return found

    monkeypatch.setattr(queries, "absences", slowly)
    both = [(cast.mira, cast.tom), (cast.tom, cast.mira)]
    said = [away(one, cast.entry(one), MONDAY, FRIDAY, cover=other.id) for one, other in both]
    told = await asyncio.gather(*said, return_exceptions=True)
    assert {type(one) for one in told} == {UUID, Invalid}
    assert len(await ledger.of_kind(AbsenceNoted)) == 1


async def test_an_absence_without_a_cover_tells_nobody(cast: Cast):
    await away(cast.mira, cast.entry(cast.mira), MONDAY, FRIDAY)
    assert await outbox.claim(TUESDAY) == []
    assert [one.cover for one in await queries.absences([cast.mira.id], MONDAY)] == [None]


async def test_an_absence_that_was_taken_back_gives_nobody_anything(cast: Cast):
    await mira_is_away(cast)
    (absence,) = await queries.absences([cast.mira.id], MONDAY)
    entry = cast.entry(cast.mira)
    await actions.withdraw_absence(cast.mira.actor, entry, absence.id)
    await actions.withdraw_absence(cast.mira.actor, entry, absence.id)
    assert not await queries.manages(cast.tom.actor, cast.ada.id, TUESDAY)
    assert await queries.absences([cast.mira.id], MONDAY) == []
    assert len(await ledger.of_kind(AbsenceWithdrawn)) == 1
    with pytest.raises(Refused):
        await actions.withdraw_absence(cast.mira.actor, cast.entry(cast.mira), absence.id)
    with pytest.raises(NotFound):
        await actions.withdraw_absence(cast.mira.actor, cast.entry(cast.mira), ids.new())


async def test_a_manager_says_when_a_rep_is_away_and_nobody_else_does(cast: Cast):
    await away(cast.mira, cast.entry(cast.mira), MONDAY, FRIDAY, of=cast.ada.id)
    with pytest.raises(Forbidden):
        await away(cast.tom, cast.entry(cast.tom), MONDAY, FRIDAY, of=cast.ada.id)
    with pytest.raises(Forbidden):
        await away(cast.bo, cast.entry(cast.bo), MONDAY, FRIDAY, of=cast.ada.id)
    with pytest.raises(NotFound):
        await away(None, cast.entry(), MONDAY, FRIDAY, of=ids.new())


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (FRIDAY, MONDAY, "last"),
        (date(2026, 11, 9), date(2026, 11, 13), "last"),
        (MONDAY, date(2028, 11, 13), "last"),
    ],
)
async def test_days_that_make_no_absence_are_refused(cast: Cast, first: date, last: date, field: str):
    with pytest.raises(Invalid) as refused:
        await mira_is_away(cast, first, last)
    assert set(refused.value.fields) == {field}


async def test_the_same_days_are_not_noted_twice(cast: Cast):
    await mira_is_away(cast)
    with pytest.raises(Invalid) as refused:
        await mira_is_away(cast, FRIDAY, FRIDAY + DAY)
    assert set(refused.value.fields) == {"first"}


async def test_a_cover_is_another_manager_who_is_here(cast: Cast):
    for cover in (cast.ada.id, cast.mira.id, ids.new()):
        with pytest.raises(Invalid) as refused:
            await mira_is_away(cast, cover=cover)
        assert set(refused.value.fields) == {"cover"}
    await away(cast.tom, cast.entry(cast.tom), FRIDAY, FRIDAY + DAY)
    with pytest.raises(Invalid) as refused:
        await mira_is_away(cast)
    assert refused.value.fields == {"cover": "Tom South is away on some of these days, too."}


async def test_a_rep_names_no_cover(cast: Cast):
    with pytest.raises(Invalid) as refused:
        await away(cast.ada, cast.entry(cast.ada), MONDAY, FRIDAY, cover=cast.tom.id)
    assert set(refused.value.fields) == {"cover"}


async def test_a_cover_finds_the_desk_of_the_absent_manager_after_their_own(cast: Cast):
    (own,) = await queries.desks(cast.tom.actor, TUESDAY)
    assert (own.manager, own.team_name, own.covered) == (cast.tom.id, "Team South", False)
    await mira_is_away(cast)
    own, theirs = await queries.desks(cast.tom.actor, TUESDAY)
    assert (theirs.manager, theirs.team_name, theirs.covered) == (cast.mira.id, "Team North", True)
    assert [one.name for one in await queries.people_of_desk(theirs, TUESDAY)] == ["Ada Rep", "Bo Rep"]
    assert [one.name for one in await queries.people_of_desk(own, TUESDAY)] == ["Ida Rep"]


async def test_a_manager_of_several_teams_has_one_desk(cast: Cast):
    await actions.join_team(cast.zoe.actor, cast.mira.id, cast.south, manages=True, entry=cast.entry(cast.zoe))
    (desk,) = await queries.desks((await again(cast.mira)).actor, TUESDAY)
    assert desk.team_name == "Team North"
    assert [one.name for one in await queries.people_of_desk(desk, TUESDAY)] == ["Ada Rep", "Bo Rep", "Ida Rep"]
    assert await queries.desks(cast.ada.actor, TUESDAY) == []


def test_both_days_of_a_span_are_days_off():
    assert days.days([Span(MONDAY, MONDAY + DAY), Span(FRIDAY, FRIDAY)]) == {MONDAY, MONDAY + DAY, FRIDAY}
