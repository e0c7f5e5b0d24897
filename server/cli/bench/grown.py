"""What the same pages cost when the company and the past of who reads them are many times as large, for `plumbline bench`."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from operator import truediv
from pathlib import Path
from statistics import median
from uuid import UUID

from msgspec import Struct

from server.cli.bench import growth
from server.cli.bench.measure import Server, cost
from server.cli.bench.subjects import LESSON, REP, visitors

TARGET = 1.25
"""Times its own cost."""

PEOPLE = 1_000
"""Strangers beside each company more."""

YEARS = 4
"""Years that a rep has behind them before: what is listed up to so many is then full."""

MANAGER = "Ines Caldeira"
PAGES = (
    (REP, "/today"),
    (REP, "/my-line"),
    (REP, f"/lessons/{LESSON}"),
    (REP, "/practice"),
    (REP, "/deals"),
    (REP, "/process"),
    (MANAGER, "/team"),
    (MANAGER, "/week"),
)


class Page(Struct, frozen=True, kw_only=True):
    """Microseconds of processor time before and after, and the ratio; medians over the rounds."""

    path: str
    before: float
    after: float
    ratio: float

    @property
    def met(self) -> bool:
        """Whether it costs as good as the same."""
        return self.ratio <= TARGET


class Grown(Struct, frozen=True, kw_only=True):
    """`times` as many companies in one database, with `facts` facts in all and `megabytes` on disk, `past` times the past of one rep.

    It took `seconds` to make.
    """

    times: int
    past: float
    facts: int
    megabytes: float
    seconds: float
    pages: list[Page]


def measure(small: Path, served: Callable[[Path], Server], times: int, rounds: int, requests: int) -> Grown:
    """Makes a copy of the database `small`, which nobody writes to, with so many companies in it, and asks both for the same pages in turns.

    `served` makes a server of a database.
    """
    large = small.with_name("grown.sqlite")
    began = time.monotonic()
    rep = _person(small, REP)
    # A past that is longer than what any page lists is what is compared with one that is longer still.
    growth.longer_past(small, rep, range(1, YEARS + 1))
    _copy(small, large)
    before = growth.facts(large, rep)
    growth.longer_past(large, rep, range(YEARS + 1, times))
    past = growth.facts(large, rep) / before
    growth.other_companies(large, times - 1, PEOPLE * (times - 1))
    seconds = time.monotonic() - began
    with ExitStack() as open_:
        pair = [open_.enter_context(served(file)) for file in (small, large)]
        kinds = [_pages(server) for server in pair]
        found: dict[str, list[tuple[float, float]]] = {path: [] for _name, path in PAGES}
        for number in range(rounds + 1):
            for path, pairs in found.items():
                paid = [cost(server, pages[path], requests) for server, pages in zip(pair, kinds, strict=True)]
                if number:
                    pairs.append((paid[0], paid[1]))
    return Grown(
        times=times,
        past=round(past, 1),
        facts=growth.facts(large),
        megabytes=round(large.stat().st_size / 1e6, 1),
        seconds=round(seconds, 1),
        pages=[_page(path, pairs) for path, pairs in found.items()],
    )


def lines(grown: Grown) -> Iterator[str]:
    """The measurement as text, a line each."""
    yield (
        f"{grown.times} × the company: {grown.facts:,} facts, {grown.megabytes:,g} MB, made in {grown.seconds:g} s; "
        f"{grown.past:g} × the past of the rep"
    )
    yield f"{'':<34}{'µs':>8}{'grown µs':>10}{'× own':>10}{'target':>9}"
    for one in grown.pages:
        over = "" if one.met else "  over"
        yield f"{one.path:<34}{one.before:>8.0f}{one.after:>10.0f}{one.ratio:>10.2f}{f'≤ {TARGET:g}':>9}{over}"


def _pages(server: Server) -> Mapping[str, Callable[[], None]]:
    there = dict(zip((REP, MANAGER), visitors(server, (REP, MANAGER)), strict=True))

    def ask(name: str, path: str) -> Callable[[], None]:
        return lambda: _quiet(there[name].get(path))

    return {path: ask(name, path) for name, path in PAGES}


def _page(path: str, pairs: list[tuple[float, float]]) -> Page:
    return Page(
        path=path,
        before=round(median(before for before, _ in pairs)),
        after=round(median(after for _, after in pairs)),
        ratio=round(median(truediv(after, before) for before, after in pairs), 2),
    )


def _copy(small: Path, large: Path) -> None:
    with closing(sqlite3.connect(small)) as connection:
        connection.execute("VACUUM INTO ?", (str(large),))


def _person(file: Path, name: str) -> UUID:
    with closing(sqlite3.connect(file)) as connection:
        (id,) = connection.execute('SELECT "id" FROM "person" WHERE "name" = ?', (name,)).fetchone()
        return UUID(id)


def _quiet(_reply: object) -> None:
    """A page that came is all that is asked of it."""
