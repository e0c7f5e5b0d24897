"""Mail addresses as we keep them, and addresses on this site that sign-in may lead to."""

import re
from urllib.parse import urlsplit

LONGEST = 254
"""Characters of a mail address (RFC 5321)."""

_MAIL = re.compile(
    r"[^\s@<>()\[\]\",:;\\\x00-\x1f\x7f]+@[^\s@<>()\[\]\",:;\\\x00-\x1f\x7f.]+(\.[^\s@<>()\[\]\",:;\\\x00-\x1f\x7f.]+)*"
)
_NUMBERS = re.compile(r"[0-9.]+|.*:.*")
_LOCAL = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def normal(typed: str) -> str:
    """The address in lower case without spaces around it, or an empty string when it cannot be one."""
    address = typed.strip().lower()
    return address if len(address) <= LONGEST and _MAIL.fullmatch(address) else ""


def keeps_passkeys(url: str) -> bool:
    """Whether browsers keep passkeys for a site at this public address: it has a name, and https unless it is this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    named = not _NUMBERS.fullmatch(host)
    return named and (parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"))


def local(path: str) -> str:
    """The path when it leads to a page of ours, else an empty string: never another site, and never back to sign-in."""
    fits = len(path) <= 300 and "\\" not in path and _LOCAL.fullmatch(path)
    return path if fits and not path.startswith(("/sign-in", "/sign-out")) else ""
