"""What a command is given by whoever starts it: words to type, and streams that lead somewhere or not."""

import errno
import os
import sys
from contextlib import suppress

import click

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Why what is printed into a file does not get there."""


def open_all() -> None:
    """A stream that was closed before we began, as by `>&-`, leads nowhere: else the first file or connection that we open would take its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(handle, True)
            setattr(sys, name, os.fdopen(handle, mode, encoding="utf-8", closefd=False))


def reason(error: OSError | UnicodeEncodeError) -> str:
    """What is wrong with the streams or the words, as a sentence; empty when it is something else."""
    if isinstance(error, OSError):
        wrong = error.errno in FULL and not error.filename
        return f"What it writes does not get there ({error.strerror}). Make room, then type it again." if wrong else ""
    odd = next((word for word in sys.argv[1:] if any("\ud800" <= one <= "\udfff" for one in word)), "")
    return f"{odd} holds bytes that are no letters in UTF-8. Type it again, in a terminal that speaks UTF-8." if odd else ""


def say_last(sentence: str) -> None:
    """Says it as far as anybody hears it, and leaves nothing to be written at the very end, where that would fail once more."""
    with suppress(OSError):
        click.echo(f"plumbline: {sentence}", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
