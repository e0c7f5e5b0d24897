"""What some commands need and the server does without."""

import os
import sys
from importlib.util import find_spec

import click

NEEDED = ("numpy", "scipy", "sklearn")
"""What the extra `evaluate` brings, as modules."""


def needed() -> None:
    """Ends the command with a sentence when the extra is not there."""
    # Threads of the linear algebra only wait for each other on problems of this size, and on a busy machine ten times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        click.echo(
            "plumbline: This needs numpy, scipy and scikit-learn, which the server does without. Install them: make evaluation",
            err=True,
        )
        sys.exit(2)
