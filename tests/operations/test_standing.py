"""How a job stands, as it is read by a machine whose clock was put back since it was said."""

from datetime import timedelta

import pytest

from server.operations.queries import ALIVE, Standing
from tests.cast import TUESDAY


@pytest.mark.parametrize(
    ("later", "holds"), [(timedelta(), True), (-ALIVE, False), (ALIVE / 2, True), (ALIVE, False), (timedelta(days=3_650), False)]
)
def test_what_was_said_a_moment_ago_holds_and_what_is_said_of_days_to_come_does_not(later: timedelta, holds: bool):
    at = TUESDAY + later
    assert Standing(name="read-mail", running_seen=at).is_running(TUESDAY) is holds
    elsewhere = Standing(name="fetch-lessons", problem="lessons-here", host="other", ended_at=at)
    assert elsewhere.is_elsewhere("this", TUESDAY) is holds
