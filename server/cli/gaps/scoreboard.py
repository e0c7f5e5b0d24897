"""What `plumbline gaps evaluate` prints."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from server.cli.counted import counted

if TYPE_CHECKING:
    from server.gaps.evaluation.protocol import Score
    from server.gaps.evaluation.rows import Rows

MODEL = "model"

NAMES = {
    MODEL: "Plumbline",
    "question_mean": "Question mean",
    "pfa": "PFA",
    "best_lr": "Best-LR",
    "elo": "Hierarchical Elo",
}

EVEN = 0.00005
"""A difference that the table rounds away."""

FEW = 1_000
"""Answers below which the difference of two models is mostly chance."""

LONG = 20
"""Answers from which a person's own order is judged."""

HEADS = ("order", "surprise", "off by", "order within", "")
UNITS = ("(AUC)", "(log loss)", "(ECE)", "a person", "seconds")
WIDTH = 20, 14


def as_json(rows: int, found: "Mapping[str, Score]") -> dict[str, Any]:
    """`{rows, auc, log_loss, ece, within_user_auc, seconds, baselines: {name: the same without rows}}`; null where a figure is undefined."""
    rivals = {name: _figures(score) for name, score in found.items() if name != MODEL}
    return {"rows": rows, **_figures(found[MODEL]), "baselines": rivals}


def as_text(rows: "Rows", found: "Mapping[str, Score]", *, fit: bool) -> Iterator[str]:
    """A table, what its columns mean, and who is ahead."""
    who, what = counted(rows.people, "person", "people"), counted(rows.questions, "question")
    yield f"{counted(len(rows), 'answer')} of {who} to {what} about {counted(rows.skills, 'behaviour')}."
    if fit:
        yield "Fitted: learned from four fifths of the people, tried on the others, five times over."
    else:
        yield "Cold: nothing was learned before; what is said of an answer rests on the answers before it."
    yield ""
    yield _line("", *HEADS)
    yield _line("", *UNITS)
    for name, score in found.items():
        marks = score.marks
        mark = "" if fit or name not in {"pfa", "best_lr"} else " *"
        figures = (_four(value) for value in (marks.auc, marks.log_loss, marks.ece, marks.within_user_auc))
        yield _line(NAMES[name] + mark, *figures, f"{score.seconds:.1f}")
    if not fit:
        yield "* trained on four fifths of the people, because it cannot begin with nothing"
    yield ""
    yield (
        _verdict(found)
        if len(rows) >= FEW
        else f"{counted(len(rows), 'answer is', 'answers are')} too few to tell the models apart; {FEW:,} begin to."
    )
    yield ""
    yield "order      of a right and a wrong answer, how often the right one had been given the higher chance; .5 is a coin"
    yield "surprise   what the answers came as; lower is better"
    yield "off by     how far what was said lay from what came: .02 means that 80% stood for 78 to 82"
    yield f"order within a person   the same as order among one person's own answers; people with 20 or more ({_long(rows)})"


def _figures(score: "Score") -> dict[str, float | None]:
    return {name: value if value is None else round(value, 6) for name, value in score.marks._asdict().items()} | {
        "seconds": round(score.seconds, 3)
    }


def _line(*cells: str) -> str:
    first, rest = WIDTH
    return (f"{cells[0]:<{first}}" + "".join(f"{cell:>{rest}}" for cell in cells[1:])).rstrip()


def _four(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _verdict(found: "Mapping[str, Score]") -> str:
    """Who is ahead by order, and by how much."""
    auc = {name: score.marks.auc or 0.0 for name, score in found.items()}
    best = max((name for name in auc if name != MODEL), key=lambda name: auc[name])
    by = auc[MODEL] - auc[best]
    if abs(by) < EVEN:
        return f"Plumbline and {NAMES[best]}, the best of the others, order answers equally well."
    return f"Plumbline is {'ahead of' if by > 0 else 'behind'} {NAMES[best]}, the best of the others, by {abs(by):.4f} in order."


def _long(rows: "Rows") -> int:
    """How many people have at least 20 answers."""
    return int((rows.answers_of_each() >= LONG).sum())
