"""`plumbline gaps`: the estimates of what each person knows and does, from the command line."""

import click

from server.cli.gaps.books import rebuild, settle
from server.cli.gaps.evaluate import evaluate
from server.cli.gaps.simulate import simulate


@click.group()
def gaps() -> None:
    """Check and keep the estimates of what each person knows and does.

    \b
      plumbline gaps settle
      plumbline gaps rebuild --verify
      plumbline gaps evaluate
    """


gaps.add_command(settle)
gaps.add_command(rebuild)
gaps.add_command(evaluate)
gaps.add_command(simulate)
