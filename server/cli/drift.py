"""`plumbline drift`: the leader's page is counted, or its charts are tried on teams whose truth is known."""

import asyncio
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from server import clock
from server.cli import extra, opened
from server.cli.counted import counted
from server.settings import Settings

if TYPE_CHECKING:
    from server.drift.actions import Kept
    from server.drift.simulation import Outcome, Simulated

CURVE = (0.25, 0.5, 0.75, 2.0, 4.0, 12.0)
"""False alarms a year that the other limits of the curve allow."""


@click.group()
def drift() -> None:
    """Check the charts that tell drift from noise, and count what the leader's page shows.

    \b
    Examples:
      plumbline drift count
      plumbline drift simulate --series 6 --weekly 8
    """


@drift.command()
def count() -> None:
    """Count what the leader's page of a large company shows, and put it in place of what is kept.

    It runs by itself when somebody reads the page and the numbers are old, and twice a day at least. It is safe while people work, and safe to stop;
    of several at once one counts. A small company is counted by the page itself and needs none of it.

    \b
    Example:
      plumbline drift count
    """
    try:
        kept = opened.run(_count)
    except asyncio.CancelledError:
        raise SystemExit(128 + signal.SIGTERM) from None
    if kept is None:
        click.echo("Nothing was counted: somebody else is at it, or there is no process.")
    else:
        click.echo(f"Counted {counted(kept.signals, 'signal')}, {kept.outside} of them low or falling, in {kept.seconds:.1f} s.")


async def _count(_settings: Settings) -> "Kept | None":
    from server.drift import actions  # noqa: PLC0415  # the other commands need no database

    counting = asyncio.ensure_future(actions.keep(clock.now))
    # Whoever stops a server stops this too, and the next one may begin at once.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, counting.cancel)
    return await counting


@drift.command()
@click.option("--teams", type=click.IntRange(1, 200), default=12, show_default=True, help="Teams that are watched.")
@click.option("--series", type=click.IntRange(1, 60), default=1, show_default=True, help="Series of each team.")
@click.option(
    "--weekly", type=click.IntRange(1, 100), default=8, show_default=True, help="Answers that a series brings in a week."
)
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True, help="Years without drift.")
@click.option(
    "--falls", type=click.IntRange(2, 10_000), default=400, show_default=True, help="Falls from 80 to 60% that are tried."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--curve", is_flag=True, help="Also with other limits, of the chart and of the rule.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def simulate(*, teams: int, series: int, weekly: int, years: int, falls: int, seed: int, curve: bool, shape: str) -> None:
    """Show how often the charts of drift err and how soon they tell a fall, beside a plain rule on the same answers.

    Every team is at 80% for years: whatever is told then is a false alarm, and a team may hear one a year of all its series together. Somebody acts
    on each at once. Then one series falls from 80 to 60% over eight weeks: counted are the weeks from its first until it is told, and, so that one
    sees what is luck, until something is told where nothing falls. The rule tells a week in which less than 70% was met, of five answers at least.
    No database is needed or touched.

    \b
    Examples:
      plumbline drift simulate --curve
      plumbline drift simulate --series 6 --weekly 3 --format json
    """
    extra.needed()
    from server.drift.simulation import YEAR, Scene, simulate  # noqa: PLC0415  # with the extra

    scene = Scene(teams=teams, series=series, weekly=weekly, weeks=round(years * YEAR), falls=falls)
    found = simulate(scene, seed, CURVE if curve else ())
    if shape == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        click.echo("\n".join(_text(found)))


def _text(found: "Simulated") -> Iterator[str]:
    scene = found.scene
    yield f"{scene.teams} teams with {scene.series} series of {scene.weekly} answers a week, {scene.weeks} weeks; {scene.falls} falls."
    yield ""
    yield f"{'':<28}{'false alarms a team-year':>26}{'first year':>12}{'weeks to tell a fall':>22}{'quartiles':>16}{'without':>9}"
    yield _line("chart, as it is used", found.chart)
    for one in found.charts:
        yield _line(f"chart, {one.yearly:g} a year allowed", one)
    yield _line("rule, below 70%", found.rule)
    for one in found.rules:
        yield _line(f"rule, below {100 * (one.below or 0):.0f}%", one)
    yield ""
    yield from _equal(found)
    yield f"The page would say that such a fall takes {found.expected:g} weeks on average to show."


def _equal(found: "Simulated") -> Iterator[str]:
    from server.drift.simulation import equal  # noqa: PLC0415  # with the extra

    pair = equal(found)
    if pair is not None:
        chart, rule = pair
        yield (
            f"Of the rules that err at most once a year, the soonest is below {100 * (rule.below or 0):.0f}%: it errs {rule.errs.rate:.2f} times and "
            f"needs {_weeks(rule.finds.median)} weeks. A chart that errs {chart.errs.rate:.2f} times needs {_weeks(chart.finds.median)}."
        )


def _line(name: str, one: "Outcome") -> str:
    errs, finds = one.errs, one.finds
    rate = f"{errs.rate:.2f} ({errs.low:.2f} to {errs.high:.2f})"
    return (
        f"{name:<28}{rate:>26}{errs.first_year:>12.2f}{_weeks(finds.median):>22}"
        f"{f'{_weeks(finds.quarter)} to {_weeks(finds.three_quarters)}':>16}{_weeks(finds.without):>9}"
    )


def _weeks(weeks: float | None) -> str:
    return "never" if weeks is None else f"{weeks:g}"
