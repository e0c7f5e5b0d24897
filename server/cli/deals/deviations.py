"""`plumbline deals deviations`: where the history of deals, or of any cases, leaves the order of the stages."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import click
import msgspec

from server.cli.counted import counted
from server.cli.deals import events
from server.cli.reports import clean
from server.deals.deviations import Deviations, Log, Totals

SHOWN = 20
"""Unknown stages, rows left out and cases that are named one by one."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--stages", required=True, metavar="A,B,C", help="The stages in their order, separated by commas.")
@click.option("--case", help="The column that says which case.")
@click.option("--at", help="The column that says when.")
@click.option("--stage", help="The column that says which stage.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def deviations(
    *, file: Path, stages: str, case: str | None, at: str | None, stage: str | None, shape: Literal["text", "json"]
) -> None:
    """Say which cases of a log skip a stage, go back or claim one again.

    FILE is a table (.csv, separated by commas, semicolons or tabs) with one event a row, in any order: which case, when, and which stage it came to.
    The usual names of the columns are known (case, at, stage; case:concept:name, time:timestamp, concept:name); any other is named by an option. A
    time is an ISO date or time, without a zone in UTC, or a number of seconds. A million rows fit into 300 MB.

    \b
      case,at,stage
      Northgate,2026-09-16,engage
      Northgate,2026-10-27,propose

    \b
    Examples:
      plumbline deals deviations history.csv --stages engage,discover,align,prove,propose,commit
      plumbline deals deviations log.csv --stages "Assign,Resolve,Closed" --case id --stage activity --format json

    \b
    Skipped     it came further than the stage after the furthest so far.
    Regressed   it came to an earlier stage than the one before.
    Repeated    it came to the same stage as the one before.
    Deviating   any of these.

    Each case is sorted by time, rows of one moment as they stand. Unknown stages are reported and left out.

    As JSON: {totals: {cases, skipped, regressed, repeated, deviating}, cases: {case: {events, skipped, regressed, repeated, deviating}}}. Totals
    count cases, a case counts its events.

    \b
    Exit status: 0 done, 1 the file cannot be read, 2 the command was not understood.
    """
    log = _log(stages)
    left = events.read(file, log, {"case": case, "at": at, "stage": stage})
    for sentence in _left_out(file, left):
        click.echo(sentence, err=True)
    if shape == "json":
        for piece in _json(log):
            click.echo(piece, nl=False)
    else:
        click.echo("\n".join(_text(log)))


def _log(stages: str) -> Log:
    try:
        return Log([stage.strip() for stage in next(csv.reader([stages], skipinitialspace=True), [])])
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--stages") from error


def _left_out(file: Path, left: events.Left) -> Iterator[str]:
    for stage, n in left.stages.most_common(SHOWN):
        yield f"{file}: {counted(n, 'event')} left out, “{clean(stage)}” is not among the stages."
    if len(left.stages) > SHOWN:
        yield f"{file}: {len(left.stages) - SHOWN:,} more stages are not among them."
    for line, why in left.rows[:SHOWN]:
        yield f"{file}, line {line}: left out, {why}."
    if len(left.rows) > SHOWN:
        yield f"{file}: {len(left.rows) - SHOWN:,} more rows left out."


def _json(log: Log) -> Iterator[str]:
    """The JSON piece by piece: a million cases need not be in memory as one text."""
    totals = msgspec.json.encode(log.totals()).decode()
    yield f'{{"totals": {totals}, "cases": {{'
    mark = "\n"
    for case, did in log.each():
        body = {**msgspec.structs.asdict(did), "deviating": did.deviating}
        yield f"{mark}{msgspec.json.encode(case).decode()}: {msgspec.json.encode(body).decode()}"
        mark = ",\n"
    yield "\n}}\n"


def _text(log: Log) -> Iterator[str]:
    found = log.totals()
    yield f"{counted(found.cases, 'case')} with {counted(len(log), 'event')}."
    yield ""
    for name, n in (
        ("Skipped", found.skipped),
        ("Regressed", found.regressed),
        ("Repeated", found.repeated),
        ("Deviating", found.deviating),
    ):
        yield f"{name:<12}{n:>9,}{_share(n, found)}"
    deviant = islice(((case, did) for case, did in log.each() if did.deviating), SHOWN)
    told = [f"  {clean(case)}: {_did(did)}" for case, did in deviant]
    if told:
        yield ""
        yield "The first that deviate:"
        yield from told


def _share(n: int, totals: Totals) -> str:
    return f"   {100 * n / totals.cases:.1f}% of the cases" if totals.cases else ""


def _did(did: Deviations) -> str:
    parts = ((did.skipped, "skipped"), (did.regressed, "went back"), (did.repeated, "repeated"))
    return ", ".join(f"{word} {counted(n, 'time')}" for n, word in parts if n)
