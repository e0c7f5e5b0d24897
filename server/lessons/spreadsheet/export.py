"""A process as a table that reads back as itself."""

from collections.abc import Iterable, Iterator, Sequence

from server.lessons.spreadsheet.cells import Box, box_words, one_cell
from server.lessons.spreadsheet.columns import FIELDS, METHODS, motion_head
from server.process.map import Behaviour, Process, Stage

Table = Iterable[Sequence[str]]
"""Rows of cells, the heads first."""

TEMPLATE: Sequence[Sequence[str]] = (
    ("Stage", "Left when", "Usual days", "Behaviour", "In one sentence", "Steps", "Done when", "Gate", "Question", "Proof"),
    ("Understand", "A buyer has confirmed the problem.", "21", "", "", "", "", "", "", ""),
    (
        "Understand",
        "",
        "",
        "Problem confirmed",
        "The rep writes down the problem as the buyer tells it and has it confirmed.",
        "Ask what makes it hard today; Say it back; Send it the same day",
        "A mail to the buyer states the problem; The buyer answered and confirmed it",
        "yes",
        "Has the buyer confirmed the problem that the mail states?",
        "The mail, and the buyer's dated answer.",
    ),
    ("Decide", "The buyer has confirmed each step until a signature.", "30", "", "", "", "", "", "", ""),
    (
        "Decide",
        "",
        "",
        "Decision steps known",
        "The rep writes down every step until a signature, and the buyer confirms them.",
        "Ask how they bought before; List each step; Have it confirmed",
        "Every step has a person and a date; The buyer confirmed the list",
        "yes",
        "Has the buyer confirmed a list in which every step has a person and a date?",
        "The list, and the buyer's dated answer.",
    ),
)
"""A table to begin with: its heads, two stages and a behaviour in each."""


def rows(process: Process) -> Iterator[tuple[str, ...]]:
    """The heads, then a row for each stage and each behaviour, with all ids."""
    methods = list(dict.fromkeys(method for one in process.behaviours for method in one.crosswalk))
    fields = [field for field in FIELDS if field != "takes_over"]
    yield (
        *(FIELDS[field][0] for field in fields),
        *(f"Method: {METHODS.get(method, method)}" for method in methods),
        *(motion_head(one.title, one.id, one.required_roles) for one in process.motions),
    )
    for stage in process.stages:
        yield _plain(
            *(_of_stage(stage, field) for field in fields),
            *("" for _method in methods),
            *(str(motion.max_days[stage.id]) if stage.id in motion.stages else "" for motion in process.motions),
        )
        for one in process.in_stage(stage.id):
            yield _plain(
                *(_of_behaviour(one, stage, field) for field in fields),
                *(one.crosswalk.get(method, "") for method in methods),
                *("yes" if one.id in motion.gates else "" for motion in process.motions),
            )


def _plain(*cells: str) -> tuple[str, ...]:
    """Cells that no spreadsheet takes for a formula; the space in front is dropped when they are read."""
    return tuple(f" {cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells)


def _of_stage(stage: Stage, field: str) -> str:
    told = {"stage": stage.title, "exit": stage.exit, "job": stage.job, "days": str(stage.max_days), "stage_id": stage.id}
    return told.get(field, "")


def _of_behaviour(one: Behaviour, stage: Stage, field: str) -> str:
    boxes: Sequence[Box] = [
        Box(
            text=clause.text,
            id=clause.id,
            source=clause.source if clause.source != one.source else "",
            timed=clause.timed,
            na=clause.na,
        )
        for clause in one.clauses
    ]
    told = {
        "stage": stage.title,
        "behaviour": one.title,
        "statement": one.statement,
        "steps": one_cell(one.steps),
        "done": one_cell([box_words(box) for box in boxes]),
        "proof": one.proof,
        "inspect": one.inspect,
        "gate": "yes" if one.gate else "no",
        "always": "yes" if one.always else "no",
        "role": one.role,
        "source": one.source,
        "artifact": one.artifact,
        "fresh": str(one.fresh_days),
        "drift": one.drift,
        "coach": one.coach,
        "behaviour_id": one.id,
    }
    return told.get(field, "")
