"""`plumbline gaps simulate`: whether what is said of people holds, on people whose truth is known."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

import click
import msgspec

from server.cli import extra
from server.cli.counted import counted

if TYPE_CHECKING:
    from server.gaps.evaluation.simulation.checks import Called, Check
    from server.gaps.evaluation.simulation.retention import Kept
    from server.gaps.evaluation.simulation.run import Simulated

LAWS = {
    "own": "The model's own law: intervals must cover 76 to 84%",
    "other": "Another law, with exponential forgetting, guessing and deal effects: reported, not promised",
}


@click.command()
@click.option("--reps", type=click.IntRange(1, 5_000), default=200, show_default=True, help="People, in companies of fifty.")
@click.option("--days", type=click.IntRange(2, 1_000), default=365, show_default=True, help="Days from their first one.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--law", type=click.Choice(["own", "other"]), help="What the truth follows. Default: both, one after the other.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def simulate(*, reps: int, days: int, seed: int, law: str | None, shape: str) -> None:
    """Show whether what is said of people holds, on simulated people whose truth is known.

    Everybody follows Today from the first day, and one or two of their deals a week are inspected. It is then counted how often the 80% intervals
    hold the truth; how far what is said of doing lies from it, beside the raw share of deals; how often *teach* and *coach* are told rightly, beside
    an oracle who has the same answers and knows every difficulty; and how much is still unknown. At last the same people take the course again:
    following Today, and repeating lessons at random. No database is needed or touched; the full size takes some minutes.

    \b
    Examples:
      plumbline gaps simulate
      plumbline gaps simulate --reps 50 --days 200 --law own --format json
    """
    extra.needed()
    found = [_simulated(one, reps, days, seed) for one in ([law] if law else LAWS)]
    if shape == "json":
        click.echo(msgspec.json.format(msgspec.json.encode({one.law: one for one in found})).decode())
    else:
        click.echo("\n\n".join("\n".join(_text(one)) for one in found))


def _simulated(law: str, reps: int, days: int, seed: int) -> "Simulated":
    from server.cli.gaps.rehearsal import Rehearsal  # noqa: PLC0415  # with the extra
    from server.gaps import settle  # noqa: PLC0415  # with the extra
    from server.gaps.evaluation.simulation import run  # noqa: PLC0415  # needs the extra
    from server.gaps.prior import K0  # noqa: PLC0415  # with the extra

    return run.simulate(law, Rehearsal(), settle.settle, K0, reps=reps, days=days, seed=seed, say=_patience(law))


def _patience(law: str) -> Callable[[str], None]:
    began = perf_counter()

    def say(done: str) -> None:
        click.echo(f"{perf_counter() - began:4.0f} s  {law} law: {done}", err=True)

    return say


def _text(found: "Simulated") -> Iterator[str]:
    yield f"{LAWS[found.law]}."
    yield f"{counted(found.reps, 'person', 'people')} over {counted(found.days, 'day')}."
    yield ""
    yield f"{'80% intervals that hold the truth':<34}{'KNOW':>8}{'DO':>8}   {'of cells with 5 facts':<22}{'KNOW':>8}{'DO':>8}"
    for check in found.checks:
        yield (
            f"{_day(check):<34}{_share(check.know.all):>8}{_share(check.do.all):>8}   {'':<22}"
            f"{_share(check.know.counted):>8}{_share(check.do.counted):>8}"
        )
    yield ""
    yield f"{'DO of cells with 5 deals, off by':<34}{'raw share':>11}{'told':>8}{'oracle':>8}   {'leniency told':>14}{'off by':>8}{'if pooled':>11}"
    for check in found.checks:
        yield _day(check).ljust(34) + _near(check)
    yield ""
    yield f"{'Kinds told rightly (with an oracle)':<36}{'teach':>17}{'of those said':>17}{'coach':>17}{'of those said':>17}"
    for check in found.checks:
        yield f"{_day(check):<36}{_called(check.teach)}{_called(check.coach)}"
    yield ""
    yield f"{'What is shown':<34}" + "".join(f"{kind:>11}" for kind in found.checks[0].kinds) + f"{'no 5 facts':>12}"
    for check in found.checks:
        yield (
            f"{_day(check):<34}"
            + "".join(f"{_share(share):>11}" for share in check.kinds.values())
            + f"{_share(check.unseen):>12}"
        )
    yield ""
    yield f"{'What is left of a course':<34}{'start':>8}{'day 90':>8}{'day 120':>9}{'weakest':>9}{'answers':>9}{'minutes':>9}"
    yield _kept("following Today", found.today)
    yield _kept("a lesson a day, at random", found.random)
    yield _kept("the same, as long as Today", found.random_as_long)


def _day(check: "Check") -> str:
    return f"  day {check.day + 1} (week {check.day // 7 + 1})"


def _near(check: "Check") -> str:
    """Chances in points, leniency in logits."""
    near, eyes = check.nearness, check.eyes
    said = f"{_share(near.raw):>11}{_share(near.told):>8}{_share(near.informed):>8}   {f'{eyes.told} of {eyes.inspectors}':>14}"
    return said + "".join(f"{'-' if off is None else f'{off:.2f}':>{width}}" for off, width in ((eyes.off, 8), (eyes.pooled, 11)))


def _called(called: "Called") -> str:
    told = f"{_share(called.accuracy)} ({_share(called.ceiling)})"
    said = f"{_share(called.precision)} ({_share(called.ceiling_precision)})"
    return f"{told:>17}{said:>17}"


def _kept(name: str, kept: "Kept") -> str:
    chances = (kept.start, kept.day_90, kept.day_120, kept.weakest)
    cells = "".join(f"{_share(chance):>{width}}" for chance, width in zip(chances, (8, 8, 9, 9), strict=True))
    return f"  {name:<32}{cells}{kept.answers:>9.0f}{kept.minutes:>9.0f}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}%"
