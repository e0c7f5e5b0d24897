"""`plumbline gaps evaluate`: how good the estimates are, beside simpler ones, on any log of answers or on the academy's own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click
import msgspec

from server.cli import extra, opened
from server.cli.gaps import scoreboard
from server.errors import Refused
from server.settings import Settings

if TYPE_CHECKING:
    from server.gaps.evaluation.answer import Answer
    from server.gaps.evaluation.protocol import Score
    from server.gaps.evaluation.rows import Rows

PATIENCE = 2.0
"""Seconds after which it is said what takes so long."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--items",
    metavar="Q_MATRIX",
    type=click.Path(path_type=Path),
    help="The behaviours of each question: a SciPy sparse matrix (.npz), questions × behaviours; item_id counts its rows from 0. "
    "Without it, skill_id is the one behaviour of a row.",
)
@click.option(
    "--cold/--fit",
    default=None,
    help="--cold: nothing trained before, rows in order of time. --fit: five folds of people, learned from four. "
    "Default: --fit for a file, --cold for the own ledger.",
)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def evaluate(*, file: Path | None, items: Path | None, cold: bool | None, shape: str) -> None:
    """Show how good the estimates are, beside four simpler models on the same answers.

    FILE is a log of answers: tab-separated, with the columns user_id, item_id, timestamp (seconds), correct (0 or 1) and skill_id. Without FILE
    it is the academy's own ledger. Every answer is predicted before it is looked at.

    \b
    Examples:
      plumbline gaps evaluate
      plumbline gaps evaluate log.csv --items q_mat.npz --fit
      plumbline gaps evaluate log.csv --items q_mat.npz --cold --format json

    The order (AUC), and the order within one person, are better when higher; the surprise (log loss), and the distance between what was said
    and what came (ECE), when lower.

    The simpler models are the mean of the question, performance factors analysis (PFA), Best-LR (Gervet et al. 2020) and a hierarchical Elo
    with forgetting. With --cold, PFA and Best-LR are still trained on four fifths of the people, because they cannot begin with nothing; the mean
    and Elo learn on the way, as the model does.

    It needs numpy, scipy and scikit-learn; this installs them: make evaluation

    \b
    Exit status: 0 done, 1 the log cannot be judged,
    2 the command was not understood or something is not installed.
    """
    if items and not file:
        raise click.UsageError("--items goes with a FILE; the academy's own questions know their behaviours.")
    extra.needed()
    rows = _from_file(file, items) if file else _from_ledger()
    fit = file is not None if cold is None else not cold
    found = _scores(rows, fit=fit)
    if shape == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(scoreboard.as_json(len(rows), found))).decode())
    else:
        click.echo("\n".join(scoreboard.as_text(rows, found, fit=fit)))


def _from_file(file: Path, items: Path | None) -> "Rows":
    from server.gaps.evaluation.rows import rows_of  # noqa: PLC0415  # needs the extra
    from server.gaps.outside import Log, read_matrix  # noqa: PLC0415  # needs the extra

    log = Log(file, read_matrix(items) if items else None)
    rows = rows_of(log)
    for what, many in log.odd.items():
        click.echo(f"{what}: {many:,}", err=True)
    return _judged(rows, str(file))


def _from_ledger() -> "Rows":
    from server.gaps.evaluation.rows import rows_of  # noqa: PLC0415  # needs the extra
    from server.gaps.queries.log import answers  # noqa: PLC0415  # with the above

    async def work(_settings: Settings) -> "list[Answer]":
        return [one async for one in answers()]

    found = opened.run(work)
    if not found:
        raise Refused("Nobody has answered a question yet, so there is nothing to evaluate on.")
    return _judged(rows_of(found), "The ledger")


def _judged(rows: "Rows", name: str) -> "Rows":
    """The rows, if they hold both right and wrong answers."""
    if not 0.0 < rows.correct.mean() < 1.0:
        kind = "right" if rows.correct[0] else "wrong"
        raise Refused(f"{name} holds only {kind} answers ({len(rows):,}), so there is nothing to tell apart.")
    return rows


def _scores(rows: "Rows", *, fit: bool) -> "Mapping[str, Score]":
    from server.gaps.evaluation.protocol import scores  # noqa: PLC0415  # needs the extra

    return scores(rows, fit=fit, clock=perf_counter, say=_patience(len(rows)))


def _patience(rows: int) -> Callable[[str], None]:
    """Says on stderr what is being done, once it takes long."""
    began = perf_counter()

    def say(name: str) -> None:
        passed = perf_counter() - began
        if passed > PATIENCE:
            click.echo(f"{passed:4.0f} s  {scoreboard.NAMES[name]} predicts {rows:,} answers", err=True)

    return say
