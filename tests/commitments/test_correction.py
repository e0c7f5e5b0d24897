from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import Struct

from server import ids
from server.commitments.correction import WITHIN, correctable, superseded, until
from tests.cast import TUESDAY


class Said(Struct, frozen=True, kw_only=True):
    id: UUID
    days: float = 0
    corrects: UUID | None = None
    left: bool = False

    @property
    def at(self):  # a moment
        return TUESDAY + timedelta(days=self.days)


FIRST = Said(id=ids.new())
AGAIN = Said(id=ids.new(), days=10, corrects=FIRST.id)
LATER = Said(id=ids.new(), days=20)


@pytest.mark.parametrize(
    ("said", "after", "found"),
    [
        pytest.param((), 0, None, id="nothing was said"),
        pytest.param((FIRST,), 14, FIRST, id="on the last day"),
        pytest.param((FIRST,), 14.01, None, id="too late"),
        pytest.param((FIRST, AGAIN), 14, AGAIN, id="once more, as long as at first"),
        pytest.param((FIRST, AGAIN), 15, None, id="saying it again does not move the day"),
        pytest.param((FIRST, LATER), 30, LATER, id="another follow-up has its own fourteen days"),
        pytest.param((Said(id=ids.new(), left=True),), 1, None, id="that somebody left is nobody's mistake"),
    ],
)
def test_what_was_said_last_may_be_said_again_for_fourteen_days(said: tuple[Said, ...], after: float, found: Said | None):
    assert correctable(said, TUESDAY + timedelta(days=after)) == found


def test_what_was_corrected_counts_no_more():
    assert superseded((FIRST, AGAIN)) == {FIRST.id}
    assert until((FIRST, AGAIN)) == TUESDAY + WITHIN
