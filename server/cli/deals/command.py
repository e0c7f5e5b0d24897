"""`plumbline deals`: bring deals from a CRM, and what any history of stages shows."""

import click

from server.cli.deals.deviations import deviations
from server.cli.deals.importing import import_


@click.group()
def deals() -> None:
    """Bring deals from a CRM, and measure how deals moved through their stages.

    \b
      plumbline deals import deals.csv history.csv
      plumbline deals deviations history.csv --stages engage,discover,align
    """


deals.add_command(deviations)
deals.add_command(import_)
