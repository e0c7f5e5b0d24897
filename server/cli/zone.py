"""The option --zone of commands that bring files."""

from collections.abc import Callable
from typing import Any

import click

from server import zones


def zone_option(means: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option, for a command to which a zone is what `means` says. It refuses a zone that there is none of before anything is read by it."""
    return click.option("--zone", default="UTC", show_default=True, metavar="ZONE", callback=_known, help=means)


def _known(_context: click.Context, _parameter: click.Parameter, zone: str) -> str:
    if zone not in zones.known():
        raise click.BadParameter("Choose a time zone, such as Europe/Prague.")
    return zone
