"""Which stage or behaviour of the process a row of a table is about: by its id, else by its title; what is only like one is asked about."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, Protocol

from msgspec import Struct

from server.lessons.spreadsheet.columns import plain
from server.lessons.spreadsheet.told import NEW, Fault

LIKE: Final = 0.7
"""From this likeness of its words on, a title that is new is asked about."""

WORDS = 6
RESERVED: Final = frozenset({"artifacts", "stage", NEW})
"""Words that name a folder or a file of a process, or say that something is new."""

FOLDERS: Final = frozenset({"media", "partials", "paths", "process"})
"""Folders of an academy in which no lesson lies, so that nothing new is called so."""


class Named(Protocol):
    """A row that names something."""

    @property
    def line(self) -> int:
        """Where it stands."""

    @property
    def title(self) -> str:
        """What it calls it."""

    @property
    def id(self) -> str:
        """Its id where it gives one."""


class Known(Struct, frozen=True, kw_only=True):
    """The id of each row in order; those that are like something and have to be decided, and what is wrong."""

    ids: tuple[str, ...]
    questions: tuple[Fault, ...]
    faults: tuple[Fault, ...]


def known(rows: Sequence[Named], there: Mapping[str, str], column: str, *, as_new: bool) -> Known:
    """The id of each row. `there` maps the ids of the process to titles; `column` is the head of the column of ids.

    A row that gives an id has it; `new` begins a new one. A row whose title is that of the process has its id; with `as_new` every other is new.
    """
    found: dict[int, str] = {place: row.id for place, row in enumerate(rows) if row.id and row.id != NEW}
    faults = list(_twice(rows, found))
    for place, row in enumerate(rows):
        if place not in found and row.id != NEW:
            same = next(
                (id for id, title in there.items() if plain(row.title) in {plain(title), plain(id)} and id not in found.values()),
                "",
            )
            if same:
                found[place] = same
    left = {id: title for id, title in there.items() if id not in found.values()}
    questions: list[Fault] = []
    for place, row in enumerate(rows):
        if place in found:
            continue
        like = "" if as_new or row.id == NEW else _like(row.title, left)
        found[place] = slug(row.title)
        if like:
            words = f"{row.title!r} looks like `{like}` ({there[like]}). Write {like} under {column!r} to keep its history, or `{NEW}`."
            questions.append(Fault(row.line, words))
        if not found[place] or found[place] in {
            *there,
            *RESERVED,
            *FOLDERS,
            *(id for other, id in found.items() if other != place),
        }:
            taken = f"the id `{found[place]}` that its name gives is taken" if found[place] else "its name gives no id"
            faults.append(Fault(row.line, f"{row.title!r} needs an id under {column!r}: {taken}."))
    return Known(ids=tuple(found[place] for place in range(len(rows))), questions=tuple(questions), faults=tuple(faults))


def slug(title: str, most: int = WORDS) -> str:
    """An id from the words of a title; empty when they have no letter of the Latin alphabet and no digit."""
    latin = (
        unicodedata.normalize("NFKD", title.replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
        .encode("ascii", "ignore")
        .decode()
    )
    return "-".join(re.findall(r"[a-z0-9]+", latin.casefold())[:most])[:64].strip("-")


def alike(one: str, other: str) -> float:
    """How much the words of two texts are alike, 0 to 1."""
    return SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio()


def _twice(rows: Sequence[Named], found: Mapping[int, str]) -> Collection[Fault]:
    first: dict[str, int] = {}
    faults = []
    for place, id in found.items():
        if id in first or id in RESERVED:
            why = f"stands in line {first[id]} already" if id in first else "is a word of the format"
            faults.append(Fault(rows[place].line, f"The id `{id}` {why}."))
        first.setdefault(id, rows[place].line)
    return faults


def _like(title: str, left: Mapping[str, str]) -> str:
    """What of the process is most like this title, if anything is."""
    best = max(left, key=lambda id: max(alike(title, left[id]), alike(title, id)), default="")
    return best if best and max(alike(title, left[best]), alike(title, best)) >= LIKE else ""
