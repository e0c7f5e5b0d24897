"""Why a mail did not leave: its address is refused, it has to wait, or the server fails, and how. Pure."""

import re
from typing import Final

ADDRESS: Final = "address"
"""The other side takes no mail for this address, and will take none tomorrow."""
LETTER: Final = "letter"
"""It cannot be written so that any server would take it."""
UNREADABLE: Final = "unreadable"
"""What is kept of it cannot be read: nobody knows any more what it said, or to whom."""
LATER: Final = "later"
"""The other side wants it to come again: it is busy, or asks so of everybody whom it does not know."""
UNREACHABLE: Final = "unreachable"
NAMELESS: Final = "name"
"""There is no server of the name in the settings."""
UNSAFE: Final = "secure"
"""TLS failed."""
UNKNOWN_USER: Final = "sign-in"
REFUSES: Final = "server"
FOLDER: Final = "folder"

LAST: Final = frozenset({ADDRESS, LETTER})
"""To try again would not help."""

SERVED: Final = frozenset({ADDRESS, LETTER, LATER})
"""The server did its part: mail to others leaves."""

STATUS: Final = re.compile(r"\s*[245]\.(\d{1,3})\.(\d{1,3})\b")
"""The status that most servers say beside the code (RFC 3463): its subject and its detail."""

OF_THE_SENDER: Final = frozenset({"7", "8"})
"""Details of the subject address that speak of the sender's (RFC 3463 3.2)."""

OF_THE_SERVER: Final = re.compile(
    r"relay|authenticat|sign.?in|log.?in|policy|blocked|blacklist|spam|\bspf\b|\bhelo\b", re.IGNORECASE
)
"""Without a status, what a server says of whoever sends, and not of whom it is for."""


def of_answer(code: int, text: str, *, recipient: bool = False) -> str:
    """The mark of a server's answer (RFC 5321 4.2.2), to the name of the `recipient` or to something else."""
    if code in {530, 534, 535, 538}:
        return UNKNOWN_USER
    found = STATUS.match(text)
    if found:
        subject, detail = found.groups()
        # 1 is the address, 2 the mailbox, 4 the way there.
        about_whom = (subject == "1" and detail not in OF_THE_SENDER) or subject in {"2", "4"}
    else:
        subject = ""
        about_whom = recipient and code in {501, 550, 551, 552, 553} and not OF_THE_SERVER.search(text)
    if code >= 500:
        return ADDRESS if about_whom else REFUSES
    return REFUSES if code == 421 or subject == "3" else LATER
