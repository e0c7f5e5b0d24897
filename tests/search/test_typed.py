import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.search.typed import LONGEST, MOST, read


@pytest.mark.parametrize(
    ("text", "words", "phrases", "open_"),
    [
        ("economic buy", "economic buy", [], True),
        ("economic buyer ", "economic buyer", [], False),
        ('"paper process" owner', "paper process owner", [("paper", "process")], True),
        ("“next step”", "next step", [("next", "step")], False),
        ('"gate', "gate", [], True),
        ('"gate"', "gate", [], False),
        ("next next", "next", [], True),
        ("step next step", "step next", [], False),
        ("", "", [], False),
        ('"" \x00 !', "", [], False),
    ],
)
def test_words_phrases_and_what_may_go_on(text: str, words: str, phrases: list[tuple[str, ...]], open_: bool):
    typed = read(text)
    assert (" ".join(typed.words), list(typed.phrases), typed.open) == (words, phrases, open_)


def test_what_cannot_be_seen_is_not_shown_again():
    assert read("eco\x00nomic\u202e \t buyer\x1b").shown == "eco nomic buyer"


@given(st.text(max_size=2_000))
def test_any_text_is_read_within_the_limits(text: str):
    typed = read(text)
    assert len(typed.words) <= MOST
    assert len(typed.shown) <= LONGEST
    assert len(set(typed.words)) == len(typed.words)
    assert typed.shown.isprintable()
