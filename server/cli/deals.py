"""`plumbline deals`: what a machine's owner does with deals, and what any history of stages shows."""

import click

from server.cli.deviations import deviations


@click.group()
def deals() -> None:
    """Measure how deals moved through their stages."""


deals.add_command(deviations)
