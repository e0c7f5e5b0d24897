"""Where an inspector's leniency changed what is said of doing, the other number stands beside it, the same on every page that shows the first."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
from msgspec.structs import replace

from server import clock
from server.gaps import actions, queries
from tests.databases import Database
from tests.gaps.world import bulk, seen
from tests.learning.world import add_person
from tests.web.world import opened

TOM, ZOE = UUID(int=71), UUID(int=72)
MILD = "next-step-confirmed"
OTHER = re.compile(r"Without that it would be likely (\d+ to \d+)%")


async def looked_at(person: UUID, number: int) -> None:
    """On eight of twelve deals of this person Tom finds everything; blind, on the same deals, Zoe finds half of that."""
    facts = []
    for deal in range(12):
        at = clock.now() - timedelta(days=30 - deal)
        for by, after in ((TOM, 1), (ZOE, 2)):
            met = deal % 3 > 0 and (by == TOM or (deal + number) % 2 == 0)
            fact = seen("met" if met else "not-met", MILD, mode="full" if by == TOM else "blind")
            facts.append((replace(fact, deal=UUID(int=deal + 1), inspector=by), at + timedelta(hours=after)))
    await bulk(person, facts)
    await actions.refold(person, len(facts))


async def others(visitor: httpx.AsyncClient, path: str) -> list[str]:
    answer = await visitor.get(path)
    assert answer.status_code == 200
    return OTHER.findall(" ".join(answer.text.split()))


async def test_both_numbers_stand_on_ones_line_on_ones_behaviour_and_on_the_page_for_the_manager(sqlite: Database):
    async with opened(sqlite) as world:
        ada, mira = world.cast.ada, world.cast.mira
        for number, person in enumerate([ada.id, *[(await add_person(f"P{n}")).id for n in range(7)]]):
            await looked_at(person, number)
        await world.enter_policy(counts_only=False)
        async with world.visit(ada) as her, world.visit(mira) as manager:
            pages = ((her, "/my-line"), (her, f"/my-line/{MILD}"), (manager, f"/people/{ada.id}"))
            assert [await others(visitor, path) for visitor, path in pages] == [[], [], []]
            await actions.make_snapshot(clock.now())
            for person, last in (await actions.behind()).items():
                await actions.refold(person, last)
            read = [await others(visitor, path) for visitor, path in pages]
            plain = (await queries.as_looked_at(ada.id, [MILD], clock.now()))[MILD]
            told = f"{round(100 * plain.low)} to {round(100 * plain.high)}"
            assert read == [[told], [told], [told]]
            await world.enter_policy(counts_only=True)
            assert [await others(visitor, path) for visitor, path in pages] == [[], [], []]
