"""A struct is made from a row whose columns have its fields' names."""

import pytest
from msgspec import Struct

from server.db import of_row


class Note(Struct, frozen=True, kw_only=True):
    words: str
    by: str
    deal: str = "none"


def test_each_field_is_what_its_column_holds_but_for_what_is_given():
    assert of_row(Note, {"words": "Good", "by.name": "Ada", "deal": "Atlas"}, by="Ada") == Note(
        words="Good", by="Ada", deal="Atlas"
    )


def test_a_column_that_is_not_there_is_a_fault_also_where_the_field_could_do_without():
    with pytest.raises(KeyError, match="deal"):
        of_row(Note, {"words": "Good", "by": "Ada"})
