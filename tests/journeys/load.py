"""People at work on a server that is taken away from them: answers and closings of sheets, each of them a form that may be sent again."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from random import Random  # noqa: TID251  # what is sent is drawn from a seed that the test names

import httpx
from msgspec import Struct, field

from server import clock, db, ids, ledger
from server.cli.demo.story.answers import typed
from server.db import Statement
from server.deals import actions as deals
from server.deals.actions import Told
from server.gaps.actions import rebuild
from server.gaps.difference import Difference
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.ledger import Entry
from server.lessons import actions as loading
from server.lessons import queries as lessons
from server.people import csrf
from server.people.queries import Visit
from server.wiring import REACTIONS
from tests import databases, served
from tests.cast import Cast, assemble, signed_in
from tests.client import KEY
from tests.databases import Database
from tests.lessons.folders import AcademyFolder
from tests.served import Served

LESSON = "set-the-date"
WHO = ("ada", "bo", "ida", "mira", "tom", "lea", "sam", "zoe")
SHEETS = 8
"""One form of so many closes a sheet; the others answer a question."""

AT_ONCE = 32
"""Requests that are on their way at the same moment."""


class Sent(Struct, frozen=True):
    """One form on its way: its id, which is that of its fact, where it goes, whose it is, and its body."""

    id: str
    path: str
    cookie: str
    body: dict[str, str | list[str]]


class Work(Struct):
    """A database with a small academy and the cast, everybody signed in, and the forms that are about to be sent."""

    database: Database
    cast: Cast
    file: Path
    academy: Path
    visits: dict[str, tuple[str, Visit]] = field(default_factory=dict)
    forms: list[Sent] = field(default_factory=list)

    def served(self) -> AbstractContextManager[Served]:
        """A server on it, as people run it."""
        environ = {"DATABASE_URL": self.database.url, "PLUMBLINE_KEY": KEY, "PLUMBLINE_LESSONS": str(self.academy)}
        return served.on_file(self.file, environ=environ)

    def form(self, who: str, path: str, **body: str | list[str]) -> Sent:
        """A form of theirs."""
        id, (cookie, visit) = str(ids.new()), self.visits[who]
        return Sent(id, path, cookie, {"form": id, "csrf": csrf.mask(visit.csrf_secret, "salt"), **body})


@asynccontextmanager
async def planned(kind: str, folder: Path, chance: Random, count: int) -> AsyncIterator[Work]:
    """So many answers, right and wrong, of everybody to every question of a lesson, and closings of a manager's sheets among them."""
    async with databases.copied(kind, folder, databases.template(kind)) as database:
        ledger.react_with(REACTIONS)
        file = Path(database.url.removeprefix("sqlite:///")) if kind == "sqlite" else folder / "work"
        work = Work(database, await assemble(), file, AcademyFolder(folder / "academy").root)
        await loading.load(work.academy, now=clock.now(), by="serve")
        for who in WHO:
            work.visits[who] = await signed_in(getattr(work.cast, who), clock.now())
        lesson = next(one for one in (await lessons.current()).academy.lessons if one.id == LESSON)
        questions = [one for one in lesson.questions if one.kind != "commit"]
        for number in range(count):
            if number % SHEETS == 0:
                work.forms.append(await closing(work, number))
                continue
            question = chance.choice(questions)
            body = {name: list(values) for name, values in typed(question, right=chance.random() < 0.5).items()}
            where = f"/lessons/{LESSON}/answers"
            work.forms.append(work.form(chance.choice(WHO), where, question=question.id, turn="0", **body))
        chance.shuffle(work.forms)
        yield work


async def closing(work: Work, number: int) -> Sent:
    """Mira's sheet of another deal of Ada's, of which she looked at one row."""
    ada, mira = work.cast.ada, work.cast.mira
    process = (await lessons.current()).academy.process
    assert process is not None
    entry = Entry(id=ids.new(), at=clock.now(), actor=ada.id)
    told = Told(name=f"Deal {number}", stage="meet")
    deal = await deals.add(ada.actor, entry, told, motion="new", currency="EUR", process=process)
    entry = Entry(id=ids.new(), at=clock.now(), actor=mira.id)
    sheet = await inspecting.begin(mira.actor, entry, deal, mode="full", pick="chosen")
    rows = (await inspections.sheet(sheet, mira.actor, clock.now())).rows
    return work.form("mira", f"/inspections/{sheet}/closing", looked=rows[0].behaviour)


async def send(
    server: Served,
    forms: Sequence[Sent],
    acknowledged: set[str],
    *,
    end_after: int = 0,
    later: float = 0.0,
    end: Callable[[], None] | None = None,
) -> float:
    """Sends all of them, many at once, and notes which were acknowledged. So many seconds `later` than `end_after` were, `end` makes the server go;
    returns when it did.
    """
    waiting, ended, loop = iter(forms), list[float](), asyncio.get_running_loop()
    so_far = 0

    def over(what: Callable[[], None]) -> None:
        ended.append(time.monotonic())
        what()

    async def work(client: httpx.AsyncClient) -> None:
        nonlocal so_far
        for one in waiting:
            if ended:
                return
            try:
                headers = {"Cookie": f"plumbline={one.cookie}", "Origin": server.url}
                reply = await client.post(one.path, data=one.body, headers=headers)
            except httpx.TransportError:
                assert ended, "the server went away by itself"
                return
            assert reply.status_code == 303, reply.text[:1_000]
            acknowledged.add(one.id)
            so_far += 1
            if end and so_far == end_after:
                loop.call_later(later, over, end)

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as client, asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work(client))
    return ended[0] if ended else 0.0


async def told(*kinds: str) -> Counter[str]:
    """How often each answer and each closed sheet is in the ledger of the database in use, or each fact of these kinds."""
    return Counter(str(row["id"]) for row in await FACTS() if row["kind"] in (kinds or KINDS))


async def faults() -> list[dict[str, object]]:
    """What must not be there: deeds and facts without each other, numbers with gaps, tries with gaps; on SQLite also a file that is not whole."""
    asked = FAULTS if db.current().engine_type == "postgres" else (*FAULTS, WHOLE)
    return [dict(row) for statement in asked for row in await statement()]


async def differing() -> list[Difference]:
    """Where what is known about anybody differs from what their facts come to."""
    return [found for person, last in (await rebuild.learners()).items() for found in await rebuild.compare(person, last)]


KINDS = ("answer-given", "inspection-closed")
FACTS = Statement('SELECT "id", "kind" FROM "fact"')
FAULTS = (
    Statement("SELECT 'no fact' AS fault, id FROM answer WHERE id NOT IN (SELECT id FROM fact WHERE kind = 'answer-given')"),
    Statement("SELECT 'no answer' AS fault, id FROM fact WHERE kind = 'answer-given' AND id NOT IN (SELECT id FROM answer)"),
    Statement(
        "SELECT 'numbers' AS fault, person FROM fact WHERE person IS NOT NULL GROUP BY person HAVING count(*) <> max(number)"
    ),
    Statement(
        "SELECT 'head' AS fault, person FROM fact_head "
        "WHERE last <> (SELECT count(*) FROM fact WHERE fact.person = fact_head.person)"
    ),
    Statement(
        "SELECT 'tries' AS fault, coalesce(take, practice) AS one, question FROM answer GROUP BY one, lesson, question "
        "HAVING count(*) <> max(nth) + 1 OR min(nth) <> 0"
    ),
    Statement("SELECT 'begun' AS fault, person FROM fact WHERE kind = 'lesson-begun' GROUP BY person, body HAVING count(*) > 1"),
    Statement(
        "SELECT 'sheets' AS fault, closed, said FROM "
        "(SELECT (SELECT count(*) FROM inspection WHERE closed_at IS NOT NULL) AS closed, "
        "(SELECT count(*) FROM fact WHERE kind = 'inspection-closed') AS said) AS counted WHERE closed <> said"
    ),
)
WHOLE = Statement("SELECT integrity_check AS fault FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
