"""What machines ask about this process: whether it lives, whether it is ready, and its numbers."""

import hmac
import os
import resource
import socket
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency

from server import clock, outbox
from server.db import health
from server.db.tally import TALLY
from server.errors import Setup
from server.lessons import queries as lessons
from server.operations import queries
from server.operations.job import BACKUP, JOBS
from server.operations.queries import Standing
from server.settings import ROOT, Settings
from server.web.door.meter import Meter
from server.web.door.prometheus import TYPE, Family, one, text

PATIENCE: Final = 1.0
"""Seconds in which the database has to answer."""

OFF: Final = "off"

LEAST: Final = 24
"""Characters of a token that nobody guesses."""

RELEASE: Final = "0.1.0"
"""The version of Plumbline, as pyproject.toml has it."""

METER: Final = Meter()
"""Of this process."""

MIGRATIONS: Final = ROOT / "migrations"
"""Where `piccolo_app` has them; a test holds the two equal."""

LOADED: Final = clock.now()


@get("/healthz", media_type=MediaType.TEXT)
async def healthz() -> str:
    """This process answers. A database that is away is no reason to start it anew."""
    return "ok\n"


@get("/readyz", media_type=MediaType.TEXT)
async def readyz() -> Response[str]:
    """Whether visitors can be sent here: 503 and what is missing (database, schema or academy) if not."""
    missing = await wanting()
    return Response(f"{missing or 'ready'}\n", status_code=503 if missing else 200, headers={"Cache-Control": "no-store"})


@get("/metrics", media_type=MediaType.TEXT)
async def metrics(request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[str]:
    """The numbers of this process and of the installation, for whoever has the token."""
    if not is_let_in(settings.metrics, request.headers.get("Authorization", "")):
        return Response("", status_code=404)
    return Response(text(await numbers()), headers={"Content-Type": TYPE, "Cache-Control": "no-store"})


PROBES = (healthz, readyz, metrics)


def is_let_in(token: str, authorization: str) -> bool:
    """Whether this header carries the token. Nobody is while there is none."""
    scheme, _space, given = authorization.partition(" ")
    return token != OFF and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def check(token: str) -> None:
    """Raises Setup for a token that could be guessed."""
    if token != OFF and len(token) < LEAST:
        raise Setup(
            f"PLUMBLINE_METRICS must be off, or a token of at least {LEAST} characters, such as `openssl rand -hex 24` prints."
        )


async def wanting() -> str:
    """What is missing before visitors can be served, empty when nothing is."""
    if not await health.answers(PATIENCE):
        return "database"
    try:
        if not await health.is_current(MIGRATIONS):
            return "schema"
        return "" if (await lessons.state()).hash else "academy"
    except Exception:  # noqa: BLE001  # a table is not there, or the database has just gone
        return "schema"


async def numbers() -> list[Family]:
    """Everything that is told. What a database that is away would have told is left out."""
    own = list(_own(worker()))
    if not await health.answers(PATIENCE):
        return [*own, one("plumbline_database_up", "gauge", DATABASE_UP, ({}, 0))]
    return [*own, one("plumbline_database_up", "gauge", DATABASE_UP, ({}, 1)), *await _shared()]


def _own(name: str) -> Iterator[Family]:
    """What this process knows of itself. Another worker answers for itself."""
    of = {"worker": name}
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield METER.family(name)
    yield one("plumbline_http_requests_in_flight", "gauge", "Requests that are being answered.", (of, METER.inside))
    yield one("plumbline_database_errors_total", "counter", "Times the database was away, locked or full.", (of, TALLY["errors"]))
    yield one("plumbline_database_retries_total", "counter", "Transactions that were tried again.", (of, TALLY["retries"]))
    yield one("process_cpu_seconds_total", "counter", "CPU time that was used.", (of, used.ru_utime + used.ru_stime))
    yield one("process_resident_memory_bytes", "gauge", "Memory that is in use.", (of, resident()))
    yield one("process_start_time_seconds", "gauge", "When it began, in seconds since 1970.", (of, began().timestamp()))
    built = {"version": RELEASE, "python": ".".join(map(str, sys.version_info[:3]))}
    yield one("plumbline_build_info", "gauge", "What runs here.", ({**built, **of}, 1))


async def _shared() -> list[Family]:
    """What the database knows, the same whichever worker answers."""
    depth, oldest, size = await outbox.depth(), await outbox.oldest(), await health.size()
    standings = await queries.standings()
    known = [(job.name, standings.get(job.name, Standing(name=job.name))) for job in (*JOBS, BACKUP)]
    return [
        one(
            "plumbline_outbox_messages",
            "gauge",
            "Messages that have not gone out, by kind and state.",
            *(
                ({"kind": kind, "state": state}, depth.get((kind, state), 0))
                for kind in ("mail", "call")
                for state in ("waiting", "dead")
            ),
        ),
        one(
            "plumbline_outbox_oldest_timestamp_seconds",
            "gauge",
            "When the oldest message that is still tried was made, in seconds since 1970; absent while none waits.",
            ({}, oldest.timestamp() if oldest else None),
        ),
        one(
            "plumbline_job_last_success_timestamp_seconds",
            "gauge",
            "When a job last did what it is for, in seconds since 1970.",
            *(({"job": name}, job.worked_at.timestamp() if job.worked_at else None) for name, job in known),
        ),
        one(
            "plumbline_job_failures",
            "gauge",
            "Failures of a job in a row.",
            *(({"job": name}, job.failures) for name, job in known if name != BACKUP.name),
        ),
        one("plumbline_facts", "gauge", "Facts in the ledger; with PostgreSQL its own estimate.", ({}, await health.facts())),
        one("plumbline_database_bytes", "gauge", "Size of the database.", ({"engine": size.engine}, size.data)),
        one("plumbline_database_log_bytes", "gauge", "Size of the write-ahead log of SQLite.", ({}, size.log)),
        one(
            "plumbline_disk_free_bytes", "gauge", "Room on the disk of the database, where this process sees it.", ({}, size.free)
        ),
    ]


DATABASE_UP: Final = "1 while the database answers within a second."


@cache
def worker() -> str:
    """This process among those that answer at the same address."""
    return f"{socket.gethostname()}:{os.getpid()}"


def began() -> datetime:
    """When this process began. A worker begins as a copy of the one that started it, with all that was noted there."""
    return _began(os.getpid())


@cache
def _began(process: int) -> datetime:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return LOADED
    since_boot = int(told.rpartition(")")[2].split()[BEGUN]) / os.sysconf("SC_CLK_TCK")
    return clock.now() - timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME) - since_boot)


BEGUN: Final = 19
"""Which of the figures behind the name of a process says when it began, in ticks since the machine did."""


def resident() -> int:
    """Bytes of memory in use; where only the most that ever was is known, that."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
