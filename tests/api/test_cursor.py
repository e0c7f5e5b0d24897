"""Where a list goes on."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.api import cursor

IDS = st.uuids().map(str)
ROWS = st.lists(st.tuples(st.text(max_size=8), IDS), max_size=30, unique_by=lambda row: row[1])


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_a_place_is_read_as_it_was_written(place: list[str]):
    assert cursor.read(cursor.write(*place), len(place)) == tuple(place)


@given(st.text(max_size=40))
def test_anything_else_is_no_place(word: str):
    try:
        place = cursor.read(word, 2)
    except ValueError:
        return
    assert place is None if word == "" else cursor.write(*place or ()) == word.rstrip("=")


@given(ROWS, st.integers(1, 7))
def test_every_row_is_told_once_part_by_part(rows: list[tuple[str, str]], limit: int):
    assert parts(rows, limit) == sorted(rows)


@given(ROWS, ROWS, st.integers(1, 7))
def test_what_is_added_meanwhile_moves_nothing(rows: list[tuple[str, str]], more: list[tuple[str, str]], limit: int):
    first, word = cursor.part(rows, lambda row: row, "", limit, parts=2)
    if word is None:
        return
    told = [*first, *parts([*rows, *(row for row in more if row not in rows)], limit, word)]
    assert [row for row in told if row in rows] == sorted(rows)
    assert len(told) == len(set(told))


def test_a_place_in_time_holds_a_moment_and_an_id():
    at, id = datetime(2026, 11, 17, 8, tzinfo=UTC), UUID(int=7)
    assert cursor.at(cursor.write(at.isoformat(), str(id))) == (at, id)
    assert cursor.at("") is None


@pytest.mark.parametrize(
    "place",
    [
        ("today", UUID(int=7)),
        ("2026-11-17T08:00:00", UUID(int=7)),
        ("0001-01-01T00:00:00+14:00", UUID(int=7)),
        ("2026-11-17T08:00:00Z", "7"),
    ],
)
def test_a_place_in_time_is_refused_otherwise(place: tuple[str, object]):
    with pytest.raises(ValueError, match=r"cursor|isoformat|UUID"):
        cursor.at(cursor.write(*map(str, place)))


def parts(rows: list[tuple[str, str]], limit: int, word: str | None = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while word is not None:
        told, word = cursor.part(rows, lambda row: row, word, limit, parts=2)
        found += told
    return found
