"""Where the signals of a company go on: the address of those after some, and the place that an address names. Pure."""

import base64
import binascii

from server.drift.queries.board import Part


def following(part: Part) -> str:
    """Where the signals after these stand, empty if these are the last."""
    return f"/drift/signals?after={base64.urlsafe_b64encode(part.after.encode()).decode()}" if part.after else ""


def place(word: str) -> str:
    """The place that a link names, nothing for anything else: then the table begins at its beginning."""
    try:
        return base64.b64decode(word, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
