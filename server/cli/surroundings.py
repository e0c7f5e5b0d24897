"""What the environment says that no command can use: told before one begins, and left out."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click

from server.variables import VARIABLES

PREFIX: Final = "PLUMBLINE_"

OF_ITS_HOST: Final = re.compile(r"PLUMBLINE_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP)(?:_\w+)?)")
"""What Kubernetes tells every container of services whose names begin like ours. Nobody typed it."""


def settle() -> None:
    """Says what of the environment is not used, a line each, and takes away what would stop a library of ours."""
    for name in misspelt(os.environ):
        nearest = nearest_to(name)
        hint = f"Did you mean {nearest}?" if nearest else "README.md lists those that there are."
        click.echo(f"plumbline: {name} is no setting, so it changes nothing. {hint}", err=True)
    zone = os.environ.get("TZ", "")
    if _stops(zone):
        del os.environ["TZ"]
        click.echo(
            f"plumbline: TZ names {zone}, which is no time zone, so it changes nothing. Write one such as Europe/Prague.",
            err=True,
        )


def misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    """Names that begin like a setting and are none, in their order."""
    for name in sorted(environ):
        of_its_host = OF_ITS_HOST.fullmatch(name) or (name.endswith("_PORT") and "://" in environ[name])
        if name.upper().startswith(PREFIX) and name not in NAMES and not of_its_host:
            yield name


def nearest_to(name: str) -> str:
    """The setting that was likely meant; empty when it is like none."""
    endings = {known.removeprefix(PREFIX): known for known in NAMES}
    found = get_close_matches(name.upper().removeprefix(PREFIX), endings, n=1)
    return endings[found[0]] if found else ""


NAMES: Final = frozenset(VARIABLES) | {f"{name}_FILE" for name in VARIABLES}


def _stops(zone: str) -> bool:
    """Whether TZ names something on the disk that is no zone: what reads it when it is imported would not go on. A name of no zone it passes by."""
    place = zone.removeprefix(":")
    if not place:
        return False
    try:
        with Path(place).open("rb") as file:
            ZoneInfo.from_file(file)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return False
