"""What somebody of ours wrote down in a CRM to do next on a deal, as it is kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.db import Statement, blanks
from server.deals.crm.steps import NextStep
from server.deals.queries.imports import NAMES


class Planned(Struct, frozen=True, kw_only=True):
    """An open next step of a deal: a claim of the seller. `called` is its CRM as people write it; `accepted`: the CRM says that a buyer accepted."""

    called: str
    kind: str
    subject: str
    day: date | None
    accepted: bool


async def next_steps(deals: Sequence[UUID], today: date) -> Mapping[UUID, tuple[Planned, ...]]:
    """By deal what its CRM says is to be done next, the nearest first, then what is overdue; a meeting that is over is none. One statement."""
    found: dict[UUID, list[Planned]] = {}
    for row in await _open(len(deals))(*deals, False) if deals else ():
        step = Planned(
            called=NAMES.get(row["source"], row["source"]),
            kind=row["kind"],
            subject=row["subject"],
            day=row["day"],
            accepted=bool(row["accepted"]),
        )
        if step.kind == "task" or (step.day is not None and step.day >= today):
            found.setdefault(row["deal"], []).append(step)
    return {deal: tuple(sorted(steps, key=lambda step: _nearness(step, today))) for deal, steps in found.items()}


async def known_steps(source: str, keys: Collection[str]) -> dict[tuple[str, str], NextStep]:
    """The newest version that is kept of these, by kind and key; of what is over as well."""
    found: dict[tuple[str, str], NextStep] = {}
    for row in await _by_keys(len(keys))(source, *sorted(keys)) if keys else ():
        step = _step(row)
        before = found.get(step.name)
        found[step.name] = replace(before, deals=(*before.deals, *step.deals)) if before else step
    return found


async def held_steps(source: str) -> tuple[tuple[str, str], ...]:
    """Kind and key of the open next steps of open deals of a source: those of which somebody wants to know whether they are still there."""
    return tuple((row["kind"], row["step"]) for row in await HELD(source, False))


def _nearness(step: Planned, today: date) -> tuple[bool, bool, int]:
    """What is to come before what is overdue, and before what has no day."""
    away = (step.day - today).days if step.day else 0
    return step.day is None, away < 0, abs(away)


def _step(row: Mapping[str, Any]) -> NextStep:
    return NextStep(
        key=row["step"],
        kind=row["kind"],
        at=row["changed_at"],
        deals=(row["key"],) if row["key"] else (),
        subject=row["subject"],
        day=row["day"],
        done=bool(row["done"]),
        accepted=bool(row["accepted"]),
    )


@cache
def _open(deals: int) -> Statement:
    marks = blanks(deals)
    return Statement(
        'SELECT n."source", n."kind", n."subject", n."day", n."accepted", s."deal" FROM "deal_seen" s '  # noqa: S608  # placeholders
        'JOIN "deal_next_step" n ON n."source" = s."source" AND n."key" = s."key" '
        f'WHERE s."deal" IN ({marks}) AND n."done" = {{}} ORDER BY n."id"'
    )


@cache
def _by_keys(keys: int) -> Statement:
    marks = blanks(keys)
    return Statement(f'SELECT * FROM "deal_next_step" WHERE "source" = {{}} AND "step" IN ({marks}) ORDER BY "key"')  # noqa: S608  # placeholders


HELD = Statement(
    'SELECT DISTINCT n."kind", n."step" FROM "deal_next_step" n JOIN "deal_seen" s ON s."source" = n."source" AND s."key" = n."key" '
    'JOIN "deal" d ON d."id" = s."deal" WHERE n."source" = {} AND n."done" = {} AND d."closed_at" IS NULL ORDER BY n."kind" DESC, n."step"'
)
