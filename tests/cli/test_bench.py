"""What `plumbline bench` tells beside its figures; tests/cli/test_running.py measures."""

from msgspec.structs import replace

from server.cli.bench import command
from server.cli.bench.command import Report, Row
from server.cli.bench.compiling import Compiling
from server.cli.bench.folding import Folding
from server.cli.bench.grown import Grown, Page
from server.cli.bench.weight import Weight

TODAY = Row(database="SQLite", name="Today", microseconds=500, ratio=11.9, beside=None, target=12, met=True)
FOLDED = Folding(facts=1_000_000, update=14.9, rebuild=14.9, equal=True, fsrs=None)
WELL = Report(
    rounds=7,
    requests=150,
    plaintext=60.0,
    rows=[TODAY, replace(TODAY, name="process, not modified", target=None, met=None)],
    start=1.5,
    memory=120.0,
    visits=[Weight(path="/today", bytes=120_000, requests=10)],
    loads=[],
    compiling=Compiling(files=90, bytes=1_000_000, parse=100.0, check=300.0, ratio=3.0),
    folding=FOLDED,
    grown=Grown(
        times=100,
        past=100.0,
        facts=1_000_000,
        megabytes=500.0,
        seconds=60.0,
        pages=[Page(path="/today", before=500, after=620, ratio=1.24)],
    ),
)


def test_what_is_at_its_target_is_not_over_it():
    assert list(command.over(WELL)) == []
    assert list(command.over(replace(WELL, grown=None))) == []


def test_every_line_that_is_over_its_target_is_named():
    assert WELL.grown is not None
    bad = Report(
        rounds=7,
        requests=150,
        plaintext=60.0,
        rows=[replace(TODAY, database="PostgreSQL", ratio=30.0, beside=2.1, met=False)],
        start=1.51,
        memory=120.1,
        visits=[Weight(path="/today", bytes=120_001, requests=10), Weight(path="/sign-in", bytes=1, requests=11)],
        loads=[],
        compiling=replace(WELL.compiling, ratio=3.01),
        folding=replace(FOLDED, update=15.1, rebuild=15.1),
        grown=replace(WELL.grown, pages=[Page(path="/team", before=500, after=700, ratio=1.4)]),
    )
    assert list(command.over(bad)) == [
        "Today, PostgreSQL",
        "cold start to the first page",
        "memory of the worker",
        "first visit to /today",
        "first visit to /sign-in",
        "check",
        "gap model, one update",
        "rebuild of 1,000,000 facts",
        "/team, 100 × the company",
    ]
