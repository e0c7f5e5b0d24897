"""Why a repository could not be fetched or taken over, as a code, from what git says. Pure."""

import re
from collections.abc import Sequence
from typing import Final, Literal

Code = Literal[
    "program",
    "old",
    "key",
    "elsewhere",
    "rights",
    "address",
    "branch",
    "host",
    "tls",
    "moved",
    "away",
    "busy",
    "down",
    "slow",
    "large",
    "space",
    "owner",
    "protocol",
    "broken",
    "folder",
    "academy",
    "files",
    "size",
]
"""There is no git, it is too old, the sealed token cannot be opened, or is for another host; not let in, nothing at the address, no such branch, a
host that ssh does not know, a certificate, an answer that leads elsewhere; nobody answers, too many requests, an error over there, too slow; larger
than may be fetched, the disk is full, a folder of somebody else's, a way of asking that is not allowed, anything else; and of a commit: no such
folder in it, no academy in that, more files or bytes than an academy may have."""

OF_A_COMMIT: Final[frozenset[str]] = frozenset({"folder", "academy", "files", "size"})
"""What its author can mend with another commit."""


class Trouble(Exception):
    """What went wrong. `detail` is a word of git itself, or the number that was exceeded, never a secret."""

    def __init__(self, code: Code, *, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code: Code = code
        self.detail = detail


SAYS: Final[Sequence[tuple[str, Code]]] = (
    (r"host key verification failed|no .* host key is known", "host"),
    (r"couldn't find remote ref|remote branch .* not found", "branch"),
    (r"authentication failed|could not read (username|password)|terminal prompts disabled", "rights"),
    (r"returned error: 40[13]|permission denied|access denied|invalid username or (token|password)", "rights"),
    (r"returned error: 30\d", "moved"),
    (r"returned error: 429", "busy"),
    (r"returned error: 5\d\d", "down"),
    (
        r"returned error: 404|repository .*not found|not found\.?$|does not appear to be a git repository|does not exist",
        "address",
    ),
    (r"dubious ownership", "owner"),
    (r"certificate|ssl_error|ssl routines|gnutls_handshake", "tls"),
    (r"transport '.*' not allowed", "protocol"),
    (r"no space left on device|disk quota exceeded", "space"),
    (r"could not resolve|connection refused|failed to connect|couldn't connect|timed out|network is unreachable", "away"),
    (r"connection reset|hung up|empty reply|could not read from remote repository|operation too slow", "away"),
)
"""What git says in English, and what it means. The first that fits counts: what a line says of a host comes before what it says in general."""


def of_words(said: str) -> Trouble:
    """The trouble that these words of git mean, with the line that says it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for pattern, code in SAYS:
        for line in lines:
            if re.search(pattern, line, re.IGNORECASE):
                return Trouble(code, detail=_shown(line))
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return Trouble("broken", detail=_shown((fatal or lines or [""])[-1]))


def pause(failures: int) -> int:
    """Seconds until the next try after so many in a row: 1 minute, doubled each time, 1 hour at most."""
    return min(60 << max(0, min(failures, 20) - 1), LONGEST_PAUSE)


LONGEST_PAUSE: Final = 3600
"""Seconds."""

LONGEST: Final = 200
"""Signs of a word of git."""

SECRET: Final = re.compile(r"(://)[^/\s@]+@")
"""Whoever is named in an address."""


def _shown(line: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in line)
    return SECRET.sub(r"\1", plain).removeprefix("fatal: ").removeprefix("error: ")[:LONGEST]
