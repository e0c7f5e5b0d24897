"""How diagnostics are printed: for people with the line they are about, for programs as JSON, for a forge as annotations."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import click
import msgspec

from server.cli.counted import counted
from server.lessons.compiler.diagnostic import Diagnostic

WIDE = 110
"""How much of a long line is shown."""

LEAD = 40
"""How much of it stands before the fault."""

COLOURS = {"error": "red", "warning": "yellow"}


def as_text(diagnostics: Sequence[Diagnostic], lines: Mapping[str, Sequence[str]], files: int) -> Iterator[str]:
    """Each fault with its frame and its help, and a last line of totals. `lines` holds the lines of each file by path."""
    for one in diagnostics:
        yield f"{one.path}:{one.line}:{one.column}: {click.style(one.code, fg=COLOURS[one.severity], bold=True)} {clean(one.message)}"
        text = lines.get(one.path, ())
        if 0 < one.line <= len(text) and text[one.line - 1].strip():
            yield from _frame(one, text[one.line - 1])
        yield f"{click.style('help:', fg='cyan')} {clean(one.help)}"
        yield ""
    yield totals(diagnostics, files)


def as_json(diagnostics: Sequence[Diagnostic]) -> bytes:
    """One list. `offset` and `end` are byte offsets into the file, end exclusive; `length` counts code points as `column` does."""
    rows = [
        {
            "path": one.path,
            "line": one.line,
            "column": one.column,
            "length": one.length,
            "offset": one.offset,
            "end": one.end,
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "help": one.help,
        }
        for one in diagnostics
    ]
    return json_bytes(msgspec.json.encode(rows))


def json_bytes(body: bytes) -> bytes:
    """JSON to print: with line breaks, and in UTF-8 whatever the terminal speaks."""
    return msgspec.json.format(body, indent=2)


def as_annotations(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Workflow commands that a forge shows beside the line."""
    for one in diagnostics:
        place = f"file={_property(one.path)},line={one.line},col={one.column},endColumn={one.column + one.length}"
        yield f"::{one.severity} {place},title={_property(one.code)}::{_data(f'{one.message}{chr(10)}help: {one.help}')}"


def totals(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One line: how many errors and warnings, in how many files."""
    errors = sum(one.severity == "error" for one in diagnostics)
    warnings = len(diagnostics) - errors
    where = f"in {len({one.path for one in diagnostics})} of {counted(files, 'file')}"
    if not diagnostics:
        return f"Nothing to mend in {counted(files, 'file')}."
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')} {where}."


def _frame(one: Diagnostic, text: str) -> Iterator[str]:
    """The line of a fault with a mark below it; of a long line the part around the fault."""
    start = max(one.column - 1 - LEAD, 0) if len(text) > WIDE else 0
    shown = text[start : start + WIDE]
    before = shown[: one.column - 1 - start]
    marked = shown[len(before) : len(before) + one.length]
    gutter = " " * len(str(one.line))
    yield f"{gutter} |"
    yield f"{one.line} | {clean(shown)}"
    yield f"{gutter} | {''.join(map(_blank, before))}{click.style('^' * max(sum(map(_width, marked)), 1), fg=COLOURS[one.severity])}"


def _blank(character: str) -> str:
    return "\t" if character == "\t" else " " * _width(character)


def _width(character: str) -> int:
    """Columns of a terminal that a character takes."""
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clean(text: str) -> str:
    """Text that moves no cursor and changes no colour."""
    return "".join(one if one == "\t" or unicodedata.category(one) not in {"Cc", "Cs"} else "\ufffd" for one in text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
