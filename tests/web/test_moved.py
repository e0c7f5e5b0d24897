"""Whether doing moved since a lesson, in words: a side on which no deal was looked at says so and is no count of nothing."""

import pytest

from server.coaching.looks import Count, Moved
from server.html import environment

TOLD = environment().from_string(
    '{% import "_macros/moved.html" as told %}{{ told.moved("Next step", "Put it on the calendar", moved) }}'
)


@pytest.mark.parametrize(
    ("before", "since", "says"),
    [
        (
            Count(4, 6),
            Count(1, 1),
            "shown on 4 of 6 deals before “Put it on the calendar”, on 1 of 1 since. Too few to call it a cause.",
        ),
        (
            Count(0, 1),
            Count(5, 6),
            "shown on 0 of 1 deal before “Put it on the calendar”, on 5 of 6 since. Too few to call it a cause.",
        ),
        (
            Count(3, 5),
            Count(6, 6),
            "shown on 3 of 5 deals before “Put it on the calendar”, on 6 of 6 since. Not proof of a cause.",
        ),
        (Count(4, 6), Count(0, 0), "shown on 4 of 6 deals before “Put it on the calendar”; no deal was looked at since."),
        (
            Count(0, 0),
            Count(2, 3),
            "no deal was looked at before “Put it on the calendar”; shown on 2 of 3 since. Too few to call it a cause.",
        ),
        (Count(0, 0), Count(0, 0), "no deal was looked at before “Put it on the calendar” or since."),
    ],
)
def test_what_moved_is_told_of_deals_that_were_looked_at(before: Count, since: Count, says: str):
    assert " ".join(TOLD.render(moved=Moved(before, since)).split()) == f"Next step: {says}"
