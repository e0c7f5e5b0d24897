"""`plumbline gaps`: the estimates of what each person knows and does, from the command line."""

import click


@click.group()
def gaps() -> None:
    """Check and keep the estimates of what each person knows and does."""
