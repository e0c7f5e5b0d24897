"""Front matter: YAML read as strings only, with the place of every key and value.

No booleans, numbers or dates are guessed, and anchors, aliases and tags are refused. The tree is built from parser events, so a fault in line
nine still leaves the first eight readable.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import yaml
from msgspec import Struct, field

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.markdown.source import Source

MAX_CHARS = 16_000
MAX_DEPTH = 8

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Event: TypeAlias = Any
"""What the YAML parser tells; its type stubs leave out the attributes."""

Plain = str | list["Plain"] | dict[str, "Plain"]


class Value(Struct):
    """A string, a list or a map, where it stands, and how many code points its first line covers."""

    line: int
    column: int
    length: int = 1
    text: str | None = None
    items: list["Value"] | None = None
    entries: dict[str, tuple["Value", "Value"]] | None = None
    """Key to (the key as a value, its value), in file order."""

    def plain(self) -> Plain:
        """The value without places."""
        if self.items is not None:
            return [item.plain() for item in self.items]
        if self.entries is not None:
            return {key: value.plain() for key, (_, value) in self.entries.items()}
        return self.text or ""


class Front(Struct, frozen=True):
    """Front matter: its top-level entries in file order. `whole` is false when it could be read in part only."""

    entries: Mapping[str, tuple[Value, Value]]
    whole: bool = True
    last_line: int = 1
    """The line of the closing `---`."""

    def get(self, key: str) -> Value | None:
        """The value of a key, with its place."""
        found = self.entries.get(key)
        return found[1] if found else None

    def text(self, key: str) -> str | None:
        """The value of a key when it is a single string that is not empty."""
        value = self.get(key)
        return (value.text or None) if value else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings of a list; a single string counts as a list of one."""
        value = self.get(key)
        if value is None:
            return ()
        if value.items is None:
            return (value.text,) if value.text else ()
        return tuple(item.text for item in value.items if item.text)


class _Reading(Struct):
    source: Source
    faults: Faults
    down: int
    """Lines of the file before the YAML."""
    whole: bool = True
    open: list[Value] = field(default_factory=list)
    keys: list[Value | None] = field(default_factory=list)
    """For each open map the key that waits for its value."""
    root: Value | None = None


def read_front(source: Source, faults: Faults) -> tuple[Front | None, int]:
    """The front matter and how many lines it takes with both `---`. (None, 0) when the file does not begin with `---`."""
    lines = source.lines
    if lines[0].rstrip() != "---":
        return None, 0
    end = next((index for index, line in enumerate(lines) if index and line.rstrip() in {"---", "..."}), None)
    if end is None:
        faults.add("E101", 1, "the front matter is not closed", "write a line with only --- after the last key", length=3)
        return None, _guess_end(lines)
    return read_yaml(source, faults, 1, end), end + 1


def read_yaml(source: Source, faults: Faults, first: int, last: int) -> Front:
    """The YAML of the lines from index `first` up to `last`, for instance all lines of a YAML file. Faults are E102."""
    text = "\n".join(source.lines[first:last])
    reading = _Reading(source, faults, first)
    if len(text) > MAX_CHARS:
        faults.add("E102", first + 1, f"more than {MAX_CHARS:,} characters of YAML", "move the text into the body")
        return Front({}, whole=False, last_line=last + 1)
    if not _tabs(reading, last):
        _read(reading, text)
    root = reading.root
    if root is not None and root.entries is None:
        reading.whole = False
        faults.add("E102", root.line, "the YAML is not a list of keys", "write one `key: value` on each line", column=root.column)
    return Front((root.entries if root else None) or {}, whole=reading.whole, last_line=last + 1)


def _guess_end(lines: list[str]) -> int:
    """Where the body begins when nobody closed the front matter: at the first heading or, failing that, nowhere."""
    return next((index for index, line in enumerate(lines) if line.startswith("# ")), len(lines))


def _tabs(reading: _Reading, last: int) -> bool:
    for number in range(reading.down, last):
        place = reading.source.lines[number].partition(" #")[0].find("\t")
        if place >= 0:
            reading.whole = False
            reading.faults.add("E102", number + 1, "a tab in the YAML", "write spaces instead", column=place + 1)
            return True
    return False


def _read(reading: _Reading, text: str) -> None:
    try:
        for event in _events(text):
            if not _take(reading, event):
                reading.whole = False
                return
    except yaml.YAMLError as error:
        reading.whole = False
        _broken(reading, error)


def _events(text: str) -> Iterator[Event]:
    yield from yaml.parse(text, Loader=_LOADER)


def _take(reading: _Reading, event: Event) -> bool:
    """Add one event to the tree; False when reading must stop."""
    if isinstance(event, yaml.DocumentStartEvent) and reading.root is not None:
        return _stop(reading, event, "a second YAML document begins here", "keep one block between the two ---")
    if not isinstance(event, yaml.NodeEvent):
        if isinstance(event, yaml.CollectionEndEvent):
            _close(reading)
        return True
    if refused := _refused(event):
        return _stop(
            reading, event, refused, "write the value out as plain text, in quotes if it begins with a special character"
        )
    if len(reading.open) >= MAX_DEPTH:
        return _stop(reading, event, f"nested more than {MAX_DEPTH} deep", "keep the front matter flat")
    return _place(reading, event)


def _stop(reading: _Reading, event: Event, message: str, mend: str) -> bool:
    mark = event.start_mark
    reading.faults.add("E102", mark.line + 1 + reading.down, message, mend, column=mark.column + 1)
    return False


def _refused(event: Event) -> str | None:
    if isinstance(event, yaml.AliasEvent):
        return f"an alias `*{event.anchor}`; front matter has none"
    if event.anchor:
        return f"an anchor `&{event.anchor}`; front matter has none"
    if event.tag:
        return f"a tag `{event.tag}`; front matter is text only"
    return None


def _place(reading: _Reading, event: Event) -> bool:
    value = _value(reading, event)
    if not reading.open:
        reading.root = value
    elif reading.open[-1].items is not None:
        reading.open[-1].items.append(value)
    elif not _place_in_map(reading, value):
        return False
    if value.text is None:
        reading.open.append(value)
        reading.keys.append(None)
    return True


def _place_in_map(reading: _Reading, value: Value) -> bool:
    entries, key = reading.open[-1].entries, reading.keys[-1]
    if entries is None:
        return False
    if key is not None:
        entries.setdefault(key.text or "", (key, value))
        reading.keys[-1] = None
        return True
    if value.text is None:
        mend = "write a word before the colon; put text that begins with [, {, ? or - in quotes"
        reading.faults.add("E102", value.line, "a key that is not a word", mend, column=value.column)
        return False
    if value.text in entries:
        first = entries[value.text][0].line
        mend = f"keep one; the first stands in line {first}"
        reading.faults.add(
            "E102", value.line, f"the key `{value.text}` stands twice", mend, column=value.column, length=value.length
        )
        reading.whole = False
    reading.keys[-1] = value
    return True


def _value(reading: _Reading, event: Event) -> Value:
    start, end = event.start_mark, event.end_mark
    length = max(end.column - start.column, 1) if end.line == start.line else 1
    value = Value(start.line + 1 + reading.down, start.column + 1, length)
    if isinstance(event, yaml.ScalarEvent):
        value.text = event.value
    elif isinstance(event, yaml.SequenceStartEvent):
        value.items = []
    else:
        value.entries = {}
    return value


def _close(reading: _Reading) -> None:
    reading.open.pop()
    reading.keys.pop()


def _broken(reading: _Reading, error: yaml.YAMLError) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line = min(line + 1 + reading.down, len(reading.source.lines))
    mend = "put a value that holds `: `, `#`, quotes or brackets between quotes, and indent lists with spaces"
    reading.faults.add("E102", line, f"bad YAML: {problem}", mend, column=column + 1)
