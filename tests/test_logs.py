"""What the log looks like: one line a record, with what it belongs to, and without what people typed."""

import ast
import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import pytest

from server import logs
from tests import tree

RUN = UUID("0193a000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("GET /deals/{deal} 200 4.1ms", "GET /deals/{deal} 200 4.1ms"),
        ("one\r\nINFO plumbline.requests GET /setup 200", r"one\r\nINFO plumbline.requests GET /setup 200"),
        ("a\x1b[31m red\u2028line\x85", r"a\x1b[31m red\u2028line\x85"),
        ("550 <ada.smith@example.org> is unknown", "550 <(address)> is unknown"),
        ("smtp://me:pass@mail.example.org", "smtp://me:(address)"),
        ("cookie plumbline=" + "aB3_-" * 9, "cookie plumbline=(secret)"),
        (f"message {RUN} sent", f"message {RUN} sent"),
        ("Grüße aus Prag", "Grüße aus Prag"),
        ("from ada@intranet", "from (address)"),
        ("half a pair \ud83d", r"half a pair \ud83d"),
        ("turned \u202eround", r"turned \u202eround"),
    ],
)
def test_a_message_is_one_line_without_addresses_and_secrets(message: str, line: str):
    assert logs.clean(message) == line


def test_a_record_of_odd_characters_is_valid_json():
    record = logging.LogRecord("plumbline", logging.INFO, __file__, 1, 'a "b" \\ \x00 \ud83d %s', ("\u2028",), None)
    assert json.loads(logs.formatter("json").format(record))["message"] == r'a "b" \ \x00 \ud83d \u2028'


@pytest.mark.parametrize("form", ["text", "json"])
async def test_a_task_that_broke_unseen_tells_nothing_of_what_was_typed(form: str, caplog: pytest.LogCaptureFixture):
    async def broken() -> None:
        raise ValueError("rhinoceros")

    task = asyncio.ensure_future(broken())
    await asyncio.wait({task})
    asyncio.get_running_loop().default_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    )
    (record,) = [one for one in caplog.records if one.name == "asyncio"]
    assert "rhinoceros" in record.getMessage()
    assert "rhinoceros" not in logs.formatter(form).format(record)
    assert "was never retrieved" in logs.formatter(form).format(record)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["Traceback (most recent call last):", '  File "a.py", line 1', "ValueError: rhinoceros"], "ValueError"),
        (
            ["asyncpg.exceptions.UniqueViolationError: duplicate key", "DETAIL:  Key (name)=(rhinoceros) exists."],
            "asyncpg.exceptions.UniqueViolationError",
        ),
        (["plumbline: The database cannot be used."], "plumbline: The database cannot be used."),
        (["rhinoceros"], "an error"),
    ],
)
def test_a_program_that_broke_is_told_by_its_error_and_not_by_what_that_says(lines: list[str], named: str):
    assert logs.fault(lines) == named


def test_a_message_that_does_not_end_is_cut():
    assert len(logs.clean("far " * 9_000)) == logs.LONGEST


def test_a_record_as_json_says_when_where_and_which_request():
    with belonging("0193a000-aaaa") as log:
        told = json.loads(log.of("json", fields={"method": "GET", "route": "/deals/{deal}", "status": 200, "ms": 4.1}))
    assert datetime.fromisoformat(told.pop("at")).tzinfo is not None
    assert told == {
        "level": "info",
        "logger": "plumbline.requests",
        "message": "it happened",
        "request": "0193a000-aaaa",
        "method": "GET",
        "route": "/deals/{deal}",
        "status": 200,
        "ms": 4.1,
    }


def test_a_record_as_text_ends_with_its_request():
    with belonging("0193a000-aaaa") as log:
        assert log.of("text") == "INFO plumbline.requests it happened request=0193a000-aaaa"


async def test_what_a_thread_and_a_task_log_belongs_to_the_request_too():
    with belonging("0193a000-bbbb") as log:
        assert await asyncio.to_thread(log.of, "text") == log.of("text")
        assert await asyncio.create_task(later(log)) == log.of("text")


async def test_what_a_job_logs_belongs_to_its_round():
    with belonging("") as log:
        logs.work("send-outbox", RUN)
        assert await asyncio.to_thread(log.of, "text") == f"INFO plumbline.requests it happened job=send-outbox run={RUN}"
        assert json.loads(log.of("json"))["job"] == "send-outbox"
        logs._WORK.set(None)


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_named_with_its_place_and_not_with_what_it_says(form: str):
    class Told(ValueError):
        sqlstate = "23505"

    def broken() -> None:
        raise Told("Key (email)=(ada@example.org) rhinoceros")

    with belonging("0193a000-cccc") as log:
        line = log.of(form, error=raised(broken))
        loud = log.of(form, error=raised(broken), secretive=False)
    assert "Told 23505" in line
    assert f"{__file__}:" in line
    assert " broken" in line
    assert "rhinoceros" not in line
    assert "rhinoceros" in loud, "whoever asks for everything gets it, but for addresses"
    assert "ada@example.org" not in line + loud


class Log:
    """Writes one record as a handler would."""

    def of(self, form: str, *, fields: object = None, error: Exception | None = None, secretive: bool = True) -> str:
        told = (type(error), error, error.__traceback__) if error else None
        record = logging.LogRecord("plumbline.requests", logging.INFO, __file__, 1, "it %s", ("happened",), told)
        if fields:
            record.fields = fields
        return logs.formatter(form, secretive=secretive).format(record)


@contextmanager
def belonging(request: str) -> Iterator[Log]:
    """Inside a request of this name."""
    before = logs.request(request)
    try:
        yield Log()
    finally:
        logs._REQUEST.reset(before)


async def later(log: Log) -> str:
    return log.of("text")


def raised(broken: object) -> Exception:
    try:
        broken()  # type: ignore[operator]  # any callable
    except Exception as error:  # noqa: BLE001  # that is what is looked at
        return error
    raise AssertionError("it did not break")


QUOTES = {
    "server/app.py": "a setting that is wrong, as the sentence of ours or of the driver, before anybody has come",
    "server/db/checkpoints.py": "the file system's own words about our file",
    "server/db/replicas.py": "the driver's words about a host that does not answer",
    "server/integrations/crm/actions/walking.py": "our own words about an answer of another shape; of all else the class",
    "server/lessons/actions.py": "where a file of the lessons is wrong",
    "server/sentences/translation.py": "where a catalogue is wrong",
}
"""Where a line of the log says what an error says, and why nobody's words can be in it. Everywhere else it is told by its class."""


def test_no_line_of_the_log_says_what_an_error_says_but_where_that_is_nobodys():
    sources = {path: tree.read(path) for path in tree.below("server", ".py") if path.parts[1] != "cli"}
    found = {str(path) for path, source in sources.items() if "getLogger" in source and quoting(source)}
    assert found == set(QUOTES)


@pytest.mark.parametrize(
    ("line", "does"),
    [
        ('log.warning("it failed: %s", error)', True),
        ('log.info(f"it failed: {error}")', True),
        ('log.error("it failed: %s", str(error))', True),
        ('log.error("it failed: %s", error if known else "")', True),
        ('log.error("it failed: %s", type(error).__name__, exc_info=error)', False),
        ('log.error("it failed: %s", error.code)', False),
        ('log.debug("it said: %s", error)', False),
    ],
)
def test_a_line_that_says_what_an_error_says_is_found(line: str, does: bool):
    assert quoting(line) is does


def quoting(source: str) -> bool:
    """Whether a line of its log, other than for whoever searches for a fault, has the words of an error in it."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return any(words_of(node) for node in calls if ast.unparse(node.func) in {f"log.{level}" for level in TOLD})


TOLD = ("info", "warning", "error", "critical", "exception")


def words_of(call: ast.Call) -> bool:
    within = [node for argument in call.args for node in ast.walk(argument)]
    # Its class and its marks are no words.
    bare = {id(part) for node in within if isinstance(node, ast.Attribute) for part in ast.walk(node.value)}
    bare |= {id(part) for node in within if isinstance(node, ast.Call) and ast.unparse(node.func) == "type" for part in node.args}
    return any(isinstance(node, ast.Name) and node.id in {"error", "cause"} and id(node) not in bare for node in within)
