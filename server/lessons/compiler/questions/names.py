"""Names inside a lesson: ids of questions, scenes and choices, and the words that no id may take."""

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.slugs import Slugs
from server.lessons.compiler.model import Outcome, QuestionKind

KINDS: tuple[QuestionKind, ...] = ("scenario", "commit", "reflect", "confidence", "survey")
"""Keywords that decide the kind of a question."""

SWITCHES = ("optional", "fixed-order")
KEYWORDS = (*KINDS, *SWITCHES)
OUTCOMES: tuple[Outcome, ...] = ("moved", "stalled", "lost")
SECTIONS = ("steps", "done", "proof", "inspect", "drift", "coach", "crosswalk", "exit", "job")
"""Keywords of process files."""

RESERVED = frozenset({*KEYWORDS, *OUTCOMES, *SECTIONS, "top", "main", "content"})
LONGEST = 64

DOORS = frozenset({"arrivals"})
"""What no lesson may be called: something else of the product has that address beside the lessons."""


def claim(draft: Draft, id: str, line: int, what: str) -> bool:
    """Take a question's or scene's id for it; E204 and False when it is bad, reserved or taken."""
    chip = f"#{id}"
    if not ID.match(id) or len(id) > LONGEST:
        mend = f"write it in small letters, digits and single hyphens, for example `#{suggest(id)}`"
        draft.add("E204", line, f"`{chip}`", f"`{chip}` is not a good id for a {what}", mend)
        return False
    if id in RESERVED:
        draft.add("E204", line, f"`{chip}`", f"`{chip}` is a word of the format", f"say more, for example `#{id}-one`")
        return False
    if id in draft.ids:
        mend = f"choose another id for this {what}; never change one that is live"
        draft.add("E204", line, f"`{chip}`", f"`{chip}` is already taken in line {draft.ids[id]}", mend)
        return False
    draft.ids[id] = line
    return True


def suggest(words: str) -> str:
    """An id made from words, for help lines."""
    slug = Slugs().slug(words.replace("_", "-")).encode("ascii", "ignore").decode()
    parts = [part for part in slug.split("-") if part]
    return "-".join(parts[:4])[:LONGEST] or "a-name"
