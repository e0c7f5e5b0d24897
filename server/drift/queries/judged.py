"""What the signals are made of: everything that was judged once, with its moment and its team of that day. One statement for each signal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from server.db import Statement
from server.drift.points import Judged
from server.inspections.rubric import MOVING
from server.inspections.sampling import UNBIASED


class Label(NamedTuple):
    """What may be told of a note or a promise: its deal, None for a note about none, and its tag or state."""

    deal: UUID | None
    name: str
    label: str


async def accuracy(since: datetime) -> list[Judged]:
    """S1, sheet by sheet: whether a fully verified deal claimed what its evidence supports."""
    rows = await ACCURACY(since, *sorted(MOVING), *sorted(UNBIASED))
    return [_judged(row, met=row["gap"] == 0, about="") for row in rows]


async def anchor(since: datetime) -> list[Judged]:
    """S9, note by note: whether its writer tagged the step, alone or beside the number. No word of a note is read."""
    return [_judged(row, met=row["tag"] in {"step", "both"}, about="") for row in await ANCHOR(since)]


async def kept(since: datetime, now: datetime) -> list[Judged]:
    """S10, promise by promise that was due: whether it was kept on time with proof. What was not needed any more is left out."""
    rows = await KEPT(since, now)
    return [_judged(row, met=bool(row["state"] == "kept" and row["on_time"] and row["proven"]), about="") for row in rows]


async def answers(behaviours: Sequence[str], since: datetime) -> list[Judged]:
    """What sheets said of these behaviours since then, oldest first. Sheets of people in training say nothing, nor does a claim."""
    if not behaviours:
        return []
    rows = await _answers(len(behaviours))(since, *sorted(MOVING), *sorted(UNBIASED), *behaviours)
    return [_judged(row, met=row["answer"] == "met", about=row["behaviour"]) for row in rows]


async def labels(kind: str, cases: Sequence[UUID]) -> dict[UUID, Label]:
    """Of notes or promises, the deal that each is about and its label. No word of any is read."""
    if not cases:
        return {}
    rows = await _labels(kind, len(cases))(*cases)
    return {row["id"]: Label(row["deal"], row["name"] or "", row["label"]) for row in rows}


def _judged(row: Mapping[str, Any], *, met: bool, about: str) -> Judged:
    return Judged(case=row["case"], at=row["at"], met=met, about=about, team=_team(row), pick=row.get("pick"))


def _team(row: Mapping[str, Any]) -> UUID | None:
    team: UUID | None = row["team"]
    return team


@cache
def _answers(behaviours: int) -> Statement:
    return Statement(
        'SELECT i."deal" AS "case", i."closed_at" AS "at", i."team", i."pick", r."behaviour", r."answer" FROM "inspection" i '  # noqa: S608  # placeholders
        f'JOIN "inspection_row" r ON r."inspection" = i."id" WHERE {FAIR} '
        f"AND r.\"answer\" IN ('met', 'partly', 'not-met') AND r.\"behaviour\" IN ({_marks(behaviours)}) "
        'ORDER BY i."closed_at", i."id"'
    )


@cache
def _labels(kind: str, cases: int) -> Statement:
    table, label = {"anchor": ("note", "tag"), "kept": ("commitment", "state")}[kind]
    return Statement(
        f'SELECT n."id", n."deal", n."{label}" AS "label", d."name" FROM "{table}" n LEFT JOIN "deal" d ON d."id" = n."deal" '  # noqa: S608  # ours
        f'WHERE n."id" IN ({_marks(cases)})'
    )


def _marks(values: int) -> str:
    return ", ".join(["{}"] * values)


FAIR: Final = f'i."closed_at" >= {{}} AND NOT i."training" AND i."mode" IN ({_marks(len(MOVING))}) AND i."pick" IN ({_marks(len(UNBIASED))})'
"""Sheets that say where a deal stands, of deals that were picked by turn or by lot, by who has learnt to inspect."""

ACCURACY: Final = Statement(
    'SELECT i."deal" AS "case", i."closed_at" AS "at", i."team", i."pick", i."gap" FROM "inspection" i '  # noqa: S608  # placeholders
    f'WHERE {FAIR} AND i."verified" ORDER BY i."closed_at", i."id"'
)
ANCHOR: Final = Statement(
    'SELECT n."id" AS "case", n."at", n."tag", m."team" FROM "note" n JOIN "membership" m ON m."person" = n."person" AND NOT m."manages" '
    'AND m."began" <= n."at" AND (m."ended" IS NULL OR m."ended" > n."at") '
    'WHERE n."at" >= {} AND n."tag" <> \'\' ORDER BY n."at", n."id"'
)
KEPT: Final = Statement(
    'SELECT c."id" AS "case", c."due_at" AS "at", c."state", c."on_time", c."proven", m."team" FROM "commitment" c '
    'JOIN "membership" m ON m."person" = c."person" AND NOT m."manages" '
    'AND m."began" <= c."due_at" AND (m."ended" IS NULL OR m."ended" > c."due_at") '
    'WHERE c."due_at" >= {} AND c."due_at" <= {} AND c."state" <> \'no-longer-needed\' ORDER BY c."due_at", c."id"'
)
