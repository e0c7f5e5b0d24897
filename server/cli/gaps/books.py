"""`plumbline gaps settle` and `rebuild`: what all people share is worked out afresh, and everybody is folded from the ledger again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

import click

from server import clock
from server.cli import opened
from server.cli.counted import counted
from server.gaps import actions, queries
from server.gaps.actions import Settled
from server.gaps.candour import Told
from server.gaps.difference import Difference
from server.learning import actions as learning
from server.settings import Settings


class Bar(Protocol):
    """What moves on as facts are folded."""

    def update(self, n_steps: int) -> None:
        """So many facts more."""


@click.command()
def settle() -> None:
    """Work out afresh how hard each question and behaviour is, and fold everybody again with that.

    It runs every night by itself. It is safe while people answer, safe to run twice, and safe to stop: the next one goes on. From 5,000 answers on
    it also fits the model's own numbers to this academy, uses them if they predict better, and keeps both.

    \b
      plumbline gaps settle
    """
    for line in opened.run(_settle):
        click.echo(line)


@click.command()
@click.option("--verify", is_flag=True, help="Change nothing; print every difference, and end with 1 if there is one.")
def rebuild(*, verify: bool) -> None:
    """Fold everybody's facts from the first one on, and put that in place of what is kept.

    What is kept follows from the facts alone, so a rebuild changes nothing unless the database was changed by hand or restored in part. It is safe
    while people answer, and safe to stop and run again.

    \b
      plumbline gaps rebuild --verify
      plumbline gaps rebuild
    """
    people, facts, found = opened.run(_verify if verify else _rebuild)
    for person, difference in found:
        click.echo(f"{person}: {difference.where}: kept {difference.kept}, follows {difference.follows}")
    if found:
        click.echo(
            f"{counted(len(found), 'difference')}. plumbline gaps rebuild puts {'it' if len(found) == 1 else 'them'} right.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"{counted(facts, 'fact')} of {counted(people, 'person', 'people')}: {'no difference' if verify else 'in place'}.")


async def _settle(_settings: Settings) -> list[str]:
    settled = await actions.make_snapshot(clock.now())
    behind = await actions.behind()
    with progress(sum(behind.values()), "Folding") as bar:
        for person, last in behind.items():
            await actions.refold(person, last)
            bar.update(last)
    tries = await learning.count_items(clock.now())
    return [*said(settled), f"{tries:,} first tries were counted for authors.", *_candour(await queries.calibration())]


def said(settled: Settled) -> Iterator[str]:
    """What a settling came to, a line each."""
    what = f"{counted(settled.answers, 'answer')} of {counted(settled.people, 'person', 'people')}"
    yield (
        f"Snapshot {settled.number} is made from {what}."
        if settled.made
        else f"Nothing new: snapshot {settled.number} stands, {what}."
    )
    if settled.gain is None:
        return
    if settled.before == settled.prior:
        yield "The model was fitted to this academy; nothing predicts better than what is in use."
        return
    yield f"The model was fitted to this academy: log loss {settled.gain:.4f} lower for each answer of people it was not fitted on."
    for channel in ("know", "do"):
        before, after = getattr(settled.before, channel), getattr(settled.prior, channel)
        for name in (each for each in before.__struct_fields__ if getattr(before, each) != getattr(after, each)):
            yield f"  {channel} {name}: {getattr(before, name):.3f} before, {getattr(after, name):.3f} now"


def _candour(told: Told | None) -> Iterator[str]:
    if told:
        yield f"When it said {told.said}%, it was so {told.so} of 100 times (n {told.n:,})."


async def _rebuild(_settings: Settings) -> tuple[int, int, list[tuple[UUID, Difference]]]:
    learners = await actions.learners()
    with progress(sum(learners.values()), "Folding") as bar:
        for person, last in learners.items():
            await actions.refold(person, last)
            bar.update(last)
    return len(learners), sum(learners.values()), []


async def _verify(_settings: Settings) -> tuple[int, int, list[tuple[UUID, Difference]]]:
    learners = await actions.learners()
    found: list[tuple[UUID, Difference]] = []
    with progress(sum(learners.values()), "Comparing") as bar:
        for person, last in learners.items():
            found += [(person, difference) for difference in await actions.compare(person, last)]
            bar.update(last)
    return len(learners), sum(learners.values()), found


@contextmanager
def progress(facts: int, label: str) -> Iterator[Bar]:
    """A bar on the terminal; nothing where nobody watches."""
    with click.progressbar(length=facts, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar
