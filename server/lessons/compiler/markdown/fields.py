"""Reading the keys of a YAML map as typed values; whatever is wrong becomes a fault at its place, and a usable value is returned anyway."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.front import Value

TOO_LONG = 10
"""Digits from which a text is no number of ours, whatever zeros it begins with."""


class Fields:
    """The entries of one map. Every fault found through it carries `code`; a missing key is reported at `line`."""

    def __init__(self, entries: Mapping[str, tuple[Value, Value]], faults: Faults, code: str, line: int = 1) -> None:
        self.entries, self.faults, self.code, self.line = entries, faults, code, line

    def only(self, known: Sequence[str]) -> None:
        """A fault for every key that is not known, with the one that was probably meant."""
        for name, (key, _) in self.entries.items():
            if name not in known:
                self.fault(key, f"unknown key `{name}`", did_you_mean(name, known, f"known keys are {', '.join(known)}"))

    def value(self, key: str) -> Value | None:
        """The value of a key with its place."""
        found = self.entries.get(key)
        return found[1] if found else None

    def text(self, key: str, default: str | None = None) -> str:
        """A single string. Without a default the key must be there and must not be empty."""
        value = self.value(key)
        if value is None:
            if default is None:
                self.faults.add(self.code, self.line, f"the key `{key}` is missing", f"add a line `{key}: …`")
            return default or ""
        if value.text is None or (not value.text and default is None):
            self.fault(value, f"`{key}` must be one piece of text", f"write `{key}: …` on one line")
            return default or ""
        return value.text

    def id(self, key: str) -> str:
        """A required id: lower-case words and numbers joined by hyphens."""
        text = self.text(key)
        if text and not ID.match(text):
            self.fault(self.value(key), f"`{text}` is not an id", "use lower-case letters and digits, joined by single hyphens")
        return text

    def whole(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        text = self.text(key, None if default is None else "")
        if text and not (text.isascii() and text.isdigit() and len(text) < TOO_LONG and low <= int(text) <= high):
            self.fault(
                self.value(key), f"`{key}` must be a whole number from {low} to {high}", f"write for example `{key}: {low}`"
            )
            text = ""
        return int(text) if text else (low if default is None else default)

    def flag(self, key: str) -> bool:
        """true or false; false when the key is not there."""
        text = self.text(key, "false")
        if text not in {"true", "false"}:
            self.fault(self.value(key), f"`{key}` must be true or false", f"write `{key}: true`, or leave the line out")
        return text == "true"

    def one_of(self, key: str, allowed: Collection[str], *, default: str | None = None, code: str | None = None) -> str:
        """One word of a closed list."""
        text = self.text(key, default)
        if text and text not in allowed:
            mend = did_you_mean(text, allowed, f"use one of {', '.join(allowed)}")
            self.fault(self.value(key), f"`{text}` is not a {key} we know", mend, code=code)
        return text

    def words(self, key: str, *, required: bool = False) -> tuple[Value, ...]:
        """The strings of a list with their places; one string is a list of one."""
        value = self.value(key)
        if value is None:
            if required:
                self.faults.add(self.code, self.line, f"the key `{key}` is missing", f"add a line `{key}: [ … ]`")
            return ()
        items = (value,) if value.items is None else tuple(value.items)
        words = tuple(item for item in items if item.text)
        if len(words) != len(items) or (required and not words):
            self.fault(value, f"`{key}` must be a list of words", f"write `{key}: [one, two]`")
        return words

    def map(self, key: str) -> Mapping[str, Value]:
        """The values of a nested map; empty when the key is not there."""
        value = self.value(key)
        if value is None:
            return {}
        if value.entries is None:
            self.fault(
                value, f"`{key}` must be a list of `name: value` lines", f"write `{key}:` and below it, indented, `name: value`"
            )
            return {}
        return {name: entry for name, (_, entry) in value.entries.items()}

    def days(self, key: str) -> tuple[str, ...]:
        """A list of ISO dates, sorted."""
        words = self.words(key)
        for word in words:
            if not is_date(word.text or ""):
                self.fault(word, f"`{word.text}` is not a date", "write year-month-day, like 2027-01-31")
        return tuple(sorted({word.text for word in words if word.text and is_date(word.text)}))

    def fault(self, at: Value | None, message: str, mend: str, *, code: str | None = None) -> None:
        """A fault at a value."""
        line, column, length = (at.line, at.column, at.length) if at else (self.line, 1, 1)
        self.faults.add(code or self.code, line, message, mend, column=column, length=length)


def is_date(text: str) -> bool:
    """Whether this is a day that exists, written year-month-day."""
    try:
        return len(text) == len("2027-01-31") and bool(date.fromisoformat(text))
    except ValueError:
        return False
