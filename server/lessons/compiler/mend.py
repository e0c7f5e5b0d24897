"""`check --fix`: the proposals that do good, written into a file whose every other byte stays as it is."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.markdown.document import parse
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.proposals import Edit, proposals
from server.lessons.compiler.severity import MOST

Check = Callable[[bytes], Sequence[Diagnostic]]
"""What is wrong with the academy when this file has these bytes."""

ROUNDS = 100
"""More rounds than any file of the size that is read can need; each does something or is the last."""


class Mended(NamedTuple):
    """A file after its edits, and those edits in order of place; columns are those of the moment when they were made."""

    data: bytes
    edits: tuple[Edit, ...] = ()


def mended(path: str, data: bytes, check: Check) -> Mended:
    """The file with every proposal in it after which nothing is an error that was none before.

    A file with so many faults that not all are told is left alone, for it could not be seen what an edit does.
    """
    told, done, refused = check(data), list[Edit](), set[Edit]()
    for _ in range(ROUNDS):
        if _errors(path, told) >= MOST:
            break
        wanted = [edit for edit in _proposed(path, data, told) if edit not in refused]
        if not wanted:
            break
        for edits in (wanted, *([edit] for edit in wanted if len(wanted) > 1)):
            tried = _tried(path, data, edits, check)
            now = check(tried.data)
            if tried.edits and not _worse(told, now):
                data, told = tried.data, now
                done += tried.edits
                break
            if len(edits) == 1:
                refused.add(edits[0])
    return Mended(data, tuple(sorted(done)))


def _tried(path: str, data: bytes, edits: Sequence[Edit], check: Check) -> Mended:
    """The file with these edits, and with the marks mended that only show because of them."""
    found = applied(path, data, edits)
    marks = [edit for edit in _proposed(path, found.data, check(found.data)) if edit.code == "E215"]
    more = applied(path, found.data, marks)
    return Mended(more.data, (*found.edits, *more.edits))


def applied(path: str, data: bytes, edits: Sequence[Edit]) -> Mended:
    """The bytes with these edits; one whose place does not hold what it should is left out. No line is added or taken away."""
    source, done = read(path, data), list[Edit]()
    for edit in sorted(edits, reverse=True):
        start = source.offset(edit.line, edit.column)
        before = edit.before.encode()
        if data[start : start + len(before)] == before:
            data = data[:start] + edit.after.encode() + data[start + len(before) :]
            done.append(edit)
    return Mended(data, tuple(done))


def _proposed(path: str, data: bytes, told: Sequence[Diagnostic]) -> list[Edit]:
    here = [one for one in told if one.path == path]
    return list(dict.fromkeys(proposals(parse(read(path, data)), here)))


def _errors(path: str, told: Sequence[Diagnostic]) -> int:
    return sum(one.path == path and one.severity == "error" for one in told)


def _worse(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> bool:
    """Whether a line of any file has an error that it had not."""
    return bool(_places(after) - _places(before))


def _places(told: Sequence[Diagnostic]) -> Counter[tuple[str, int, str]]:
    return Counter((one.path, one.line, one.code) for one in told if one.severity == "error")
