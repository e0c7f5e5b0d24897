"""`plumbline bench`: what a page and an answer cost on this machine, against a bare plaintext page under the same server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from operator import truediv
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server import clock
from server.cli.bench import compiling, folding, grown, load, weight
from server.cli.bench.compiling import Compiling
from server.cli.bench.crowd import Crowd
from server.cli.bench.folding import Folding
from server.cli.bench.grown import Grown
from server.cli.bench.load import Load
from server.cli.bench.measure import Server, cost
from server.cli.bench.subjects import LESSON, REP, Subject, subjects, visitors
from server.cli.bench.weight import Weight
from server.cli.found import compile_at
from server.errors import Setup
from server.settings import read

STARTS = 3
COLD, RESIDENT = 1.5, 120.0
"""Targets: seconds to the first page, megabytes of the worker."""

OTHERS = 2.0
"""Target: times the cost of the same on SQLite."""

PLAIN = 8
"""The yardstick is so quick that it is asked this many times as often."""


class Row(Struct, frozen=True, kw_only=True):
    """What one kind of request costs on one database: microseconds of processor time, and times the yardstick, each a median over the rounds.

    `beside` is times its cost on SQLite, for other databases. The target of SQLite is for `ratio`, that of others for `beside`.
    """

    database: str
    name: str
    microseconds: float
    ratio: float
    beside: float | None
    target: float | None
    met: bool | None


class Asked(Struct, frozen=True, kw_only=True):
    """How much is measured, as the options of the command say."""

    rounds: int
    requests: int
    facts: int
    people: int
    times: int | None


class Report(Struct, frozen=True, kw_only=True):
    """One run. `start` is the seconds to the first page, `memory` the resident megabytes of the worker after all requests, on SQLite.

    `loads` are of each database with many people at once. `grown` is None where nobody asked for it.
    """

    rounds: int
    requests: int
    plaintext: float
    rows: list[Row]
    start: float
    memory: float
    visits: list[Weight]
    loads: list[Load]
    compiling: Compiling
    folding: Folding
    grown: Grown | None
    over: list[str] = []
    """The names of all lines that are over their target."""


@click.command()
@click.option("--url", metavar="URL", help="Measure on this PostgreSQL database as well; it must be empty, and is filled.")
@click.option(
    "--rounds", type=click.IntRange(1), default=7, show_default=True, help="How often everything is measured; medians are shown."
)
@click.option("--requests", type=click.IntRange(1), default=150, show_default=True, help="Requests of each kind in a round.")
@click.option(
    "--facts", type=click.IntRange(1), default=1_000_000, show_default=True, help="Simulated facts that the gap model folds."
)
@click.option(
    "--people",
    type=click.IntRange(1, 500),
    default=32,
    show_default=True,
    help="People who ask at once when waiting is measured.",
)
@click.option(
    "--grown",
    "times",
    type=click.IntRange(6),
    metavar="N",
    help="Measure as well with N times the company and its past; 100 takes 2 GB and two minutes.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def bench(*, url: str | None, rounds: int, requests: int, facts: int, people: int, times: int | None, form: str) -> None:
    """Measure what a page and an answer cost, against a bare plaintext page, and what the gap model costs.

    Processor time of the whole server, in rounds that alternate between all kinds of requests, because machines differ and drift. Everything
    happens on a temporary database with the demonstration; yours is not touched.

    \b
      plumbline bench
      plumbline bench --rounds 3 --requests 50 --format json
      plumbline bench --url postgresql://plumbline@localhost/empty
      plumbline bench --grown 100
    """
    with TemporaryDirectory(prefix="plumbline-bench-") as folder:
        measured = _measure(Path(folder), url, Asked(rounds=rounds, requests=requests, facts=facts, people=people, times=times))
    report = replace(measured, over=list(over(measured)))
    click.echo(msgspec.json.format(msgspec.json.encode(report)).decode() if form == "json" else "\n".join(_table(report)))


def over(report: Report) -> Iterator[str]:
    """The names of the lines that are over their target, as the table calls them."""
    yield from (f"{row.name}, {row.database}" for row in report.rows if row.met is False)
    if report.start > COLD:
        yield "cold start to the first page"
    if report.memory > RESIDENT:
        yield "memory of the worker"
    yield from (f"first visit to {one.path}" for one in report.visits if not one.met)
    if not report.compiling.met:
        yield "check"
    yield from folding.over(report.folding)
    if report.grown:
        yield from (f"{one.path}, {report.grown.times} × the company" for one in report.grown.pages if not one.met)


def _measure(folder: Path, url: str | None, asked: Asked) -> Report:
    home = read().lessons
    academy = compile_at(home, clock.now().date()).result.academy
    databases = {"SQLite": f"sqlite:///{folder}/bench.sqlite"} | ({"PostgreSQL": url} if url else {})
    # The one that was given comes first: it may be declined, and nobody should wait for that.
    for address in reversed(databases.values()):
        _fill(folder, address)
    small = folder / "small.sqlite"
    shutil.copyfile(folder / "bench.sqlite", small)
    starts = list(_starts(folder, databases["SQLite"]))
    with ExitStack() as open_:
        plain = open_.enter_context(Server(["server.cli.bench.plaintext", "{port}"], os.environ, folder / "plaintext.log"))
        crowds = {name: open_.enter_context(Crowd(address)) for name, address in databases.items()}
        served = {name: open_.enter_context(_served(folder, address, name)) for name, address in databases.items()}
        visits = list(_visits(served["SQLite"]))
        kinds = [(name, server, one) for name, server in served.items() for one in subjects(server, academy, crowds[name])]
        bare, costs = _rounds(plain, kinds, asked.rounds, asked.requests)
        memory = served["SQLite"].memory()
        loads = [load.measure(server, name, academy, asked.people) for name, server in served.items()]
    return Report(
        rounds=asked.rounds,
        requests=asked.requests,
        plaintext=round(median(bare), 1),
        rows=[_row(name, one, costs, bare) for name, _server, one in kinds],
        start=round(median(starts), 2),
        memory=round(memory, 1),
        visits=visits,
        loads=loads,
        compiling=compiling.measure(home, clock.now().date()),
        folding=folding.measure(asked.facts),
        grown=_grown(folder, small, asked) if asked.times else None,
    )


def _fill(folder: Path, address: str) -> None:
    """The demonstration in a database of its own. Raises Setup when there are people in it already."""
    done = subprocess.run(  # our own command
        [sys.executable, "-m", "server.cli.main", "demo"],
        env=_environment(folder, address),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Setup(done.stderr.strip().removeprefix("plumbline: ") or "The demonstration could not be made.")
    if "in place" not in done.stdout:
        raise Setup("The database to measure on has people in it. Give an empty one; it is filled with the demonstration.")


def _starts(folder: Path, address: str) -> Iterator[float]:
    for number in range(STARTS):
        with _served(folder, address, f"start-{number}") as server:
            yield server.started


def _served(folder: Path, address: str, name: str) -> Server:
    return Server(["server.cli.main", "serve"], _environment(folder, address), folder / f"{name}.log")


def _visits(server: Server) -> Iterator[Weight]:
    (rep,) = visitors(server, [REP])
    for path in ("/today", f"/lessons/{LESSON}", "/sign-in"):
        yield weight.measure(server, path, "" if path == "/sign-in" else rep.cookie)


def _grown(folder: Path, small: Path, asked: Asked) -> Grown:
    def served(file: Path) -> Server:
        return _served(folder, f"sqlite:///{file}", file.stem)

    return grown.measure(small, served, asked.times or 1, asked.rounds, asked.requests)


def _environment(folder: Path, address: str) -> Mapping[str, str]:
    """Every setting as it comes, but for the lessons, the mail and the database. What Python compiled is kept, as in any installation."""
    left = ("PLUMBLINE_", "DATABASE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left)}
    return kept | {"DATABASE_URL": address, "PLUMBLINE_LESSONS": str(read().lessons), "PLUMBLINE_MAIL": f"file:{folder}/mail"}


def _rounds(
    plain: Server, kinds: Sequence[tuple[str, Server, Subject]], rounds: int, requests: int
) -> tuple[list[float], dict[tuple[str, str], list[float]]]:
    """The yardstick's costs and everybody else's, a number a round. A round before the first warms up and is not counted."""
    bare: list[float] = []
    costs: dict[tuple[str, str], list[float]] = {(name, one.name): [] for name, _server, one in kinds}
    for number in range(rounds + 1):
        times = requests if number else max(1, requests // 4)
        paid = cost(plain, lambda: _hello(plain), times * PLAIN)
        found = {(name, one.name): cost(server, one.send, times) for name, server, one in kinds}
        if number:
            bare.append(paid)
            for key, value in found.items():
                costs[key].append(value)
    return bare, costs


def _hello(plain: Server) -> None:
    plain.send("GET", "/")


def _row(database: str, one: Subject, costs: Mapping[tuple[str, str], Sequence[float]], bare: Sequence[float]) -> Row:
    paid = costs[database, one.name]
    ratio = median(map(truediv, paid, bare))
    beside = median(map(truediv, paid, costs["SQLite", one.name])) if database != "SQLite" else None
    target, reached = (one.target, ratio) if beside is None else (OTHERS, beside)
    return Row(
        database=database,
        name=one.name,
        microseconds=round(median(paid)),
        ratio=round(ratio, 1),
        beside=None if beside is None else round(beside, 1),
        target=target,
        met=None if target is None else reached <= target,
    )


def _table(report: Report) -> Iterator[str]:
    yield f"Processor time of the server for one request; medians of {report.rounds} rounds of {report.requests}."
    for database in dict.fromkeys(row.database for row in report.rows):
        others = database != "SQLite"
        yield ""
        yield f"{database:<34}{'µs':>8}{'× plain':>10}{'× SQLite' if others else '':>10}{'target':>9}"
        yield f"{'plaintext':<34}{report.plaintext:>8.0f}{1:>10.1f}"
        for row in (row for row in report.rows if row.database == database):
            beside = "" if row.beside is None else f"{row.beside:.1f}"
            target = "" if row.target is None else f"≤ {row.target:g}"
            yield f"{row.name:<34}{row.microseconds:>8.0f}{row.ratio:>10.1f}{beside:>10}{target:>9}{'  over' if row.met is False else ''}"
    yield ""
    yield _fact("cold start to the first page", report.start, COLD, "s")
    yield _fact("memory of the worker", report.memory, RESIDENT, "MB")
    for visit in report.visits:
        yield from weight.lines(visit)
    for one in report.loads:
        yield ""
        yield from load.lines(one)
    yield ""
    yield from compiling.lines(report.compiling)
    yield from folding.lines(report.folding)
    if report.grown:
        yield ""
        yield from grown.lines(report.grown)


def _fact(name: str, value: float, target: float, unit: str) -> str:
    return f"{name:<34}{value:>8g} {unit:<19}{f'≤ {target:g}':>9}{'  over' if value > target else ''}"
