"""What the signals are made of: everything that was judged once, with its moment and its team of that day. One statement for each signal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.drift.points import Judged
from server.inspections.rubric import MOVING
from server.inspections.sampling import UNBIASED
from server.people.queries.lasting import lasts


class Stretch(Struct, frozen=True):
    """What was judged after `since` until `until`, of one team or of all of them."""

    since: datetime
    until: datetime
    team: UUID | None = None


class Label(NamedTuple):
    """What may be told of a note or a promise: its deal, None for a note about none, and its tag or state."""

    deal: UUID | None
    name: str
    label: str


async def accuracy(span: Stretch) -> list[Judged]:
    """S1, sheet by sheet: whether a fully verified deal claimed what its evidence supports."""
    rows = await _accuracy(span.team is None)(*_span(span), *FAIR_IS)
    return [Judged(case=row["case"], at=row["at"], met=row["gap"] == 0, team=row["team"]) for row in rows]


async def anchor(span: Stretch) -> list[Judged]:
    """S9, note by note: whether its writer tagged the step, alone or beside the number. No word of a note is read."""
    rows = await _anchor(span.team is None)(*_span(span))
    return [Judged(case=row["case"], at=row["at"], met=row["tag"] in {"step", "both"}, team=row["team"]) for row in rows]


async def kept(span: Stretch, known: datetime) -> list[Judged]:
    """S10, promise by promise that was due: whether it was kept on time with proof, by what was `known` at a moment.

    What was not needed any more by then is left out.
    """
    rows = await _kept(span.team is None)(*_span(span), known)
    return [Judged(case=row["case"], at=row["at"], met=_was_kept(row, known), team=row["team"]) for row in rows]


async def answers(behaviours: Sequence[str], span: Stretch) -> list[Judged]:
    """What sheets said of these behaviours, oldest first. Sheets of people in training say nothing, nor does a claim."""
    if not behaviours:
        return []
    rows = await _answers(len(behaviours), span.team is None)(*_span(span), *FAIR_IS, *behaviours)
    # A year of a large company is half a million of them: what is the same stands in memory once.
    one = {name: name for name in behaviours}
    same: dict[object, Any] = {}
    return [
        Judged(
            case=same.setdefault(row["case"], row["case"]),
            at=same.setdefault(row["at"], row["at"]),
            met=row["answer"] == "met",
            about=one[row["behaviour"]],
            team=same.setdefault(row["team"], row["team"]),
        )
        for row in rows
    ]


async def labels(kind: str, cases: Sequence[UUID]) -> dict[UUID, Label]:
    """Of notes or promises, the deal that each is about and its label. No word of any is read."""
    if not cases:
        return {}
    rows = await _labels(kind, len(cases))(*cases)
    return {row["id"]: Label(row["deal"], row["name"] or "", row["label"]) for row in rows}


def _was_kept(row: Mapping[str, Any], known: datetime) -> bool:
    said = row["settled_at"] is None or row["settled_at"] <= known
    return bool(said and row["state"] == "kept" and row["on_time"] and row["proven"])


def _span(span: Stretch) -> Sequence[object]:
    return (span.since, span.until) if span.team is None else (span.since, span.until, span.team)


@cache
def _accuracy(all_teams: bool) -> Statement:
    return Statement(
        'SELECT i."deal" AS "case", i."closed_at" AS "at", i."team", i."gap" FROM "inspection" i '  # noqa: S608  # placeholders
        f'WHERE {_fair(all_teams)} AND i."verified" ORDER BY i."closed_at", i."id"'
    )


@cache
def _anchor(all_teams: bool) -> Statement:
    then = lasts("m", 'n."at"')
    return Statement(
        'SELECT n."id" AS "case", n."at", n."tag", m."team" FROM "note" n JOIN "membership" m ON m."person" = n."person" AND NOT m."manages" '  # noqa: S608  # ours
        f'AND {then} WHERE n."at" > {{}} AND n."at" <= {{}}{_of("m", all_teams)} AND n."tag" <> \'\' ORDER BY n."at", n."id"'
    )


@cache
def _kept(all_teams: bool) -> Statement:
    then = lasts("m", 'c."due_at"')
    return Statement(
        'SELECT c."id" AS "case", c."due_at" AS "at", c."state", c."on_time", c."proven", c."settled_at", m."team" FROM "commitment" c '  # noqa: S608  # ours
        f'JOIN "membership" m ON m."person" = c."person" AND NOT m."manages" AND {then} '
        f'WHERE c."due_at" > {{}} AND c."due_at" <= {{}}{_of("m", all_teams)} '
        'AND (c."state" <> \'no-longer-needed\' OR c."settled_at" > {}) ORDER BY c."due_at", c."id"'
    )


@cache
def _answers(behaviours: int, all_teams: bool) -> Statement:
    return Statement(
        'SELECT i."deal" AS "case", i."closed_at" AS "at", i."team", r."behaviour", r."answer" FROM "inspection" i '  # noqa: S608  # placeholders
        f'JOIN "inspection_row" r ON r."inspection" = i."id" WHERE {_fair(all_teams)} '
        f"AND r.\"answer\" IN ('met', 'partly', 'not-met') AND r.\"behaviour\" IN ({blanks(behaviours)}) "
        'ORDER BY i."closed_at", i."id"'
    )


@cache
def _labels(kind: str, cases: int) -> Statement:
    table, label = {"anchor": ("note", "tag"), "kept": ("commitment", "state")}[kind]
    return Statement(
        f'SELECT n."id", n."deal", n."{label}" AS "label", d."name" FROM "{table}" n LEFT JOIN "deal" d ON d."id" = n."deal" '  # noqa: S608  # ours
        f'WHERE n."id" IN ({blanks(cases)})'
    )


def _fair(all_teams: bool) -> str:
    """Sheets that say where a deal stands, of deals that were picked by turn or by lot, by who has learnt to inspect."""
    return (
        f'i."closed_at" > {{}} AND i."closed_at" <= {{}}{_of("i", all_teams)} AND NOT i."training" '
        f'AND i."mode" IN ({blanks(len(MOVING))}) AND i."pick" IN ({blanks(len(UNBIASED))})'
    )


def _of(table: str, all_teams: bool) -> str:
    return "" if all_teams else f' AND {table}."team" = {{}}'


FAIR_IS: Final = (*sorted(MOVING), *sorted(UNBIASED))
