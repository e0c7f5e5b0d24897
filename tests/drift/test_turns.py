"""Which of what was said belongs to a signal, and on which day."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.drift.chart import Turn
from server.drift.turns import Said, marks

NORTH, SOUTH = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
SAID = Said(
    id=UUID(int=9),
    kind="always",
    about="agenda",
    team=NORTH,
    did="accepted",
    words="New team",
    at=datetime(2026, 11, 16, 23, 30, tzinfo=UTC),
)
FOCUS = replace(SAID, id=None, kind="focus", team=None, did="acted", words="")


@pytest.mark.parametrize(
    ("kind", "about", "team", "own", "focus"),
    [
        ("always", "agenda", NORTH, True, True),
        ("always", "agenda", SOUTH, False, True),
        ("always", "access", NORTH, False, False),
        ("behaviour", "agenda", None, False, True),
        ("stage", "agenda", NORTH, False, False),
        ("anchor", "", NORTH, False, False),
    ],
)
def test_a_signal_hears_what_was_said_of_it_and_a_behaviour_also_the_focus(
    kind: str, about: str, team: UUID | None, *, own: bool, focus: bool
):
    assert bool(marks([SAID], kind, about, team, zone="UTC", now=NOW)) is own
    assert bool(marks([FOCUS], kind, about, team, zone="UTC", now=NOW)) is focus


@pytest.mark.parametrize(
    ("zone", "on", "today"), [("UTC", date(2026, 11, 16), False), ("Europe/Prague", date(2026, 11, 17), True)]
)
def test_the_day_is_that_of_the_team(zone: str, on: date, *, today: bool):
    (found,) = marks([SAID], "always", "agenda", NORTH, zone=zone, now=NOW)
    assert isinstance(found, Turn)
    assert (found.on, found.did, found.words, found.id, found.today) == (on, "accepted", "New team", SAID.id, today)


def test_they_stand_in_their_order_and_a_focus_is_never_taken_back_here():
    early = replace(FOCUS, at=SAID.at.replace(day=2))
    found = marks([SAID, FOCUS, early], "always", "agenda", NORTH, zone="Europe/Prague", now=NOW)
    assert [one.on.day for one in found] == [3, 17, 17]
    assert [one.today for one in found if one.id is None] == [False, False]
