import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals import money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("62,000", 6_200_000),
        ("62k", 6_200_000),
        (" 62 K ", 6_200_000),
        ("62.5k", 6_250_000),
        ("62,5k", 6_250_000),
        ("1.2m", 120_000_000),
        ("1.234k", 123_400),
        ("€ 62 000", 6_200_000),
        ("62'000", 6_200_000),
        ("62.000,50", 6_200_050),
        ("62,000.5", 6_200_050),
        ("62.000", 6_200_000),
        ("0.99", 99),
        ("1.234.567,89", 123_456_789),
        ("0", 0),
        ("", None),
        ("   ", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: int | None):
    assert money.read(typed) == minor


@pytest.mark.parametrize(
    "typed", ["lots", "-5", "1e5", "12,34,567", "1,2,3", "62kk", "k", "62.0001", "9" * 20, "٦٢", "1.2345678k", ","]
)
def test_what_is_no_amount_is_refused(typed: str):
    with pytest.raises(ValueError, match="no amount"):
        money.read(typed)


@given(st.integers(min_value=0, max_value=money.MOST))
def test_an_amount_shown_in_a_form_reads_as_itself(minor: int):
    assert money.read(money.typed(minor)) == minor


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_value_error(text: str):
    try:
        minor = money.read(text)
    except ValueError:
        return
    assert minor is None or 0 <= minor <= money.MOST


def test_nothing_said_is_shown_as_nothing():
    assert money.typed(None) == ""
