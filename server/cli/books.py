"""`plumbline gaps rebuild`: what is kept about each person, folded from the ledger again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

import click

from server.cli import opened
from server.gaps import actions
from server.gaps.difference import Difference
from server.settings import Settings


class Bar(Protocol):
    """What moves on as facts are folded."""

    def update(self, n_steps: int) -> None:
        """So many facts more."""


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
        click.echo(f"{len(found)} differences. plumbline gaps rebuild puts them right.", err=True)
        sys.exit(1)
    click.echo(f"{facts:,} facts of {people:,} people: {'no difference' if verify else 'in place'}.")


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
