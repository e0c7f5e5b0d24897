from math import log

import pytest

from server.search.index import LENGTH, WEIGHT, K
from tests.search.small import Shelf


def test_a_share_is_that_of_the_formula():
    shelf = Shelf({"one": {"title": "The gate", "text": "gate after gate"}, "two": {"text": "a wall of three stones"}})
    (posting,) = shelf.index.postings("gate")
    title = WEIGHT["title"] * 1 / (1 - LENGTH["title"] + LENGTH["title"] * 2 / 2)
    text = WEIGHT["text"] * 2 / (1 - LENGTH["text"] + LENGTH["text"] * 3 / 4)
    assert posting.share == pytest.approx(log(1 + (2 - 1 + 0.5) / (1 + 0.5)) * (title + text) / (K + title + text))
    assert shelf.index.worth("gate") == pytest.approx(log(1 + (2 - 1 + 0.5) / (1 + 0.5)))


def test_an_unknown_word_stands_nowhere_and_tells_most():
    index = Shelf({"one": {"text": "gate"}, "two": {"text": "gate wall"}}).index
    assert list(index.postings("moon")) == []
    assert index.worth("moon") > index.worth("wall") > index.worth("gate") > 0
    assert not index.knows("moon")


def test_words_are_found_by_their_beginning_and_no_more_than_asked_for():
    index = Shelf({"one": {"text": "gate gates garden up-front"}}).index
    assert list(index.beginning("ga", 9)) == ["garden", "gate", "gates"]
    assert list(index.beginning("ga", 2)) == ["garden", "gate"]
    assert list(index.beginning("zz", 9)) == []
    assert index.is_form("upfront")
    assert not index.is_form("upfron")


def test_an_empty_index_finds_nothing():
    shelf = Shelf({})
    assert shelf.ids("gate") == []
    assert shelf.find("gates").near == ()
