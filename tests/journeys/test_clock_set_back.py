"""The clock of the machine is set back: every page opens, nothing is lost, nobody waits for it, and what is decided then holds."""

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace
from uuid_utils.compat import uuid7

from server import clock, ids, ledger
from server.db import Statement
from server.deals import actions as deals
from server.deals import queries as kept
from server.deals.actions import Told
from server.deals.queries.roles import roles_of
from server.deals.roles import holder
from server.errors import Invalid
from server.gaps import estimate
from server.gaps.actions import rebuild
from server.gaps.queries import books
from server.gaps.queries.snapshots import rules
from server.inspections import actions as inspections
from server.inspections.queries.focus import last_focus
from server.ledger.tables import FactRow
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.people import actions as people
from server.people import lifetimes
from server.people.actions.sign_in import Request
from server.people.queries import policy
from tests import client, crawl, selling
from tests.client import HOME, form_of
from tests.databases import Database
from tests.web.deeds import answer, assign
from tests.web.world import World, opened

pytestmark = pytest.mark.usefixtures("wired")


class Machine:
    """A machine whose clock was set `back` so far, or that `stands` still: by it are times told and ids made."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.true, self.back = clock.now, timedelta()
        self.stands: datetime | None = None
        patch.setattr(clock, "now", self.now)
        patch.setattr(ids, "uuid7", lambda: uuid7(nanoseconds=int(self.now().timestamp() * 1e9)))

    def now(self) -> datetime:
        return self.stands or self.true() - self.back


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def judged(lesson: Lesson) -> Lesson:
    """The lesson with questions that tell of what it is about."""
    return replace(lesson, questions=tuple(replace(one, behaviours=lesson.behaviours) for one in lesson.questions))


JUDGED = replace(selling.ACADEMY, lessons=tuple(judged(one) for one in selling.LESSONS))

FAR = pytest.mark.parametrize("back", [timedelta(minutes=90), timedelta(days=8)])


@FAR
async def test_a_clock_that_is_set_back_breaks_no_page_and_loses_nothing(database: Database, machine: Machine, back: timedelta):
    async with opened(database) as world:
        await selling.serve(JUDGED)
        await world.enter_policy()
        await assign(world, world.cast.ada)
        await answer(world, world.cast.bo)
        async with world.visit(world.cast.ada) as ada, world.visit(world.cast.mira) as mira, world.visit(world.cast.zoe) as zoe:
            everybody = (ada, mira, zoe)
            first = await answered(ada, "first")
            known, touched = await standing(world), await moments(world)
            machine.back = back
            assert await standing(world) == known, "who learned nothing since knows what they knew"
            second = await answered(ada, "second")
            after = await moments(world)
            assert all(after[name] >= at for name, at in touched.items()), "what was known to be newer stays so"
            await open_to(everybody)
            machine.back = timedelta()
            await open_to(everybody)
            assert {first, second} <= await whole(world)
            learners = await rebuild.learners()
            assert {world.cast.ada.id, world.cast.bo.id} <= learners.keys()
            assert [found for person, last in learners.items() for found in await rebuild.compare(person, last)] == []


async def test_two_deeds_of_one_moment_that_comes_twice_are_two(database: Database, machine: Machine):
    async with opened(database) as world, world.visit(world.cast.ada) as ada:
        machine.stands = machine.true()
        first = await answered(ada, "first")
        second = await answered(ada, "second")
        machine.stands = None
        assert {first, second} <= await whole(world)
        assert len({first, second}) == 2


@FAR
async def test_whoever_asked_to_be_let_in_before_or_after_it_is(database: Database, machine: Machine, back: timedelta):
    async with opened(database) as world:
        before = await asked_for(world.cast.ada.email)
        machine.back = back
        after = await asked_for(world.cast.bo.email)
        for link in (before, after):
            async with client.visiting(world.door) as visitor:
                assert (await client.send(visitor, link, link)).status_code == 303
                await open_to((visitor,))
                if back < lifetimes.IDLE:
                    machine.back = timedelta()
                    await open_to((visitor,))
                    machine.back = back


@FAR
async def test_who_is_named_after_it_with_a_day_holds_the_role(database: Database, machine: Machine, back: timedelta):
    async with opened(database) as world:
        cast, first = world.cast, selling.PROCESS.motion["new"].stages[0]
        machine.back = back + timedelta(days=30)
        told = Told(name="Northgate", stage=first)
        deal = await deals.add(cast.ada.actor, world.entry(cast.ada), told, motion="new", currency="EUR", process=selling.PROCESS)
        await deals.set_roles(cast.ada.actor, world.entry(cast.ada), deal, {"se": cast.ada.email}, clock.today("UTC"))
        machine.back = timedelta()
        await deals.set_roles(cast.ada.actor, world.entry(cast.ada), deal, {"se": cast.bo.email}, clock.today("UTC"))
        machine.back = back
        too_early = clock.today("UTC") - timedelta(days=31)
        with pytest.raises(Invalid, match="holds this since"):
            await deals.set_roles(cast.ada.actor, world.entry(cast.ada), deal, {"se": cast.ida.email}, too_early)
        await deals.set_roles(cast.ada.actor, world.entry(cast.ada), deal, {"se": cast.ida.email}, clock.today("UTC"))
        for machine.back in (back, timedelta()):
            assert (named := holder(await roles_of(deal), "se")) is not None
            assert named.person == cast.ida.id


@FAR
async def test_what_is_decided_after_it_holds(database: Database, machine: Machine, back: timedelta):
    async with opened(database) as world:
        cast, (first, *_more, last) = world.cast, selling.PROCESS.motion["new"].stages
        await world.enter_policy()
        await inspections.set_focus(cast.lea.actor, world.entry(cast.lea), first)
        told = Told(name="Northgate", stage=last, close_date=date(2027, 3, 1))
        deal = await deals.add(cast.ada.actor, world.entry(cast.ada), told, motion="new", currency="EUR", process=selling.PROCESS)
        for who in (cast.ada, cast.bo):
            await deals.set_roles(cast.ada.actor, world.entry(cast.ada), deal, {"se": who.email})
        machine.back = back
        await world.enter_policy(counts_only=True)
        await inspections.set_focus(cast.lea.actor, world.entry(cast.lea), last)
        await deals.set_roles(cast.ada.actor, world.entry(cast.ada), deal, {"se": cast.ida.email})
        told = Told(name="Northgate", stage=first, close_date=date(2027, 2, 1))
        await deals.change(cast.ada.actor, world.entry(cast.ada), deal, told, process=selling.PROCESS)
        for machine.back in (back, timedelta()):
            focus = await last_focus()
            assert focus is not None
            assert focus.stage == last
            assert [one.counts_only for one in await policy.policies()] == [True, False]
            assert (named := holder(await roles_of(deal), "se")) is not None
            assert named.person == cast.ida.id
            assert [claim.stage for claim in await kept.claims(deal)] == [last, first]
            assert [one.day for one in (await kept.close_dates([deal]))[deal]] == [date(2027, 3, 1), date(2027, 2, 1)]


async def test_what_another_process_changed_is_seen_a_second_later(
    sqlite: Database, machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    async with opened(sqlite) as world:
        await world.enter_policy()
        assert (await policy.installation()).company == "Northwind Tools"
        assert not (await lessons.lesson("next-step")).questions[0].behaviours
        machine.back = timedelta(days=8)
        await Statement('UPDATE "installation" SET "value" = \'Elsewhere\' WHERE "key" = \'company\'')()
        with monkeypatch.context() as patch:
            patch.setattr(lessons.LATEST, "forget", lambda: None)
            await selling.serve(JUDGED)
        await asyncio.sleep(1.1)
        assert (await policy.installation()).company == "Elsewhere"
        assert (await lessons.lesson("next-step")).questions[0].behaviours


async def asked_for(email: str) -> str:
    """The path of the link that somebody with this address asked for."""
    token = ids.token()
    asking = Request(form=ids.new(), email=email, token=token, code=ids.code(), site=HOME, source="here", now=clock.now())
    await people.request_sign_in(asking)
    return f"/sign-in/link/{token}"


async def answered(visitor: httpx.AsyncClient, question: str) -> str:
    """Answers a question of the lesson on its page, and returns the id of the form."""
    page = await visitor.get("/lessons/next-step")
    fields = {**form_of(page.text, "/lessons/next-step/answers"), "question": question, "choice": "a"}
    reply = await visitor.post("/lessons/next-step/answers", data=fields, headers={"Origin": HOME})
    assert reply.status_code == 303, reply.text[:500]
    return fields["form"]


async def standing(world: World) -> list[float]:
    """How likely Ada is to be right now, on each behaviour and on each question she was asked, to a millionth."""
    kept = await books.whole(world.cast.ada.id)
    assert kept is not None
    line, at, (shared, prior) = kept.book.line, clock.now().timestamp(), await rules(kept.snapshot)
    chances = [estimate.chance(line, tuple(line.know), item, at, shared, prior) for item in line.questions]
    assert chances
    return [round(p, 6) for p in (*chances, *(one.p for one in estimate.know_each(line, line.know, at, shared, prior)))]


async def moments(world: World) -> dict[str, float]:
    """When each thing that is known of Ada was touched last."""
    kept = await books.whole(world.cast.ada.id)
    assert kept is not None
    line = kept.book.line
    terms = [*line.know.items(), *line.questions.items(), ("ability", line.ability), ("form", line.form)]
    tallies = {f"asked of {name}": tally.last for name, tally in kept.book.know.items() if tally.last is not None}
    return tallies | {name: term.at for name, term in terms if term is not None}


async def open_to(everybody: tuple[httpx.AsyncClient, ...]) -> None:
    """Every page that links lead to opens to each of them."""
    for visitor in everybody:
        walked = await crawl.crawl(visitor, "/", each=1)
        assert len(walked) > 5
        assert [f"{page.path}: {page.status}" for page in walked if page.status != 200] == []


async def whole(world: World) -> set[str]:
    """The ids of all answers; the facts of each person are numbered from one without a gap, whatever the clock said."""
    rows = await FactRow.select(FactRow.id, FactRow.person, FactRow.number, FactRow.kind)
    numbers = Counter((row["person"], row["number"]) for row in rows if row["person"])
    assert set(numbers.values()) == {1}
    for person in (world.cast.ada.id, world.cast.bo.id):
        own = sorted(number for (whose, number) in numbers if whose == person)
        assert own == list(range(1, len(own) + 1)) == [stored.number for stored in await ledger.of_person(person)]
    return {str(row["id"]) for row in rows if row["kind"] == "answer-given"}
