"""Reading the values of a lesson's front matter; what cannot be read is E105 at its place and has an empty value."""

from collections.abc import Mapping, Sequence

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.fields import TOO_LONG
from server.lessons.compiler.markdown.front import Front, Value

EXAMPLES: Mapping[str, str] = {
    "id": "next-step-on-the-calendar",
    "stage": "engage",
    "behaviours": "[next-step-confirmed]",
    "kind": "teach",
    "objectives": "a list, each beginning with a verb",
    "minutes": "4",
    "process": "1",
    "version": "1",
    "authors": "[your-id]",
    "status": "draft",
    "locale": "en",
    "reviewed": "2026-11-02",
    "translates": "1, the version of the lesson that it is a translation of",
    "translators": "[your-id]",
}
"""What each key may look like, for help lines."""


class Reading:
    """Typed access to front matter."""

    def __init__(self, draft: Draft, front: Front) -> None:
        self.draft, self.front, self.context = draft, front, draft.context

    def fault(self, code: str, at: Value, message: str, mend: str) -> None:
        """A fault at a value."""
        if code == "E105" and not self.front.whole:
            # The YAML broke off somewhere; what is left of a value says nothing about it.
            return
        self.draft.faults.add(code, at.line, message, mend, column=at.column, length=at.length)

    def text(self, key: str) -> Value | None:
        """A single string that is not empty (E105)."""
        value = self.front.get(key)
        if value is None:
            return None
        if not value.text:
            what = "is empty" if value.text is not None else "must be a single value"
            self.fault("E105", value, f"`{key}` {what}", f"write for example `{key}: {EXAMPLES.get(key, 'a word')}`")
            return None
        return value

    def words(self, key: str, example: str = "one, two") -> list[Value]:
        """The strings of a list; a single string counts as one (E105)."""
        value = self.front.get(key)
        if value is None:
            return []
        items = value.items if value.items is not None else [value] if value.text is not None else None
        if items is None or not all(item.text for item in items if item is not value):
            self.fault("E105", value, f"`{key}` must be a list of words", f"write `{key}: [{example}]`")
            return []
        return [item for item in items if item.text]

    def one_of(self, key: str, allowed: Sequence[str], otherwise: str) -> str:
        """One word of a closed list, or `otherwise` (E105)."""
        value = self.text(key)
        return value.text if value is not None and value.text and self._allowed(key, value, allowed) else otherwise

    def all_of(self, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """The words of a list that are in a closed list (E105 for each other)."""
        return tuple(value.text or "" for value in self.words(key, allowed[0]) if self._allowed(key, value, allowed))

    def how_many(self, key: str, values: Sequence[Value], most: int) -> None:
        """E105 when a list has no value or too many."""
        value = self.front.get(key)
        if value is not None and not 1 <= len(values) <= most and (values or value.items == [] or value.text == ""):
            mend = "split the lesson" if values else "name at least one"
            self.fault("E105", value, f"{len(values)} {key}; a lesson has 1 to {most}", mend)

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number, 0 when it is missing or none (E105)."""
        value = self.text(key)
        if value is None or value.text is None:
            return 0
        if value.text.isascii() and value.text.isdigit() and len(value.text) < TOO_LONG and low <= int(value.text) <= high:
            return int(value.text)
        span = f"from {low} to {high}" if high < 100 else f"from {low}"
        self.fault(
            "E105", value, f"`{key}` must be a whole number {span}", f"write for example `{key}: {EXAMPLES.get(key, low)}`"
        )
        return 0

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of lesson ids (E105)."""
        values = self.words(key, "a-lesson-id")
        for value in values:
            if not ID.match(value.text or ""):
                message = f"`{(value.text or '')[:60]}` is not a lesson id"
                self.fault("E105", value, message, "use the id of the lesson, not its title or file")
        return tuple(value.text or "" for value in values)

    def _allowed(self, key: str, value: Value, allowed: Sequence[str]) -> bool:
        if value.text in allowed:
            return True
        mend = did_you_mean(value.text or "", allowed, f"`{key}` may be {', '.join(allowed)}")
        self.fault("E105", value, f"`{key}` cannot be `{(value.text or '')[:60]}`", mend)
        return False
