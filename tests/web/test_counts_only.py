"""In counts alone no page of anybody draws an estimate, a kind of gap or a ranking: every page of every role, by the marks of the templates."""

import re
from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import asdict

from server import clock
from server.people.queries import Person
from tests import crawl
from tests.databases import Database
from tests.gaps.world import answer, record, seen
from tests.web import world as worlds
from tests.web.joining import joined
from tests.web.world import World

MARKS = {
    "a likely range": re.compile(r'class="(?:whisk|gap|gap-edge)"|<line class="reach"'),
    "an estimate": re.compile(r'<(?:circle|rect) class="mark'),
    "a kind": re.compile(r'\bdata-gap="|<svg class="rule[^>]* data-kind="(?:coach|teach|look|steady|fading)"|class="word"'),
    "a ranking": re.compile(r"\bdata-ranked\b"),
}
"""How templates draw them, in whatever language the words are."""

BEHAVIOURS = ("next-step-confirmed", "impact-quantified")


async def test_no_page_of_anybody_shows_an_estimate_a_kind_or_a_ranking(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        vera = await _known(world)
        everybody = (*asdict(world.cast).values(), vera)
        people = [one for one in everybody if hasattr(one, "roles")]
        await world.enter_policy()
        assert set(await _drawn(world, (world.cast.ada, world.cast.mira), links=False)) == set(MARKS)
        await world.enter_policy(counts_only=True)
        assert await _drawn(world, people) == {}


async def _known(world: World) -> Person:
    """Five reps in a team of whom enough is known for everything that is ever drawn, and Vera, who leads and manages nobody."""
    reps = [world.cast.ada, world.cast.bo, *[await joined(world, name, "rep") for name in ("Carl", "Dora", "Emil")]]
    for rep in reps[:1] + reps[2:]:
        for number in range(6):
            at = clock.now() - timedelta(days=1, minutes=number)
            await record(rep.id, answer(f"q{number}", *BEHAVIOURS), at)
            for behaviour in BEHAVIOURS:
                await record(rep.id, seen("not-met", behaviour, deal=number, missing=("written",)), at)
    return await joined(world, "Vera", "leader", team=False)


async def _drawn(world: World, people: Iterable[Person], *, links: bool = True) -> dict[str, str]:
    """What is drawn that counts leave out, with a page on which it is, as anybody of these finds it by links or knows the address."""
    found = {}
    for person in people:
        async with world.visit(person) as visitor:
            pages = await crawl.crawl(visitor, "/", each=1) if links else ()
            asked = [await crawl.visit(visitor, path) for path in _addresses(world)]
            for page in (*pages, *asked):
                found.update({mark: f"{person.name} {page.path}" for mark, drawn in MARKS.items() if drawn.search(page.html)})
    return found


def _addresses(world: World) -> Iterable[str]:
    ada, behaviour = world.cast.ada.id, BEHAVIOURS[0]
    return (
        *(
            f"/people/{ada}",
            f"/people/{ada}/one-to-one",
            f"/my-line/{behaviour}",
            f"/team?open={ada}.{behaviour}",
            "/team?rest=all",
        ),
        *("/team?present=1", f"/team?team={world.cast.north}", f"/team/assignments?behaviour={behaviour}", "/week", "/today"),
    )
