"""Keys of deals as their sources write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.rows import whole_key

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    ("short", "whole"),
    [("001D000000IRFma", "001D000000IRFmaIAH"), ("001D000000Iomaz", "001D000000IomazIAB"), ("0" * 15, "0" * 15 + "AAA")],
)
def test_the_short_key_of_a_report_becomes_the_whole_one(short: str, whole: str):
    assert whole_key(short) == whole


@pytest.mark.parametrize("key", ["", "1", "001D000000IRFmaIAH", "001D000000IRF-a", "Deal 7"])
def test_any_other_key_is_left_as_it_is(key: str):
    assert whole_key(key) == key


@given(st.text(SIGNS, min_size=15, max_size=15), st.text(SIGNS, min_size=15, max_size=15))
def test_two_keys_that_differ_in_capitals_alone_stay_apart_where_capitals_do_not_count(one: str, other: str):
    assert (one == other) == (whole_key(one).lower() == whole_key(other).lower())
