"""The option --zone of commands that bring files."""

import click

from server import zones


def known(_context: click.Context, _parameter: click.Parameter, zone: str) -> str:
    """The zone that was given. Raises BadParameter for one that there is none of, before anything is read by it."""
    if zone not in zones.known():
        raise click.BadParameter("Choose a time zone, such as Europe/Prague.")
    return zone
