"""Comparing typed words and reading numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.learning.wording import normal, numbers, one_slip, same

letters = st.text(alphabet="abc", max_size=7)


def distance(one: str, other: str) -> int:
    """Damerau-Levenshtein (optimal string alignment), by the textbook's table."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            differs = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + differs)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@settings(max_examples=400)
@given(letters, letters)
def test_one_slip_is_a_distance_of_one(one: str, other: str):
    assert one_slip(one, other) == (distance(one, other) == 1)
    assert not one_slip(f"ab{one}c", f"ba{one}d"), "two letters swapped and a third one changed"


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparing_takes_anything(typed: str, accepted: str):
    assert same(typed, accepted) in {"same", "close", ""}
    assert same(accepted, accepted) == "same"


@given(st.text(max_size=40))
def test_reading_a_number_takes_anything(text: str):
    assert all(isinstance(number, float) for number in numbers(text))


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("  two   words ", "two words"),
        ("(buyer’s list)…", "buyer's list"),
        ("C++", "c++"),
        ("...", "..."),
        ("", ""),
        ("(−5 %)", "-5"),
        ("-,5", "-,5"),
        ("-budget-", "budget"),
        ("- 5", "5"),
    ],
)
def test_words_are_compared_without_what_does_not_matter(typed: str, compared: str):
    assert normal(typed) == compared


@pytest.mark.parametrize(
    ("typed", "accepted", "how"),
    [
        ("21 days", "21 days", "same"),
        ("22 days", "21 days", ""),
        ("12 days", "21 days", ""),
        ("21 day", "21 days", "close"),
        ("–5 %", "-5", "same"),
        ("5", "-5", ""),
        ("-5", "5", ""),
        ("12345 EUR", "-12345 EUR", ""),
        ("-12345 EU", "-12345 EUR", "close"),
        ("champ", "champs", "close"),
        ("champ", "chimp", ""),
        ("ISTANBUL", "istanbul", "same"),
        ("İstanbul", "istanbul", "close"),
        ("ıstanbul", "istanbul", "close"),
    ],
)
def test_a_letter_may_slip_in_a_long_word_and_a_digit_never(typed: str, accepted: str, how: str):
    assert same(typed, accepted) == how


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", (12,)),
        ("-1,5", (-1.5,)),
        ("−3", (-3,)),
        (".5", (0.5,)),
        ("1,000", (1.0, 1000)),
        ("1.000.000", (1_000_000,)),
        ("1'000", (1000,)),
        ("1 000", (1000,)),
        ("12,345.6", (12345.6,)),
        ("12.345,6 EUR", (12345.6,)),
        ("$ 40 a seat", (40,)),
        ("0.012", (0.012,)),
        ("-0,500", (-0.5,)),
        ("½", ()),
        ("1.2.3", ()),
        ("1,234,5", ()),
        ("10 14", ()),
        ("twelve", ()),
        ("less than 5", ()),
        ("٣", (3,)),
        ("", ()),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, meant: tuple[float, ...]):
    assert numbers(text) == meant
