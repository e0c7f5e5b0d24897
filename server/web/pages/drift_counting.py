"""What a leader reads while the numbers of a large company are counted for the first time."""

from typing import ClassVar, Final

from server.errors import Refused
from server.html import Page

MOST: Final = 90
"""So often the page asks by itself, every ten seconds: whoever is away longer asks by hand."""


class Uncounted(Refused):
    """There are no numbers yet."""


class CountingPage(Page, frozen=True):
    """It says so. `following` is the address that it asks next, empty when it asks no more by itself."""

    template: ClassVar[str] = "drift/counting.html"
    following: str


def counting_page(asked: str) -> CountingPage:
    """The page that asked so often already, as its address says."""
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST)) else 0
    return CountingPage(following=f"/drift?asked={before + 1}" if before < MOST else "")
