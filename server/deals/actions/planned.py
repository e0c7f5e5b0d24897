"""Next steps as a CRM says them, written down. They belong inside the verb of whoever asked, and never become evidence."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from server import ids
from server.db import Statement, blanks
from server.deals import queries
from server.deals.crm.steps import NextStep, after
from server.deals.tables import DealNextStep


async def take_steps(source: str, told: Sequence[NextStep], *, read_at: datetime, over: datetime) -> None:
    """Writes these versions. What is over and was unknown, and did not change since `over`, is not worth a row."""
    known, coming = await queries.known_steps(source, {step.key for step in told}), {step.name for step in told}
    for kind in sorted({kind for kind, _key in known}):
        there = sorted({key for one, key in known if one == kind and (one, key) in coming})
        if there:
            await _read(len(there))(read_at, source, kind, *there)
    rows: list[DealNextStep] = []
    for name, step in after(known, told).items():
        if step == known.get(name) or (
            name not in known and step.at is not None and step.at < over and step.is_over(over.date())
        ):
            continue
        if name in known:
            await FORGET(source, step.kind, step.key)
        rows += [_row(source, step, deal, read_at) for deal in step.deals or ("",)]
    if rows:
        await DealNextStep.insert(*rows)


async def end_listing(source: str, *, listed_at: datetime) -> None:
    """Forgets what a listing of everything that is open, begun at this time, did not hold any more."""
    await UNLISTED(source, listed_at)


async def forget_steps_over(source: str, *, before: datetime) -> None:
    """Forgets what was done or deleted before a time of which no walk can tell an older version any more."""
    await OVER(source, True, before.date(), before)


async def forget_steps(source: str) -> None:
    """Forgets the next steps of a CRM that is asked no more: nobody would learn that one was done."""
    await ALL(source)


def _row(source: str, step: NextStep, deal: str, read_at: datetime) -> DealNextStep:
    fields: dict[str, Any] = {"kind": step.kind, "step": step.key, "subject": step.subject, "day": step.day}
    return DealNextStep(
        id=ids.derived(NAMESPACE, f"{source}\n{step.kind}\n{step.key}\n{deal}"),
        source=source,
        key=deal,
        done=step.done,
        accepted=step.accepted,
        changed_at=step.at,
        read_at=read_at,
        **fields,
    )


@cache
def _read(steps: int) -> Statement:
    named = f'"source" = {{}} AND "kind" = {{}} AND "step" IN ({blanks(steps)})'
    return Statement(f'UPDATE "deal_next_step" SET "read_at" = {{}} WHERE {named}')  # noqa: S608  # placeholders


NAMESPACE = UUID("0d7f5a1e-6a57-5c5b-8a6e-3f2f7f0b6c11")
"""Below it lie the ids of next steps."""

FORGET = Statement('DELETE FROM "deal_next_step" WHERE "source" = {} AND "kind" = {} AND "step" = {}')
UNLISTED = Statement('DELETE FROM "deal_next_step" WHERE "source" = {} AND "read_at" < {}')
OVER = Statement(
    'DELETE FROM "deal_next_step" WHERE "source" = {} AND ("done" = {} OR "key" = \'\' OR ("kind" = \'event\' AND "day" < {})) AND "changed_at" < {}'
)
ALL = Statement('DELETE FROM "deal_next_step" WHERE "source" = {}')
