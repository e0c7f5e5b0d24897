"""Why a CRM did not answer as it should, as a code, and whether to try again."""

from typing import Final, Literal

from server.outgoing.reply import Why

Code = Literal["token", "rights", "address", "busy", "down", "refused", "broken", "private", "away"]
"""The token is none, it may not read everything, nothing is there, too many requests, an error over there, a request it will not have, an answer that
cannot be read, an address that may not be asked, nobody answers."""

FOR_AN_ADMIN: Final[frozenset[str]] = frozenset({"token", "rights", "address", "refused", "private"})
"""What waiting does not mend."""


CLOSED: Final[frozenset[str]] = frozenset({"rights", "address", "refused"})
"""What says that we may not, or that there is no such thing there, while the rest may go on."""


class Trouble(Exception):
    """What went wrong. `seconds` is how long the CRM asks to wait, `detail` a word of the CRM itself that helps its admin, never a secret."""

    def __init__(self, code: Code, *, seconds: int | None = None, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code: Code = code
        self.seconds = seconds
        self.detail = detail


def of_status(status: int) -> Code:
    """The code of an answer that is no success."""
    if status in {408, 429}:
        return "busy"
    if status >= 500:
        return "down"
    return {401: "token", 403: "rights", 404: "address"}.get(status, "refused")  # type: ignore[return-value]  # they are codes


def of_silence(why: Why) -> Code:
    """The code of no answer."""
    codes: dict[Why, Code] = {"private": "private", "address": "address", "name": "address", "large": "broken"}
    return codes.get(why, "away")


def pause(failures: int) -> int:
    """Seconds until the next try after so many in a row: 1 minute, doubled each time, 6 hours at most."""
    return min(60 << max(0, min(failures, 20) - 1), 6 * 3600)
