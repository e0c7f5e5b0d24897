"""The page of a team is kept in parts, and whatever anybody does, it is as it would be drawn afresh."""

import re
from collections.abc import Awaitable, Callable, Sequence

from server import ids, lately
from server.gaps.queries import held, worked
from server.ledger import Entry
from server.people import actions as people
from server.web.team import board, matrix, reinforce_kept
from tests.databases import Database
from tests.web import every_form
from tests.web.every_form import FORMS, House


async def test_whatever_somebody_sends_the_page_of_their_team_is_what_would_be_drawn_afresh(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        pages = set[str]()
        for shape, fill in FORMS.items():
            await house.send(await fill(house), ids.new())
            kept = await page(house)
            forget()
            assert kept == await page(house), shape
            pages.add(kept)
        assert len(pages) > 10


async def test_what_was_assigned_is_not_offered_from_what_was_kept(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        await house.send(await FORMS["/setup/policy"](house), ids.new())
        sent, before = await FORMS["/people/{person}/assignments"](house), await page(house)
        offers = f'value="{sent.fields["lesson"]}"'
        await house.send(sent, ids.new())
        after = await page(house)
        assert (before.count(offers), after.count(offers)) == (3, 1), (
            "the open cell and a line for each of two, then the other one alone"
        )
        forget()
        assert after == await page(house)


async def test_every_manager_reads_their_own_page_in_their_language_and_zone_of_who_is_in_the_team_now(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        cast = house.cast
        for form in ("/setup/policy", "/people/{person}/assignments"):
            await house.send(await FORMS[form](house), ids.new())

        def entry() -> Entry:
            return cast.entry(cast.zoe)

        changes: Sequence[Callable[[], Awaitable[object]]] = (
            lambda: people.join_team(None, cast.lea.id, cast.north, manages=True, entry=entry()),
            lambda: people.change_person(None, cast.mira.id, locale="es", entry=entry()),
            lambda: people.change_person(None, cast.mira.id, zone="Pacific/Kiritimati", entry=entry()),
            lambda: people.change_person(None, cast.mira.id, zone="Pacific/Pago_Pago", entry=entry()),
            lambda: people.change_person(None, cast.ada.id, name="Adele Rep", entry=entry()),
            lambda: people.deactivate(None, cast.bo.id, entry=entry()),
            lambda: people.leave_team(None, cast.mira.id, cast.north, manages=True, entry=entry()),
        )
        pages = {await page(house)}
        for place, change in enumerate(changes):
            await change()
            kept = [await page(house, who) for who in ("mira", "lea", "mira")]
            forget()
            assert kept == [await page(house, who) for who in ("mira", "lea", "mira")], place
            pages.add(kept[0])
        assert len(pages) == len(changes)
        assert "Adele" not in await page(house)


async def test_no_name_of_the_team_is_kept_when_the_hour_is_over(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        await house.send(await FORMS["/setup/policy"](house), ids.new())
        name = house.cast.ada.name
        assert name in await page(house)
        assert all(name in told for told in kept_words())
        assert matrix._around.cache_info().currsize
        lately.forget()
        assert not any(name in told for told in kept_words())
        assert not matrix._around.cache_info().currsize


def kept_words() -> list[str]:
    """What is kept of a team, as text."""
    kept = (board._needed.kept, board._known.kept, board._boards.kept, matrix._drawn.kept, reinforce_kept._drawn)
    return [repr(one) for one in kept]


async def page(house: House, who: str = "mira") -> str:
    """What a manager of the team sees, with a cell open."""
    answer = await house.browsers[who].get(f"/team?open={house.cast.ada.id}.next-step-confirmed")
    assert answer.status_code == 200
    return re.sub(r'name="(csrf|form)" value="[^"]*"', "", answer.text)


def forget() -> None:
    """Nothing is kept any more."""
    lately.forget()
    for memory in (worked._worked_out, held._held):
        memory.clear()
