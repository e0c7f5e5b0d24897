"""`plumbline agreement`: how far raters agree, for any file of who answered what."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import click
import msgspec

from server.cli.counted import counted
from server.cli.reports import clean, json_bytes
from server.cli.table import rows_of
from server.inspections import agreement as figures
from server.inspections.agreement import Scale, Table
from server.inspections.ratings import Ratings, numbered, read

SCALES: Mapping[Scale, str] = {
    "nominal": "answers are the same or not",
    "ordinal": "answers have an order",
    "interval": "answers are numbers, and the distance between them counts",
}

OWN_ORDER = ("not-met", "partly", "met")
"""The order of our own answers, the least first."""

ODD_SHOWN = 20
"""Rows left out that are named one by one."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, as they are printed for programs. A figure that says nothing here is null."""

    alpha: dict[Scale, float | None]
    fleiss: float | None
    percent: float | None
    kappa: dict[str, float | None]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--scale", type=click.Choice(list(SCALES)), help="Whose alpha the text tells. Default: every one that fits the answers."
)
@click.option(
    "--order", metavar="A,B,C", help="The order of answers that are words, the least first. Met, partly and not-met have theirs."
)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def agreement(*, file: Path, scale: Scale | None, order: str | None, shape: Literal["text", "json"]) -> None:
    """Show how far raters agree on the same items, by percent and beyond chance.

    FILE is a table (.csv, separated by commas, semicolons or tabs) with the columns item, rater and answer, one answer a row, in any order. Not
    everybody need answer everything; an empty answer is a missing one. A row that cannot be used is reported by its line and left out.

    \b
      item,rater,answer
      deal 12 / stakeholder-access,Ines,met
      deal 12 / stakeholder-access,Henrik,partly

    \b
    Examples:
      plumbline agreement sheets.csv
      plumbline agreement survey.csv --scale ordinal --order no,perhaps,yes
      plumbline agreement sheets.csv --format json

    \b
    Percent     Of all pairs of answers to one item, how many are the same.
    Alpha       Krippendorff's: how much of the disagreement that chance would give
                is not there. 1 is all agree, 0 is no better than chance. Any number
                of raters, answers may be missing. Nominal: the same or not. Ordinal:
                a step apart is less than two. Interval: answers are numbers.
    Fleiss      The same question for nominal answers, in the older form.
    Cohen       For each pair of raters, over the items both answered.

    As JSON: {alpha: {nominal, ordinal, interval}, fleiss, percent (0 to 100), kappa: {"a|b": ...}}. A figure that the answers cannot give is null,
    and why is said on the error output.

    \b
    Exit status: 0 done, 1 the file cannot be read, 2 the command was not understood.
    """
    ratings = _read(file)
    for sentence in _left_out(file, ratings):
        click.echo(sentence, err=True)
    ranks = _order(ratings.table, order)
    found = _found(ratings.table, ranks)
    notes = list(_notes(ratings.table, found, ranks, scale))
    if shape == "json":
        click.echo(json_bytes(msgspec.json.encode(found)))
        for note in notes:
            click.echo(note, err=True)
    else:
        click.echo("\n".join([*_text(ratings.table, found, scale), *(["", *notes] if notes else [])]))


def _order(table: Mapping[str, Mapping[str, str]], given: str | None) -> Sequence[str]:
    """The order that was given, or our own for our own answers."""
    if given:
        return [word.strip() for word in given.split(",")]
    answers = {answer for row in table.values() for answer in row.values()}
    return OWN_ORDER if answers and answers <= set(OWN_ORDER) else ()


def _read(file: Path) -> Ratings:
    with rows_of(file) as rows:
        return read(rows)


def _left_out(file: Path, ratings: Ratings) -> Iterator[str]:
    for line, why in ratings.odd[:ODD_SHOWN]:
        yield clean(f"{file}, line {line}: left out, {why}.")
    if len(ratings.odd) > ODD_SHOWN:
        yield f"{file}: {len(ratings.odd) - ODD_SHOWN:,} more rows left out."


def _found(table: Mapping[str, Mapping[str, str]], order: Sequence[str]) -> Found:
    ranks, numbers = numbered(table, order), None if order else numbered(table)
    answers: Table = numbers or table
    units = figures.units_of(answers)
    share = figures.percent(units)
    return Found(
        alpha={
            "nominal": figures.alpha(units, "nominal"),
            "ordinal": figures.alpha(figures.units_of(ranks), "ordinal") if ranks else None,
            "interval": figures.alpha(figures.units_of(numbers), "interval") if numbers else None,
        },
        fleiss=figures.fleiss(units),
        percent=None if share is None else 100.0 * share,
        kappa={f"{one}|{other}": kappa for (one, other), kappa in figures.cohen(answers).items()},
    )


def _notes(table: Mapping[str, Mapping[str, str]], found: Found, order: Sequence[str], scale: Scale | None) -> Iterator[str]:
    """Why a figure is missing, in sentences."""
    raters, answers = figures.raters_of(table), {answer for given in table.values() for answer in given.values()}
    if not table:
        yield "There are no answers in it, so there is nothing to compare."
    elif len(raters) == 1:
        yield f"Only {clean(raters[0])} answered. Agreement needs at least two raters of the same item."
    elif found.percent is None:
        yield "No item was answered by two raters, so there is nothing to compare."
    elif found.alpha["nominal"] is None:
        yield "Every answer that can be compared is the same. They all agree, and alpha cannot tell that from chance."
    elif order and (strange := sorted(answers - set(order))):
        yield clean(f"The order does not name {', '.join(strange[:5])}: ordinal alpha needs the place of every answer.")
    elif not order and found.alpha["ordinal"] is None and scale != "nominal":
        yield "Answers are words, so only nominal alpha is told. --order no,perhaps,yes would give them an order."
    elif order and scale == "interval":
        yield "Answers have an order and no distances, so interval alpha is not told."


def _text(table: Mapping[str, Mapping[str, str]], found: Found, scale: Scale | None) -> Iterator[str]:
    answers = sum(map(len, table.values()))
    raters = counted(len(figures.raters_of(table)), "rater")
    yield f"{counted(answers, 'answer')} of {raters} to {counted(len(table), 'item')}."
    if found.percent is None:
        return
    yield ""
    yield f"{'Percent agreement':<24}{found.percent:>8.1f}%"
    for one, meaning in SCALES.items():
        if scale == one or (scale is None and found.alpha[one] is not None):
            yield f"{f'Alpha, {one}':<24}{_figure(found.alpha[one]):>9}   {meaning}"
    yield f"{'Fleiss':<24}{_figure(found.fleiss):>9}"
    yield ""
    width = max(24, *(len(pair) + 4 for pair in found.kappa))
    yield "Cohen, pair by pair"
    for pair, kappa in found.kappa.items():
        yield clean(f"  {pair.replace('|', ' and '):<{width}}{_figure(kappa):>7}")


def _figure(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.4f}"
