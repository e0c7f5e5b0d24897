"""Rows of a file of answers: what is used, and why the rest is left out."""

import pytest

from server.errors import Refused
from server.inspections.ratings import numbered, read


def rows(*lines: str):
    return [(number, line.split(",")) for number, line in enumerate(lines, start=1)]


def test_columns_stand_in_any_order_beside_others():
    found = read(rows("Rater , when,ANSWER,item", "Ines,monday, met ,Alder", "Henrik,,partly,Alder"))
    assert found.table == {"Alder": {"Ines": "met", "Henrik": "partly"}}
    assert not found.odd


def test_each_row_that_is_left_out_is_named_by_its_line():
    found = read(rows("item,rater,answer", "A,x,1", "A", "", "A,x,2", ",y,1", "A,,1", "A,y,", "A,z,1,"))
    assert found.table == {"A": {"x": "1"}}
    assert found.odd == [
        (3, "there is 1 column here and 3 in the headings"),
        (5, "x answered A on line 2 already; that answer stands"),
        (6, "the item is missing"),
        (7, "the rater is missing"),
        (9, "there are 4 columns here and 3 in the headings"),
    ]
    assert found.empty == 1


@pytest.mark.parametrize("heading", ["", "item;rater;answer", "item,rater,said"])
def test_a_file_without_the_three_columns_is_refused(heading: str):
    with pytest.raises(Refused, match="must name the columns item, rater and answer"):
        read(rows(heading, "1,2,3"))


def test_a_file_without_a_line_is_refused():
    with pytest.raises(Refused, match="It is empty"):
        read([])


def test_answers_are_numbers_by_what_they_say_or_by_their_place():
    assert numbered({"A": {"x": "1", "y": "1.0"}}) == {"A": {"x": 1.0, "y": 1.0}}
    assert numbered({"A": {"x": "1", "y": "many"}}) is None
    assert numbered({"A": {"x": "nan"}}) is None
    assert numbered({"A": {"x": "partly", "y": "met"}}, ["not-met", "partly", "met"]) == {"A": {"x": 1.0, "y": 2.0}}
    assert numbered({"A": {"x": "partly", "y": "good"}}, ["not-met", "partly", "met"]) is None
