from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.web import cursor

TIMES = st.integers(0, 10**15).map(lambda micro: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro))


@given(TIMES, st.uuids())
def test_a_list_goes_on_where_it_stopped(at: datetime, id: UUID):
    word = cursor.write(at, id)
    assert cursor.read(word) == (at, id)
    assert len(word) == 32
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")


@pytest.mark.parametrize("word", ["", "x", "=" * 32, "A" * 31, "A" * 400, "____________________________________________", "é"])
def test_a_word_that_is_none_begins_at_the_beginning(word: str):
    assert cursor.read(word) is None


@given(st.text(max_size=60))
def test_any_word_is_a_place_or_none(word: str):
    found = cursor.read(word)
    assert found is None or cursor.write(*found) == word
