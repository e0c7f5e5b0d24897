"""When the process changes, open deals stand where it puts their claims. What they claimed keeps its name in their history."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from server.db import Statement, blanks
from server.facts import AcademyLoaded
from server.ledger import Stored
from server.lessons import queries as lessons
from server.process.map import Process

AT_ONCE = 500


async def follow(loaded: Stored) -> None:
    """Moves every open deal to the motion and the stage that its last claim counts as in the process that was loaded.

    The claim itself stays as it was made, so a process that is taken back puts the deal back as well. Nothing happens when the stages and
    the motions are those of the academy before.
    """
    process = await changed_process(loaded)
    if process is None:
        return
    found: dict[tuple[str, str], list[UUID]] = {}
    for row in await OPEN():
        here = process.standing(row["motion"], row["said"] or row["stage"])
        if here != (row["motion"], row["stage"]):
            found.setdefault(here, []).append(row["id"])
    for (motion, stage), deals in sorted(found.items()):
        for start in range(0, len(deals), AT_ONCE):
            part = deals[start : start + AT_ONCE]
            await _move(len(part))(motion, stage, process.id, process.version, *part)


async def changed_process(loaded: Stored) -> Process | None:
    """The process that a load brought, if it places deals otherwise than the one before it; None when nothing follows for deals."""
    fact = loaded.fact
    if not isinstance(fact, AcademyLoaded) or not fact.before:
        return None
    process, before = await lessons.process_of(fact.academy), await lessons.process_of(fact.before)
    return process if process is not None and (before is None or _places(process) != _places(before)) else None


def _places(process: Process) -> Sequence[object]:
    """Everything that says where a deal stands and what it needs to move on."""
    stages = tuple(stage.id for stage in process.stages)
    gates = {place: tuple((gate.id, gate.clauses) for gate in gates) for place, gates in process.gates.items()}
    always = tuple(one.id for one in process.behaviours if one.always)
    return (stages, {one.id: (one.stages, one.aliases) for one in process.motions}, gates, always, process.moved)


@cache
def _move(deals: int) -> Statement:
    marks = blanks(deals)
    return Statement(
        'UPDATE "deal" SET "motion" = {}, "stage" = {}, "process" = {}, "process_version" = {} '  # noqa: S608  # placeholders
        f'WHERE "closed_at" IS NULL AND "id" IN ({marks})'
    )


OPEN = Statement(
    'SELECT d."id", d."motion", d."stage", (SELECT s."stage" FROM "deal_stage" s WHERE s."deal" = d."id" '
    'ORDER BY s."at" DESC, s."id" DESC LIMIT 1) AS "said" FROM "deal" d WHERE d."closed_at" IS NULL'
)
