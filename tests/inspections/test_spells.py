"""Which words of a clause were in force when."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from server.inspections.spells import first_alike, number, number_of_all, spells
from server.process.map import Clause, Process
from tests.selling import PROCESS

BEGAN = datetime(2026, 5, 4, 9, tzinfo=UTC)
ACCESS = PROCESS.behaviour["stakeholder-access"]
WRITTEN = ACCESS.clauses[0]
KEY = (ACCESS.id, WRITTEN.id)
REWORDED = replace(WRITTEN, text="Written down by a named person of the buyer")


def month(place: int) -> datetime:
    return BEGAN + timedelta(days=30 * place)


def reading(clause: Clause | None) -> Process:
    """The process with this clause, or without any."""
    access = replace(ACCESS, clauses=((clause,) if clause else ()))
    return replace(PROCESS, behaviours=tuple(access if one.id == ACCESS.id else one for one in PROCESS.behaviours))


def spelt(*clauses: Clause | None) -> list[tuple[str, bool]]:
    """Each wording of the clause and whether it began anew, when these were in force one after the other."""
    found = spells((month(place), reading(clause)) for place, clause in enumerate(clauses))
    return [(one.text, one.anew) for one in found.get(KEY, ())]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ((WRITTEN, WRITTEN), [(WRITTEN.text, False)]),
        ((WRITTEN, REWORDED), [(WRITTEN.text, False), (REWORDED.text, False)]),
        ((WRITTEN, REWORDED, WRITTEN), [(WRITTEN.text, False), (REWORDED.text, False), (WRITTEN.text, False)]),
        ((WRITTEN, None, WRITTEN), [(WRITTEN.text, False)]),
        ((WRITTEN, replace(WRITTEN, source="system")), [(WRITTEN.text, False), (WRITTEN.text, True)]),
        ((WRITTEN, replace(WRITTEN, text="Seen live last month")), [(WRITTEN.text, False), ("Seen live last month", True)]),
        ((WRITTEN, replace(WRITTEN, line=40)), [(WRITTEN.text, False)]),
        ((None,), []),
    ],
    ids=[
        "kept",
        "reworded",
        "taken back",
        "away for a while",
        "other proof",
        "another clause",
        "moved in its file",
        "never there",
    ],
)
def test_a_wording_begins_with_the_load_that_brought_it(clauses: tuple[Clause | None, ...], expected: list[tuple[str, bool]]):
    assert spelt(*clauses) == expected


def test_the_wording_of_a_day_is_the_last_that_was_loaded():
    found = spells([(month(0), reading(WRITTEN)), (month(2), reading(REWORDED))])[KEY]
    assert [number(found, month(place)) for place in (-1, 0, 1, 2, 3)] == [1, 1, 1, 2, 2]
    assert first_alike(found) == 1
    other = spells([(month(0), reading(WRITTEN)), (month(2), reading(replace(WRITTEN, timed=True)))])[KEY]
    assert first_alike(other) == 2
    with pytest.raises(IndexError):
        number((), BEGAN)


def test_sheets_with_a_rewording_between_them_were_read_under_no_one_wording():
    known = spells((month(place), reading(clause)) for place, clause in enumerate((WRITTEN, REWORDED)))[KEY]
    before, since = month(1) - timedelta(days=1), month(1) + timedelta(days=1)
    assert [number_of_all(known, moments) for moments in ((before, before), (since, since), (before, since))] == [1, 2, None]
