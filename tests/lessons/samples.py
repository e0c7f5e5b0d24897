"""What the pages of the academy's files look like."""

from collections.abc import Mapping

from server.html import Page
from server.lessons.pages import Explained, GlossaryPage


def pages() -> Mapping[str, Page]:
    """What each page looks like."""
    words = (
        Explained("clause", "Clause", "One box of a definition of done."),
        Explained("stage", "Stage", "Where the buyer is."),
    )
    return {"the words of the process": GlossaryPage(words=words), "a glossary without words": GlossaryPage(words=())}
