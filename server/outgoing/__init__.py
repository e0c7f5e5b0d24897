"""Asking other systems over HTTP: never a private address unless the operator allows it, never for longer or more than what is said beforehand.

`async with outgoing.line(private=...) as line: reply = await line.send("GET", url)`. Whatever answers is a `Reply`, also a refusal or
a redirect, which is never followed; whatever does not answer is an `Unreachable` with a code. The client is loaded when the first line is opened.
"""

from server.outgoing.line import Line, line
from server.outgoing.networks import is_public
from server.outgoing.reply import NoReading, Reply, Unreachable

__all__ = ["Line", "NoReading", "Reply", "Unreachable", "is_public", "line"]
