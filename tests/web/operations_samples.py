"""What the pages of how it runs, and of who changed what, look like."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace
from msgspec.structs import replace as replaced

from server.db.health import Size
from server.html import Page
from server.integrations.git.queries import Arrived
from server.lessons.queries import State
from server.operations.job import JOBS
from server.operations.queries import Needs, Standing
from server.outbox import Unsent
from server.web.pages.setup_operations import Machine, OperationsPage, Waiting, row, waiting
from server.web.pages.setup_trail import Act, SetupTrailPage
from tests.web.rep_samples import NOW
from tests.web.team_samples import REPS

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")


def pages() -> Mapping[str, Page]:
    """A new installation, one that is well, and one with everything that can be wrong."""
    return {
        "how it runs, at first": first(),
        "how it runs, well": well(),
        "how it runs, with trouble": troubled(),
        "who changed what": SetupTrailPage(acts=acts(), older="AAAA", later=False),
        "who changed what, at its end": SetupTrailPage(acts=(), older="", later=True),
    }


def acts() -> tuple[Act, ...]:
    """About somebody who is here, about somebody who was erased, and about a team, by the command line."""
    return (
        Act(at=NOW, by="Zoe Admin", what="roles changed", person=FORM, name="Ada <Rep>", about=""),
        Act(at=NOW, by="Zoe Admin", what="erased", person=None, name="Erased person", about=""),
        Act(at=NOW, by="", what="manages a team", person=FORM, name="Ida", about="Team & South"),
    )


def first() -> OperationsPage:
    return OperationsPage(
        needs=Needs(),
        rows=tuple(row(job, Standing(name=job.name), NOW) for job in JOBS),
        depth={},
        oldest="",
        unsent=(),
        more=False,
        lessons=State(),
        commit=None,
        size=Size(engine="PostgreSQL", data=9_000_000),
        facts=0,
        backup=None,
        machine=Machine(release="0.1.0", python="3.11.7", name="north:41", began=NOW, workers=4, current=False),
        others=FORM,
    )


def well() -> OperationsPage:
    done = [Standing(name=job.name, worked_at=NOW, ended_at=NOW, host="north") for job in JOBS]
    return replace(
        first(),
        rows=tuple(row(job, one, NOW) for job, one in zip(JOBS, done, strict=True)),
        depth={("mail", "waiting"): 1},
        oldest="4 minutes",
        lessons=State(hash="5ce1" * 16, loaded_at=NOW, lessons=46),
        commit=arrived(),
        size=Size(engine="SQLite", data=48_000_000, log=412_000, free=21_000_000_000),
        facts=128_400,
        backup=NOW - timedelta(days=1),
        machine=Machine(release="0.1.0", python="3.11.7", name="north:41", began=NOW, workers=1, current=True),
    )


def troubled() -> OperationsPage:
    long = NOW - timedelta(hours=3)
    failing = Standing(
        name="read-mail",
        worked_at=long,
        ended_at=NOW,
        host="north",
        problem="inbox",
        run=FORM,
        failures=7,
        failing_since=long,
        next_at=NOW + timedelta(minutes=5),
        trouble=FORM,
    )
    unforeseen = Standing(name="send-outbox", problem="ValueError", failures=1, run=FORM, ended_at=NOW, asked_at=NOW)
    running = Standing(name="settle-gaps", running_since=NOW - timedelta(minutes=4), running_seen=NOW, running_on="north & <b>")
    hanging = Standing(name="import-deals", running_since=long, running_seen=NOW, running_on="south")
    found = {one.name: one for one in (failing, unforeseen, running, hanging)}
    return replace(
        well(),
        needs=Needs(jobs=("read-mail",), messages=2, room=True),
        rows=tuple(row(job, found.get(job.name, Standing(name=job.name)), NOW) for job in JOBS),
        depth={("mail", "waiting"): 1_240, ("mail", "dead"): 2, ("call", "waiting"): 3},
        oldest="3 days",
        unsent=messages(),
        more=True,
        lessons=State(hash="5ce1" * 16, loaded_at=NOW, lessons=46, errors=2),
        size=Size(engine="SQLite", data=48_000_000, log=412_000, free=91_000_000),
        asking=True,
    )


def messages() -> tuple[Waiting, ...]:
    """One that is tried again, one that is being sent, one of somebody whose address is refused, of nobody, and a call."""
    refused = unsent("z…@example.org", mark="address", whom="zed@example.org")
    return (
        waiting(unsent("b…@example.org", tried=True, mark="unreachable")),
        waiting(unsent("be…@example.org", tried=True, held=True, mark="later")),
        waiting(refused, REPS[1]),
        waiting(replaced(refused, id=FORM)),
        waiting(replaced(unsent("webhook"), kind="call")),
    )


def unsent(to: str, *, tried: bool = False, held: bool = False, mark: str = "", whom: str = "") -> Unsent:
    return Unsent(
        id=UUID(int=len(to)),
        kind="mail",
        to=to,
        made=NOW,
        due=NOW if tried else None,
        attempts=3,
        mark=mark,
        whom=whom,
        held=held,
        problem="ConnectionRefusedError: <mail.example.org> does not answer & says so at some length",
    )


def arrived() -> Arrived:
    return Arrived(
        id=FORM,
        commit="5ce1ab37" * 5,
        author="Sam",
        subject="A better question about <time> & money",
        written_at=NOW,
        at=NOW,
        academy="5ce1" * 16,
        errors=0,
        warnings=0,
        problem="",
        mailed=0,
    )
