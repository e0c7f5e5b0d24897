"""One behaviour as its row and the process together have it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from server.lessons.compiler.process.clauses import SMALL
from server.lessons.spreadsheet.cells import Box
from server.lessons.spreadsheet.columns import plain
from server.lessons.spreadsheet.names import alike, slug
from server.lessons.spreadsheet.told import ToldBehaviour
from server.process.map import Behaviour, Clause

SAME: Final = 0.6
"""From this likeness on a point that has no id keeps that of the one whose words it had, as choices of questions do."""

USUAL: Final[Mapping[str, str]] = {
    "statement": "Write in one sentence what the rep is seen to do.",
    "steps": "Write what to do first.",
    "proof": "A dated item on which every point above can be seen.",
    "drift": "Write what it looks like when people only pretend.",
    "coach": "What did the buyer do, and where can I see it?",
}
"""What a file holds until somebody writes over it."""

ARTIFACT: Final = "meeting-notes"
ARTIFACT_WORDS = 4


def merged(told: ToldBehaviour, id: str, stage: str, before: Behaviour | None, *, gate: bool) -> Behaviour:
    """The behaviour: what the row says, else what the process said, else words to write over."""
    source = told.source or (before.source if before else "seller-note")
    clauses = tuple(_clauses(told.boxes, before, source)) if told.boxes else before.clauses if before else ()
    same = before is not None and _meaning(clauses) == _meaning(before.clauses)
    return Behaviour(
        id=id,
        stage=stage,
        title=told.title,
        statement=told.statement or (before.statement if before else USUAL["statement"]),
        role=told.role or (before.role if before else "rep"),
        source=source,
        artifact=_artifact(told, before),
        fresh_days=told.fresh if told.fresh is not None else before.fresh_days if before else 30,
        version=1 if before is None else before.version if same else before.version + 1,
        steps=told.steps or (before.steps if before else (USUAL["steps"],)),
        clauses=clauses,
        proof=told.proof or (before.proof if before else USUAL["proof"]),
        inspect=told.inspect or (before.inspect if before else _question(clauses)),
        drift=told.drift or (before.drift if before else USUAL["drift"]),
        coach=told.coach or (before.coach if before else USUAL["coach"]),
        gate=gate,
        always=told.always if told.always is not None else before.always if before else False,
        crosswalk={**(before.crosswalk if before else {}), **told.crosswalk},
        file=_file(id, stage, before),
    )


def left_to_write(told: ToldBehaviour) -> tuple[str, ...]:
    """The fields of a new behaviour that hold words to write over."""
    return tuple(field for field in USUAL if not getattr(told, field))


def _clauses(boxes: Sequence[Box], before: Behaviour | None, source: str) -> Iterator[Clause]:
    there = {clause.id: clause for clause in (before.clauses if before else ())}
    kept = _kept_ids(boxes, there)
    taken = {one.id for one in boxes if one.id} | set(kept.values())
    for place, box in enumerate(boxes):
        id = box.id or kept.get(place) or _free(box.text, taken)
        taken.add(id)
        was = there.get(id)
        # A point that gives its id says everything about itself; one that is known by its words keeps what it does not say.
        keeps = was if was is not None and not box.id else None
        own = box.source or (was.source if keeps and was and before and was.source != before.source else "")
        yield Clause(
            id=id,
            text=box.text,
            source=own or source,
            timed=box.timed or bool(keeps and keeps.timed),
            na=box.na or bool(keeps and keeps.na),
        )


def _kept_ids(boxes: Sequence[Box], there: Mapping[str, Clause]) -> Mapping[int, str]:
    """The ids of old that points without one keep, by place: the same words first, then the most alike, each id once."""
    given = {box.id for box in boxes}
    pairs = sorted(
        (-alike(box.text, clause.text), place, id)
        for place, box in enumerate(boxes)
        for id, clause in there.items()
        if not box.id and id not in given
    )
    found: dict[int, str] = {}
    for less, place, id in pairs:
        if -less >= SAME and place not in found and id not in found.values():
            found[place] = id
    return found


def _free(text: str, taken: set[str]) -> str:
    """An id from the first words that carry meaning."""
    words = [word for word in plain(text).split() if word not in SMALL]
    base, again = slug(" ".join(words), 3) or "point", 2
    id = base
    while id in taken:
        id, again = f"{base}-{again}", again + 1
    return id


def _artifact(told: ToldBehaviour, before: Behaviour | None) -> str:
    short = told.proof if before is None and len(told.proof.split()) <= ARTIFACT_WORDS else ""
    return slug(told.artifact or short) or (before.artifact if before else ARTIFACT)


def _question(clauses: Sequence[Clause]) -> str:
    """A question that asks for every point and for nothing else."""
    return f"Is this so: {'; '.join(clause.text.rstrip('.') for clause in clauses if not clause.na)}?"


def _meaning(clauses: Sequence[Clause]) -> Sequence[tuple[object, ...]]:
    return [(one.id, one.text, one.source, one.timed, one.na) for one in clauses]


def _file(id: str, stage: str, before: Behaviour | None) -> str:
    name = before.file.rpartition("/")[2] if before and before.file else f"{id}.md"
    return f"process/{stage}/{name}"
