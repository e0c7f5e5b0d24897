"""The text of one file, its lines, and where things stand in it.

Lines and columns are 1-based; a column counts Unicode code points and a tab counts one. Byte offsets point into the file as it lies on disk.
"""

import re
from functools import cached_property

from msgspec import Struct

from server.lessons.compiler.faults import Fault

MAX_BYTES = 64 * 1024
MAX_LINE = 2_000

_BOM = b"\xef\xbb\xbf"
_BREAK = re.compile(r"\r\n?")
_BREAK_BYTES = re.compile(rb"\r\n|\r|\n")
_UNSEEN = re.compile("[\0\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""NUL, and the characters that Unicode calls Bidi_Control."""


_CONFLICT = re.compile(r"^(?:<{7}|>{7}) \S.*", re.MULTILINE)
"""What git writes around two versions of which somebody has to choose one."""


class Source(Struct, frozen=True, dict=True):
    """One file as read. `text` has `\\n` line ends and no byte order mark; `data` is the file byte for byte.

    `sound` is false when the text cannot be compiled at all (not UTF-8, too large, two versions in one); `faults` then says why.
    """

    path: str
    data: bytes
    text: str
    sound: bool = True
    faults: tuple[Fault, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; a final line end opens no further line."""
        lines = self.text.split("\n")
        return lines[:-1] if lines[-1] == "" and len(lines) > 1 else lines

    def line(self, number: int) -> str:
        """The text of a 1-based line, empty when there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def find(self, needle: str, line: int, after: int = 0) -> int:
        """The 1-based column of `needle` on a line at or after column `after`, or 1 when it is not there."""
        return max(self.line(line).find(needle, max(after - 1, 0)), 0) + 1

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a place; places behind the end of a line stand at its end."""
        if not 0 < line <= len(self._starts):
            return len(self.data)
        before = self.line(line)[: max(column - 1, 0)]
        return min(self._starts[line - 1] + len(before.encode("utf-8", "replace")), len(self.data))

    @cached_property
    def _starts(self) -> list[int]:
        first = len(_BOM) if self.data.startswith(_BOM) else 0
        return [first, *(found.end() for found in _BREAK_BYTES.finditer(self.data, first))]


def read(path: str, data: bytes | str) -> Source:
    """A file's bytes (or its text) as a Source. Never raises: what is wrong with the bytes stands in `faults` (E001, E002, E005)."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    faults: list[Fault] = []
    body = data
    if data.startswith(_BOM):
        body = data[len(_BOM) :]
        faults.append(Fault("E001", 1, 1, "the file begins with a byte order mark", "save it as UTF-8 without BOM"))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = _BREAK.sub("\n", body.decode("utf-8", "replace"))
        return Source(path, data, readable, sound=False, faults=(*faults, _not_utf8(body, error)))
    text = _BREAK.sub("\n", text)
    if len(data) > MAX_BYTES:
        words = f"the file has {len(data):,} bytes; a file may have {MAX_BYTES:,}"
        faults.append(Fault("E002", 1, 1, words, "split it into two lessons"))
        return Source(path, data, text, sound=False, faults=tuple(faults))
    source = Source(path, data, text)
    if conflict := _CONFLICT.search(text):
        return Source(path, data, text, sound=False, faults=(*faults, _conflict(text, conflict)))
    faults += _unseen(source)
    faults += _long_lines(source)
    return Source(path, data, text, faults=tuple(faults)) if faults else source


def _conflict(text: str, found: "re.Match[str]") -> Fault:
    line = text.count("\n", 0, found.start()) + 1
    mend = "keep one of the two versions, or what is right of both, and delete the lines of <<<<<<<, ======= and >>>>>>>"
    return Fault("E005", line, 1, "a merge conflict that nobody has resolved", mend, len(found[0]))


def _not_utf8(body: bytes, error: UnicodeDecodeError) -> Fault:
    before = body[: error.start]
    breaks = list(_BREAK_BYTES.finditer(before))
    start = breaks[-1].end() if breaks else 0
    column = len(before[start:].decode("utf-8", "replace")) + 1
    byte = body[error.start]
    mend = "save the file as UTF-8; in most editors this is in the status line or under `Save with encoding`"
    return Fault("E001", len(breaks) + 1, column, f"not UTF-8: the byte 0x{byte:02X} stands alone", mend)


def _unseen(source: Source) -> list[Fault]:
    faults: list[Fault] = []
    if not _UNSEEN.search(source.text):
        return faults
    for number, line in enumerate(source.lines, start=1):
        for found in _UNSEEN.finditer(line):
            name = "a NUL character" if found[0] == "\0" else f"an invisible direction mark U+{ord(found[0]):04X}"
            faults.append(
                Fault("E001", number, found.start() + 1, f"the line holds {name}", "delete it; it cannot be seen in review")
            )
    return faults


def _long_lines(source: Source) -> list[Fault]:
    if max(map(len, source.lines)) <= MAX_LINE:
        return []
    return [
        Fault(
            "E002", number, MAX_LINE + 1, f"the line has {len(line):,} characters; a line may have {MAX_LINE:,}", "break the line"
        )
        for number, line in enumerate(source.lines, start=1)
        if len(line) > MAX_LINE
    ]
