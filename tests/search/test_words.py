import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.letters import folded
from server.search.words import LONGEST, compounds, stem, words


@pytest.mark.parametrize(
    ("forms", "one"),
    [
        ("stage stages staged staging", "stag"),
        ("plan plans planned planning", "plan"),
        ("date dates dated dating", "date"),
        ("close closes closed closing", "clos"),
        ("quantify quantifies quantified quantifying", "quantify"),
        ("agree agrees agreed agreeing", "agre"),
        ("buy buys buying", "buy"),
        ("buyer buyers", "buyer"),
        ("process processes", "process"),
        ("criteria", "criteria"),
        ("sell sells selling", "sell"),
        ("trade trades traded trading", "trad"),
        ("bring spring king need status analysis 60 vu", ""),
    ],
)
def test_the_forms_of_a_word_share_one_stem(forms: str, one: str):
    assert {stem(form) for form in forms.split()} == ({one} if one else set(forms.split()))


@pytest.mark.parametrize(("one", "other"), [("note", "not"), ("proof", "prove"), ("buyer", "buying"), ("stage", "stake")])
def test_words_that_mean_something_else_stay_apart(one: str, other: str):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The buyer’s words, don't", "the buyer words dont"),
        ("ÉCONOMIC  Ｂuyer", "economic buyer"),
        ("Straße ﬁt Kola\u0301ř", "strasse fit kola r"),
        ("up-front: 60 days, 3+", "up front 60 days 3"),
        ("snake_case", "snake case"),
        ("\u202e", ""),
        ("x" * 500, "x" * LONGEST),
    ],
)
def test_words_are_folded_and_parted(text: str, said: str):
    assert " ".join(word.said for word in words(text)) == said


def test_a_word_says_where_it_stands():
    text = "Map, don’t assume"
    assert [text[word.start : word.end] for word in words(text)] == ["Map", "don’t", "assume"]


def test_what_one_hyphen_joins_is_one_word_as_well():
    text = "an up-front agenda - kick‑off"
    assert list(compounds(text, list(words(text)))) == ["upfront", "kickoff"]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_and_every_word_lies_in_its_text(text: str):
    for word in words(text):
        assert folded(word.said) == word.said
        assert 0 <= word.start < word.end <= len(text)
    assert folded(folded(text)) == folded(text)
