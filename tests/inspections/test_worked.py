"""How long somebody worked on a sheet."""

from datetime import timedelta

import pytest

from server.inspections.actions.answer import PAUSE, worked
from server.ledger import Entry
from tests.inspections import samples


@pytest.mark.parametrize(
    ("passed", "more"),
    [
        (timedelta(seconds=42), 42),
        (timedelta(hours=2), PAUSE),
        (timedelta(), 0),
        (-timedelta(hours=2), 0),
    ],
    ids=["at work", "after a pause", "at once", "after the clock was set back"],
)
def test_a_pause_counts_little_and_a_clock_that_was_set_back_takes_nothing_away(passed: timedelta, more: int):
    sheet = samples.sheet()
    assert worked(sheet, Entry(id=sheet.id, at=sheet.last_at + passed)) == sheet.worked + more
