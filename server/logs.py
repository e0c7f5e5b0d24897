"""What the log looks like: one line a record, as words or as JSON, each with the request or the job that it belongs to.

It is read by other people than those whom it is about, and is kept where nobody looks. So it names no address of anybody, no token and no word
that somebody typed: what drivers and libraries put into their messages is left out, and what looks like either is masked.
"""

import logging
import re
import traceback
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

_REQUEST: ContextVar[str] = ContextVar("request", default="")
_WORK: ContextVar[tuple[str, UUID] | None] = ContextVar("work", default=None)

request = _REQUEST.set
"""Everything that is logged by this task from now on belongs to the request of this id, in its threads, too."""

KEPT_QUIET: Final = {"httpx": "WARNING", "httpcore": "WARNING", "piccolo": "WARNING", "asyncpg": "ERROR"}
"""Libraries that log addresses with what stands in them, or a traceback every second while a database is away that requests tell of anyway."""


def work(job: str, run: UUID) -> None:
    """Everything that is logged by this task from now on belongs to this round of a job."""
    _WORK.set((job, run))


def begin(level: str, form: str) -> None:
    """Logs to standard error from this level on, in this form: text or json. A process that logs somewhere already goes on there."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(formatter(form, secretive=level != "debug"))
        root.addHandler(handler)
        root.setLevel(level.upper())
    for name, least in KEPT_QUIET.items():
        logging.getLogger(name).setLevel(least)


def unavailable(log: logging.Logger, what: str, error: BaseException) -> None:
    """Tells that the database was away from `what`, a request or a method, and what kind of fault the driver met."""
    # What the driver says names its user or a host, and is told where everything is.
    cause = error.__cause__ or error
    log.error("unavailable %s %s", what, type(cause).__name__)
    log.debug("it said: %s", cause)


def formatter(form: str, *, secretive: bool = True) -> logging.Formatter:
    """How a record is written. Unless it is `secretive`, the messages of errors are written, too, which may hold what somebody typed."""
    return _Json(secretive) if form == "json" else _Text(secretive)


class _Text(logging.Formatter):
    """`INFO plumbline.requests GET /deals/{deal} 200 4.1ms request=0193…`"""

    def __init__(self, secretive: bool) -> None:
        super().__init__()
        self.secretive = secretive

    def format(self, record: logging.LogRecord) -> str:
        """One line; a traceback follows in further ones, which begin with a space."""
        about = "".join(f" {name}={value}" for name, value in _about().items())
        line = f"{record.levelname} {record.name} {_message(record, self.secretive)}{about}"
        where = _error(record, self.secretive)
        return line if not where else "\n".join([f"{line} error={where['error']}", *(f"  {one}" for one in where["at"])])


class _Json(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, secretive: bool) -> None:
        super().__init__()
        self.secretive = secretive

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record, self.secretive),
            **_about(),
            **getattr(record, "fields", {}),
            **_error(record, self.secretive),
        }
        return msgspec.json.encode(told).decode()


def _about() -> dict[str, str]:
    """What the record belongs to."""
    request, work = _REQUEST.get(), _WORK.get()
    if work is not None:
        return {"job": work[0], "run": str(work[1])}
    return {"request": request} if request else {}


def _message(record: logging.LogRecord, secretive: bool) -> str:
    """What it says. Of libraries that write an error into their further lines, with what it says, only the first line."""
    message = record.getMessage()
    return clean(message.partition("\n")[0] if secretive and record.name.partition(".")[0] in QUOTING else message)


QUOTING: Final = frozenset({"asyncio", "_granian", "granian"})


def _error(record: logging.LogRecord, secretive: bool) -> dict[str, Any]:
    """Which error it was, and where. Not what it says: drivers quote the row, and parsers what they could not read."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    state = getattr(error, "sqlstate", None)
    named = f"{type(error).__name__}{f' {state}' if state else ''}{'' if secretive else f': {clean(str(error))}'}"
    frames = traceback.extract_tb(error.__traceback__)
    return {"error": named, "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-DEEPEST:]]}


DEEPEST: Final = 25
"""Frames of a traceback that are told, the innermost."""


def clean(message: str) -> str:
    """The message in one line, at most `LONGEST` characters, without what looks like an address of somebody or a secret."""
    line = UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), message[:LONGEST])
    return SECRET.sub("(secret)", ADDRESS.sub("(address)", line))


def fault(lines: Sequence[str]) -> str:
    """Why a program of ours ended, of the lines it wrote: in our own sentence, or the class of the error and not what that says."""
    if lines[-1].startswith(OURS):
        return lines[-1]
    found = next((named for line in reversed(lines) if (named := NAMED.match(line))), None)
    return found[1] if found else "an error"


OURS: Final = "plumbline: "
NAMED: Final = re.compile(r"([a-z_][\w.]*\.[A-Z]\w*|[A-Z]\w*(?:Error|Exception|Failure|Interrupt)|Killed)(?::|$)")
LONGEST: Final = 2_000
UNSAFE: Final = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Whatever ends a line somewhere, moves the cursor of a terminal, turns the order of what is read around, or is no character."""
ADDRESS: Final = re.compile(r"[^\s<>()\[\]'\",;:/=]+@[\w-][\w.-]*")
SECRET: Final = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{40,}(?![\w-])")
"""As long as every token that we make; ids are shorter."""
