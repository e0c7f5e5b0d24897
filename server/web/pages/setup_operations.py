"""How the installation runs: its jobs, the messages that wait, the lessons, the database and the server; and what an admin can do about it."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from server import clock, forms, html, ids, outbox
from server.db import health
from server.db.health import Size
from server.html import Page
from server.integrations.git import queries as git
from server.integrations.git.queries import Arrived
from server.lessons import queries as lessons
from server.lessons.queries import State
from server.operations import actions, queries
from server.operations.job import BACKUP, FETCH_LESSONS, JOBS, Job
from server.operations.queries import Needs, Standing, needed
from server.outbox import Unsent
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import call_words
from server.sentences import gettext as _
from server.sentences import job_words as words
from server.sentences import mail_words as mails
from server.settings import Settings
from server.web.pages import probes

SHOWN: Final = 20
"""How many messages are listed; the others wait behind them."""

WHERE: Final[Mapping[str, str]] = {
    "inbox": "/setup/mail",
    "crm": "/setup/crm",
    "crm-refuses": "/setup/crm",
    "lessons": "/setup/lessons",
    "webhook": "/setup/webhooks",
    "chat": "/setup/chat",
}
"""Where more is said of what is wrong with a job, and of a line by which calls leave."""


class Row(Struct, frozen=True):
    """One job as it is listed. `is_` is well, failing, running or never; `problem` and `helps` are sentences, empty while all is well."""

    name: str
    called: str
    is_: str
    last: datetime | None
    pace: str
    problem: str = ""
    helps: str = ""
    where: str = ""
    """The page on which more is said or can be done about it."""
    failures: int = 0
    again: datetime | None = None
    run: UUID | None = None
    host: str = ""
    since: datetime | None = None
    asked: bool = False


class Waiting(Struct, frozen=True):
    """One message that could not be sent, as it is listed: to whom, why and what helps in words, beside what was answered. `person` is whose address
    is refused.
    """

    message: Unsent
    to: str
    why: str
    helps: str
    person: Person | None = None
    where: str = ""


class Machine(Struct, frozen=True):
    """What serves this page: version, name, since when, and how many processes its settings ask for."""

    release: str
    python: str
    name: str
    began: datetime
    workers: int
    current: bool
    """Whether every migration of this version has run."""


class OperationsPage(Page, frozen=True):
    """Everything that an admin wants to know in one look."""

    template: ClassVar[str] = "web/setup-operations.html"
    needs: Needs
    rows: tuple[Row, ...]
    depth: Mapping[tuple[str, str], int]
    oldest: str
    """How long the oldest message has waited, empty when none waits."""
    unsent: tuple[Waiting, ...]
    more: bool
    """Whether there are others that could not be sent."""
    lessons: State
    commit: Arrived | None
    size: Size
    facts: int
    backup: datetime | None
    machine: Machine
    others: UUID
    asking: bool = False
    """Whether a job was asked for and has not begun."""

    def part(self, about: object, what: str) -> UUID:
        """The id of a form about one of them."""
        return ids.derived(self.others, f"{what} {about}")

    def waiting(self, kind: str) -> int:
        """How many messages of a kind are still tried."""
        return self.depth.get((kind, "waiting"), 0)

    @staticmethod
    def bytes(count: int) -> str:
        """`48 MB`."""
        return words.size(count)


class Operations(Controller):
    """How it runs."""

    path = "/setup/operations"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        return html.show(request, await page(settings, clock.now()))

    @post("/jobs/{job:str}/asking")
    async def ask(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], job: FromPath[str]) -> Response[Any]:
        """Has a job run now."""
        await actions.ask(await forms.entry(request, actor=actor.id, at=clock.now()), job)
        return html.redirect("/setup/operations#jobs")

    @post("/messages/{message:uuid}/trial")
    async def send_again(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], message: FromPath[UUID]
    ) -> Response[Any]:
        """Tries a message again."""
        await actions.send_again(await forms.entry(request, actor=actor.id, at=clock.now()), message)
        return html.redirect("/setup/operations#messages")

    @post("/messages/{message:uuid}/dropping")
    async def drop(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], message: FromPath[UUID]
    ) -> Response[Any]:
        """Gives a message up."""
        await actions.drop(await forms.entry(request, actor=actor.id, at=clock.now()), message)
        return html.redirect("/setup/operations#messages")


async def page(settings: Settings, now: datetime) -> OperationsPage:
    """The page as it is now, by a fixed number of statements, none of which looks through a table that grows."""
    standings, depth, size = await queries.standings(), await outbox.depth(), await health.size()
    oldest, kept = await outbox.oldest(), standings.get(BACKUP.name)
    unsent = await outbox.unsent(SHOWN + 1, now)
    listed = [job for job in JOBS if job is not FETCH_LESSONS or settings.lessons_repository]
    rows = tuple(row(job, standings.get(job.name, Standing(name=job.name)), now) for job in listed)
    # What is wrong stands first: on a phone the list is long.
    rows = tuple(sorted(rows, key=lambda one: one.is_ != "failing"))
    return OperationsPage(
        needs=needed(standings, depth, size),
        rows=rows,
        depth=depth,
        oldest=words.span(now - oldest) if oldest else "",
        unsent=tuple(await _waiting(unsent[:SHOWN])),
        more=len(unsent) > SHOWN,
        lessons=await lessons.state(),
        commit=await git.served() if settings.lessons_repository else None,
        size=size,
        facts=await health.facts(),
        backup=kept.worked_at if kept else None,
        machine=Machine(
            release=probes.RELEASE,
            python=".".join(map(str, sys.version_info[:3])),
            name=probes.worker(),
            began=probes.began(),
            workers=settings.workers,
            current=await health.is_current(probes.MIGRATIONS),
        ),
        others=ids.new(),
        asking=any(one.asked for one in rows),
    )


async def _waiting(unsent: Sequence[Unsent]) -> list[Waiting]:
    whose = await people.having({one.whom for one in unsent if one.whom})
    return [waiting(one, whose.get(one.whom)) for one in unsent]


def waiting(one: Unsent, person: Person | None = None) -> Waiting:
    """One message, as it is listed."""
    nobody = bool(one.whom) and person is None
    helps = _("Nobody here has this address any more.") if nobody else mails.helps(one.mark, given_up=one.due is None)
    call = one.kind == "call"
    return Waiting(
        message=replace(one, problem=call_words.told(one.problem)) if call else one,
        to=person.name if person else words.way(one.to) if call else one.to,
        why=mails.told(one.mark),
        helps=helps,
        person=person,
        where=WHERE.get(one.to, "") if call else "",
    )


def row(job: Job, found: Standing, now: datetime) -> Row:
    """One job, as it is listed."""
    running = found.is_running(now)
    problem = actions.HANGS if found.hangs(now) else found.problem
    never = found.worked_at is None and not found.failures
    return Row(
        name=job.name,
        called=words.called(job.name),
        is_="failing" if problem else "running" if running else "never" if never else "well",
        last=found.worked_at,
        pace=words.pace(job.every, nightly=job.nightly),
        problem=words.wrong(problem) if problem else "",
        helps=words.helps(problem) if problem else "",
        where="#messages" if problem.startswith(words.MAIL) else WHERE.get(problem, ""),
        failures=found.failures,
        again=found.next_at if found.failures else None,
        run=found.run,
        host=found.running_on if running else found.host,
        since=found.running_since if running else None,
        asked=found.is_asked(now),
    )
