"""Who of a file reports to whom: managers found by address, number or name, and no circle among them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from server.integrations.directory.listing import Fault, Listed
from server.integrations.directory.present import Present

LONGEST_CIRCLE: Final = 6
"""Names of a circle that are told."""


class Reporting(Struct, frozen=True, kw_only=True):
    """The rows that hold together, `manager` from the address of a row to that of who they report to, and why the other rows stay out."""

    rows: tuple[Listed, ...]
    manager: Mapping[str, str]
    faults: tuple[Fault, ...]


def reporting(listed: Sequence[Listed], present: Present) -> Reporting:
    """Resolves every manager. A row whose manager is nobody stays out, and so does whoever reports to that row, until the rest holds."""
    rows, faults = tuple(listed), list[Fault]()
    while True:
        finder = _Finder(rows, present)
        found = {row.email: finder.find(row) for row in rows if row.manager and not row.gone}
        wrong = [one for one in found.values() if isinstance(one, Fault)]
        manager = {email: one for email, one in found.items() if isinstance(one, str) and one}
        wrong += _circles(rows, manager)
        if not wrong:
            return Reporting(rows=rows, manager=manager, faults=tuple(faults))
        faults += wrong
        out = {fault.line for fault in wrong}
        rows = tuple(row for row in rows if row.line not in out)


class _Finder:
    """Finds the manager a row names. People of the file come before those who are only here."""

    def __init__(self, rows: Iterable[Listed], present: Present) -> None:
        self.present = present
        staying = [row for row in rows if not row.gone]
        self.listed = {row.email for row in staying}
        self.leaving = {row.email for row in rows if row.gone}
        self.keys = _unique((row.key, row.email) for row in staying)
        self.names = _unique((_called(row.name), row.email) for row in staying)
        self.here = {one.email for one in present.people if one.active} - self.leaving
        self.names_here = _unique((_called(one.name), one.email) for one in present.people if one.email in self.here)

    def find(self, row: Listed) -> str | Fault:
        """The address of who this row reports to, empty when it names itself."""
        word = row.manager
        email = self._one(word.lower(), word)
        if email == row.email:
            return ""
        if email in self.leaving:
            return Fault(line=row.line, why="manager-left", word=word)
        if email:
            return email
        return Fault(line=row.line, why="manager-twice" if email is None else "manager", word=word)

    def _one(self, lower: str, word: str) -> str | None:
        """An address; empty when it is nobody's, None when it is several people's."""
        if "@" in lower:
            known = lower in self.listed or lower in self.here or lower in self.leaving
            return lower if known else ""
        for book, called in ((self.keys, word), (self.names, _called(word)), (self.names_here, _called(word))):
            if called in book:
                return book[called]
        return ""


def _called(name: str) -> str:
    """A name in small letters: `North, Mira` is Mira North, as personnel systems write managers and not their people."""
    family, _mark, given = name.lower().partition(",")
    return " ".join(f"{given} {family}".split())


def _unique(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str | None]:
    """Word to address; a word of several people leads to None."""
    found: dict[str, str | None] = {}
    for word, email in pairs:
        if word:
            found[word] = None if word in found and found[word] != email else email
    return found


def _circles(rows: Sequence[Listed], manager: Mapping[str, str]) -> list[Fault]:
    """A fault for every row of every circle: nobody in it has anybody above them."""
    line, name = {row.email: row.line for row in rows}, {row.email: row.name or row.email for row in rows}
    faults: list[Fault] = []
    done: set[str] = set()
    for start in line:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path.append(at)
            at = manager.get(at)
        if at in path:
            circle = path[path.index(at) :]
            told = [name[one] for one in (*circle, circle[0])]
            if len(told) > LONGEST_CIRCLE:
                told = [*told[: LONGEST_CIRCLE - 1], "…", told[-1]]
            faults += [Fault(line=line[one], why="circle", word=" → ".join(told)) for one in circle]
        done.update(path)
    return faults
