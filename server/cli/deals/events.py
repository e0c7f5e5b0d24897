"""A log of events in a table: which case, when, which stage. Read row by row into a log of deviations, with what was left out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from server.cli.counted import counted
from server.cli.reports import clean
from server.cli.table import rows_of
from server.deals.deviations import Log
from server.errors import Refused

USUAL: Mapping[str, tuple[str, ...]] = {
    "case": (
        "case",
        "case_id",
        "case id",
        "caseid",
        "case:concept:name",
        "deal",
        "deal_id",
        "deal id",
        "opportunity_id",
        "opportunity id",
    ),
    "at": (
        "at",
        "timestamp",
        "time",
        "time:timestamp",
        "date",
        "created_at",
        "created date",
        "complete timestamp",
        "start timestamp",
    ),
    "stage": ("stage", "activity", "concept:name", "stage_name", "stage name", "stagename", "status", "event"),
}
"""Names of columns that are known, the likeliest first."""

SHOWN = 20
"""Letters of a field, and headings, that are shown in a sentence about them."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Columns(NamedTuple):
    """Where in a row the case, the time and the stage stand, and how many columns there are."""

    case: int
    at: int
    stage: int
    width: int


class Left(NamedTuple):
    """What was left out: unknown stages with how often they came, and rows that say nothing, with their line and why."""

    stages: Counter[str]
    rows: list[tuple[int, str]]


def read(file: Path, log: Log, named: Mapping[str, str | None]) -> Left:
    """Fills the log from a file. `named` are the columns that somebody named. Raises Refused for a file that is none, or has no such columns."""
    with rows_of(file) as rows:
        columns = _columns(next(rows, (1, []))[1], named, file)
        return _fill(log, rows, columns)


def _columns(headings: Sequence[str], named: Mapping[str, str | None], file: Path) -> Columns:
    """Where the three columns stand: as they were named, else by the first usual name."""
    places = {heading.strip().casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    found = {}
    for what, usual in USUAL.items():
        wanted = (named[what] or "").strip().casefold()
        place = next((places[name] for name in ((wanted,) if wanted else usual) if name in places), None)
        if place is None:
            here = ", ".join(_shown(heading) for heading in headings[:SHOWN]) or "nothing"
            raise Refused(f"{file} has no column for the {what}. It names {here}. Say which one it is with --{what}.")
        found[what] = place
    return Columns(found["case"], found["at"], found["stage"], len(headings))


def _shown(heading: str) -> str:
    """A heading on one line, cut where nobody would read on."""
    told = clean(" ".join(heading[: 3 * SHOWN].split()))
    return told if len(told) <= 2 * SHOWN else f"{told[: 2 * SHOWN]}…"


def _fill(log: Log, rows: Iterable[tuple[int, Sequence[str]]], columns: Columns) -> Left:
    left = Left(Counter(), [])
    for line, row in rows:
        if not any(field.strip() for field in row):
            continue
        wrong = _event(log, row, columns, left)
        if wrong:
            left.rows.append((line, wrong))
    return left


def _event(log: Log, row: Sequence[str], columns: Columns, left: Left) -> str:
    """Keeps the event of a row; says what is wrong with it, nothing if it is fine."""
    if len(row) != columns.width:
        return f"it has {counted(len(row), 'column')} and the headings have {columns.width}"
    case, stage = row[columns.case].strip(), row[columns.stage].strip()
    if not case:
        return "it names no case"
    at = _moment(row[columns.at].strip())
    if at is None:
        return f"{clean(row[columns.at][:SHOWN]) or 'nothing'} is no time"
    if not log.add(case, at, stage):
        left.stages[stage] += 1
    return ""


def _moment(text: str) -> int | None:
    """Microseconds since the epoch; None for what is neither an ISO time nor a number of seconds."""
    if text.isdecimal() and len(text) != len("20260916"):
        # Milliseconds such as 1712120111234 would be read as a time of the year 1712.
        return _seconds(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _seconds(text)
    return (at - EPOCH if at.tzinfo else at.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


def _seconds(text: str) -> int | None:
    try:
        at = float(text) * 1e6
    except ValueError:
        return None
    return round(at) if abs(at) < LATEST else None


LATEST = 2.0**62
"""Microseconds beyond which there is no time."""
