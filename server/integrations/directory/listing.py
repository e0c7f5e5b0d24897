"""A file of people as what each of its rows says, or as the reason why a row stays out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from server import zones
from server.deals.crm.sheet import BadRow, Row, Sheet, rows
from server.integrations.directory import heads
from server.people import addresses

MOST_PEOPLE: Final = 5_000
"""Rows of one file: they are all written in one transaction."""
LONGEST_NAME: Final = 120
LONGEST_WORD: Final = 80
CONTROL: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")


class Listed(Struct, frozen=True, kw_only=True):
    """What one row says of somebody. What it leaves empty says nothing, and what stands here stays. `manager` is as it was written: an address, a
    number or a name. `gone`: the file says that they left.
    """

    line: int
    email: str
    name: str = ""
    key: str = ""
    manager: str = ""
    team: str = ""
    roles: tuple[str, ...] = ()
    zone: str = ""
    locale: str = ""
    gone: bool = False


class Fault(Struct, frozen=True, kw_only=True):
    """One reason why the row on this line stays out. `why` is a code, `email` whose row it is where that can be read, `column` the head it is about,
    `word` what stands there, `other` another line.
    """

    line: int
    why: str
    email: str = ""
    column: str = ""
    word: str = ""
    other: int = 0


class Listing(Struct, frozen=True, kw_only=True):
    """Everybody a file lists, each once and by line, and the rows that say nobody."""

    people: tuple[Listed, ...]
    faults: tuple[Fault, ...]


def read_listing(sheet: Sheet, columns: Mapping[str, str]) -> Listing:
    """What a file says under this meaning of its columns (head to field). Somebody listed twice is taken from the first line."""
    reader = _Reader(sheet.heads, columns)
    people: dict[str, Listed] = {}
    faults: list[Fault] = []
    for row in rows(sheet):
        if len(people) >= MOST_PEOPLE:
            faults.append(Fault(line=row.line, why="many"))
            break
        said = reader.read(row)
        if isinstance(said, tuple):
            faults += said
        elif said.email in people:
            faults.append(Fault(line=said.line, why="twice", email=said.email, word=said.email, other=people[said.email].line))
        else:
            people[said.email] = said
    return Listing(people=tuple(people.values()), faults=tuple(faults))


class _Reader:
    """Reads rows of one file: which cell is which field."""

    def __init__(self, titles: Sequence[str], columns: Mapping[str, str]) -> None:
        self.titles = titles
        self.places = {field: titles.index(head) for head, field in columns.items() if field in heads.FIELDS and head in titles}

    def read(self, row: Row | BadRow) -> Listed | tuple[Fault, ...]:
        """Whom the row lists, or everything that keeps it out."""
        if isinstance(row, BadRow):
            return (Fault(line=row.line, why=row.why),)
        state = self._cell(row, "state")
        return tuple(self._faults(row)) or Listed(
            line=row.line,
            email=addresses.normal(self._cell(row, "email")),
            name=self._name(row),
            key=self._cell(row, "key"),
            manager=self._manager(row),
            team=_last_part(self._cell(row, "team"))[:LONGEST_NAME],
            roles=self._roles(row)[0],
            zone=self._cell(row, "zone"),
            locale=heads.language_of(self._cell(row, "locale")),
            gone=bool(state and heads.gone(state, self._head("state"))),
        )

    def _faults(self, row: Row) -> Iterator[Fault]:
        typed, name, zone, state = self._cell(row, "email"), self._name(row), self._cell(row, "zone"), self._cell(row, "state")
        if not addresses.normal(typed):
            yield self._fault(row, "address" if typed else "empty", "email", typed)
        if len(name) > LONGEST_NAME:
            yield self._fault(row, "long", "name" if "name" in self.places else "family", name)
        _roles, unknown = self._roles(row)
        if unknown:
            yield self._fault(row, "role", "roles", unknown)
        if zone and zone not in zones.known():
            yield self._fault(row, "zone", "zone", zone)
        if state and heads.gone(state, self._head("state")) is None:
            yield self._fault(row, "state", "state", state)

    def _name(self, row: Row) -> str:
        """A name as people say it: `Rep, Ada` of a column with both is Ada Rep."""
        whole = self._cell(row, "name")
        last, comma, first = whole.partition(",")
        if comma and first.strip() and "," not in first:
            whole = f"{first.strip()} {last.strip()}"
        return whole or " ".join(part for part in (self._cell(row, "given"), self._cell(row, "family")) if part)

    def _manager(self, row: Row) -> str:
        return self._cell(row, "manager_email") or self._cell(row, "manager_key") or self._cell(row, "manager_name")

    def _roles(self, row: Row) -> tuple[tuple[str, ...], str]:
        """The roles, and the first word that is none."""
        words = [word.strip() for word in re.split(r"[,;|/+]", self._cell(row, "roles")) if word.strip()]
        meant = {word: heads.role_of(word) for word in words}
        unknown = next((word for word, role in meant.items() if not role), "")
        return tuple(role for role in heads.ROLE_WORDS if role in meant.values()), unknown

    def _cell(self, row: Row, field: str) -> str:
        place = self.places.get(field)
        return " ".join(row.cells[place].translate(CONTROL).split()) if place is not None else ""

    def _head(self, field: str) -> str:
        place = self.places.get(field)
        return self.titles[place] if place is not None else ""

    def _fault(self, row: Row, why: str, field: str, word: str) -> Fault:
        email = addresses.normal(self._cell(row, "email"))
        return Fault(line=row.line, why=why, email=email, column=self._head(field), word=word[:LONGEST_WORD])


def _last_part(team: str) -> str:
    """The last unit of a path such as `/Sales/North` or `Sales > North`; a name with a stroke inside it is left alone."""
    parts = re.split(r"/", team) if team.startswith("/") else re.split(r"\s+>\s+", team)
    return next((part.strip() for part in reversed(parts) if part.strip()), "")
