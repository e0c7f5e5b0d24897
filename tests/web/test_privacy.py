"""Nobody but the person reads a single answer: every page, as everybody, is searched for words that only Ada's answers hold.

The lesson that she answered is no longer served, so that its words stand nowhere but beside her answers.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from uuid import UUID

import httpx
from msgspec import Struct, field

from server import clock, ids
from server.learning import actions as learning
from server.learning.actions import Deed
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people import actions as people
from server.web import cursor
from server.web.access import ACCESS
from tests import crawl
from tests.cast import signed_in
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.world import EVERY_KIND, READ, WALKED, serve
from tests.web import every_form
from tests.web.every_form import HOME, WHO, House, Sent, deal_of

SECRET = lesson(
    q.question("single", title="Asked Aardvark", choices=(q.choice("a", 0, "Picked Badger"), q.choice("b", 1, "Not picked"))),
    q.question("order", title="Asked Crow", choices=tuple(q.choice(id, 0, f"Ordered Dormouse {id}") for id in "abc")),
    q.SHORT,
    q.GAPS,
    q.REFLECT,
    q.question("reflect", id="second", title="Asked Eland", reflect=q.REFLECT.reflect),
    q.CONFIDENCE,
    q.COMMIT,
    id="secret",
)

GIVEN: Mapping[str, Mapping[str, str | list[str]]] = {
    "single": {"choice": "a"},
    "order": {"place-a": "1", "place-b": "2", "place-c": "3"},
    "short": {"text": "Typed Falcon"},
    "gaps": {"gap-1": "Typed Gecko", "gap-2": "owned"},
    "reflect": {"text": "Kept Heron to myself."},
    "second": {"text": "Shared Ibis with my manager.", "share": "yes"},
    "confidence": {"choice": "1"},
}

ONLY_ADA = (
    *("Asked Aardvark", "Picked Badger", "Asked Crow", "Ordered Dormouse", "Typed Falcon", "Typed Gecko", "Kept Heron"),
    *("Declined for Jackal", "in practice, certain"),
)
SHARED = "Shared Ibis"


class Planted(Struct):
    """The house after Ada answered, and the ids of her answers."""

    house: House
    answers: list[str] = field(default_factory=list)
    record: dict[str, str] = field(default_factory=dict)


async def test_only_ada_finds_her_answers_wherever_anybody_goes(sqlite: Database):
    async with planted(sqlite) as made:
        found: dict[str, set[str]] = {word: set() for word in (*ONLY_ADA, SHARED)}
        for who in made.house.browsers:
            for text in await everything(made, who):
                for word, readers in found.items():
                    if word in text:
                        readers.add(who)
        assert found == {**{word: {"ada"} for word in ONLY_ADA}, SHARED: {"ada", "mira", "lea"}}


async def test_the_ids_of_her_answers_open_nothing_and_send_nothing_back(sqlite: Database):
    async with planted(sqlite) as made:
        leaks = []
        for who in WHO:
            if who == "ada":
                continue
            for answer in made.answers:
                for path, fields in (
                    ("/lessons/every-kind/answers", {"question": "single", "turn": "0", "choice": "b"}),
                    ("/practice/answers", {"question": "single", "seen": made.record["seen"], "choice": "b", "confidence": "1"}),
                ):
                    sent = await made.house.send(Sent(who, path, fields), UUID(answer))
                    leaks += [f"{who} {path}: {word}" for word in (*ONLY_ADA, SHARED) if word in sent.text]
        assert leaks == []


NUMBER = re.compile(r"right on 1 of 5", re.IGNORECASE)
"""What Ada knows, as pages say it."""


async def test_what_she_knows_is_told_to_her_and_under_a_policy_to_whoever_manages_her(sqlite: Database):
    async with planted(sqlite) as made:
        assert await told_numbers(made) == {"ada", "mira", "lea"}
        assert "Practised this week: 1 of " in (await made.house.browsers["mira"].get("/team")).text


async def test_before_there_is_a_policy_nobody_else_is_told_what_she_knows(sqlite: Database):
    async with planted(sqlite, policy=False) as made:
        assert await told_numbers(made) == {"ada"}


async def told_numbers(made: Planted) -> set[str]:
    """Who finds what Ada knows, wherever they go."""
    return {who for who in made.house.browsers if any(map(NUMBER.search, await everything(made, who)))}


@asynccontextmanager
async def planted(database: Database, *, policy: bool = True) -> AsyncIterator[Planted]:
    """Ada answered everything in a lesson a month ago and a question of it in practice today; then the lesson was retired."""
    async with every_form.opened(database) as house:
        await serve(EVERY_KIND, WALKED, READ, SECRET)
        made = Planted(house)
        for question, fields in GIVEN.items():
            deed = _deed(house, timedelta(days=30))
            made.answers.append(str((await learning.answer(deed, question, _lists(fields))).id))
        await learning.decline(_deed(house, timedelta(days=30)), "commit", reason="Declined for Jackal, no open deal.")
        seen = (await lessons.current()).hashes["secret"]
        practised = ids.new()
        fields = {"question": "single", "seen": seen, "confidence": "3", "choice": "a"}
        answer = await house.send(Sent("ada", "/practice/answers", fields), practised)
        assert answer.headers["Location"] == f"/practice/answers/{practised}"
        await serve(EVERY_KIND, WALKED, READ)
        if policy:
            await _policy(house)
        made.answers.append(str(practised))
        made.record = {
            "person": str(house.cast.ada.id),
            "deal": str(await deal_of(house)),
            "answer": str(practised),
            "behaviour": "next-step-confirmed",
            "lesson": "secret",
            "seen": seen,
        }
        async with _vera(house):
            yield made


async def everything(made: Planted, who: str) -> Iterable[str]:
    """The words of every page that somebody reaches by links, and of every address with the ids of what is Ada's."""
    browser = made.house.browsers[who]
    found = [page.html for page in await crawl.crawl(browser, "/", each=6)]
    newest = cursor.write(clock.now() + timedelta(days=1), made.house.cast.ada.id)
    asked = (*_addresses(made.record), f"/my-line?before={newest}", f"/my-line?looks={newest}", "/practice?most=1")
    return [*found, *[(await browser.get(path, follow_redirects=True)).text for path in asked]]


def _addresses(record: Mapping[str, str]) -> list[str]:
    shapes = [shape for method, shape in ACCESS if method == "GET"]
    filled = [re.sub(r"\{(\w+)\}", lambda part: record.get(part[1], part[1]), shape) for shape in shapes]
    lessons_too = [
        path.replace("/secret", f"/{other}") for path in filled for other in ("every-kind", "walked") if "/secret" in path
    ]
    return [*filled, *lessons_too]


def _deed(house: House, ago: timedelta) -> Deed:
    ada = house.cast.ada
    return Deed(actor=ada.actor, entry=Entry(id=ids.new(), at=clock.now() - ago, actor=ada.id), lesson="secret")


def _lists(fields: Mapping[str, str | list[str]]) -> Mapping[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in fields.items()}


async def _policy(house: House) -> None:
    await people.set_policy(
        house.cast.zoe.actor,
        company="Northwind Tools",
        text="for coaching",
        owner="Lea",
        in_force_from=date(2026, 11, 1),
        counts_only=False,
        entry=Entry(id=ids.new(), at=clock.now(), actor=house.cast.zoe.id),
    )


@asynccontextmanager
async def _vera(house: House) -> AsyncIterator[None]:
    """Vera, who leads and manages nobody."""
    entry = Entry(id=ids.new(), at=clock.now())
    vera = await people.add_person(None, name="Vera Lead", email="vera@example.org", roles=["leader"], entry=entry)
    token, house.visits["vera"] = await signed_in(vera, clock.now())
    transport = httpx.ASGITransport(app=house.door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
    async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies={"plumbline": token}) as browser:
        house.browsers["vera"] = browser
        yield
