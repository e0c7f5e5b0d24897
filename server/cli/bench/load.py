"""How long people wait when many ask at once, for `plumbline bench`: a rep's day, each asking again as soon as an answer came."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from statistics import median, quantiles

from msgspec import Struct

from server.cli.bench.measure import Line, Server
from server.cli.bench.subjects import Visitor, day, visitors
from server.cli.demo.story.people import CAST
from server.lessons.compiler.model import Academy

SECONDS, WARM = 10.0, 1.0
"""How long they ask, and how long before that nothing is counted."""


class Waited(Struct, frozen=True, kw_only=True):
    """What one kind of request took, in milliseconds: `p50` half of them at most, `p99` all but one in a hundred."""

    name: str
    requests: int
    p50: float
    p99: float


class Load(Struct, frozen=True, kw_only=True):
    """One run: requests of all kinds that were answered in a second, and how long each kind took."""

    database: str
    people: int
    seconds: float
    per_second: float
    waited: list[Waited]


def measure(server: Server, database: str, academy: Academy, people: int) -> Load:
    """So many people at once. The reps of the demonstration take turns in being them.

    Raises Setup when anything is answered with an error.
    """
    reps = visitors(server, [one.name for one in CAST if one.roles == ("rep",)])
    many = islice(cycle(list(reps)), people)
    began = time.monotonic() + WARM
    until = began + SECONDS

    def ask(about: tuple[int, Visitor]) -> list[tuple[str, float]]:
        place, rep = about
        line = Line(server.port)
        try:
            turns = day(Visitor(line, rep.cookie, rep.csrf), academy)
            return list(_asked(turns, place, began, until))
        finally:
            line.close()

    with ThreadPoolExecutor(people) as pool:
        found = [one for each in pool.map(ask, enumerate(many)) for one in each]
    return Load(
        database=database,
        people=people,
        seconds=SECONDS,
        per_second=round(len(found) / SECONDS, 1),
        waited=[_waited(name, [took for other, took in found if other == name]) for name in dict(found)],
    )


def lines(load: Load) -> Iterator[str]:
    """The measurement as text, a line each."""
    yield f"{load.people} people at once on {load.database}: {load.per_second:g} requests a second"
    yield f"{'':<34}{'requests':>10}{'p50 ms':>10}{'p99 ms':>10}"
    for one in sorted(load.waited, key=lambda one: one.name):
        yield f"{one.name:<34}{one.requests:>10}{one.p50:>10g}{one.p99:>10g}"


def _asked(turns: Mapping[str, Callable[[], None]], place: int, began: float, until: float) -> Iterator[tuple[str, float]]:
    """(kind, milliseconds) of one person, who begins somewhere else in the day than the one before."""
    for name, send in islice(cycle(turns.items()), place, None):
        sent = time.monotonic()
        if sent >= until:
            return
        send()
        if sent >= began:
            yield name, (time.monotonic() - sent) * 1_000


def _waited(name: str, times: list[float]) -> Waited:
    p99 = quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    return Waited(name=name, requests=len(times), p50=round(median(times), 1), p99=round(p99, 1))
