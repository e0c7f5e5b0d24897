"""Counting words, sentences and seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.model import Rules
from server.lessons.compiler.words.prose import measure, reading_seconds, sentences_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call them.", 2),
        ("  ", 0),
        ("It's a 30-minute call - no more.", 6),
        ("→ “Quoted”, (and) [linked]", 3),
        ("3 of 4 at 10:00", 5),
        ("--- *** ...", 0),
    ],
)
def test_words(text: str, words: int) -> None:
    assert len(words_of(text)) == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", 3),
        ('He said, "Go." She went.', 2),
        ("At 10.30 we met", 1),
        ("One: two; three", 3),
        ("", 0),
        ("行く。来る。", 2),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    assert len(sentences_of(text)) == sentences


def test_lix_is_words_a_sentence_and_per_cent_of_long_words() -> None:
    measured = measure(["The buyer accepted the invite. She came."])
    assert measured.lix == pytest.approx(7 / 2 + 100 * 1 / 7)


def test_nothing_is_easy_to_read() -> None:
    assert measure([]).lix == 0


@pytest.mark.parametrize(
    ("locale", "rules", "seconds"),
    [
        ("en", Rules(), 60),
        ("en-GB", Rules(wpm=110), 120),
        ("de", Rules(), 73),
        ("de", Rules(locale="de", wpm=220), 60),
        ("fr-CA", Rules(), 68),
        ("sv", Rules(), 60),
    ],
)
def test_reading_goes_at_the_pace_of_the_language(locale: str, rules: Rules, seconds: int) -> None:
    assert reading_seconds(measure(["word " * 220]), 0, locale, rules) == seconds


def test_characters_count_where_there_are_no_spaces_and_images_take_six_seconds() -> None:
    assert reading_seconds(measure(["行" * 357]), 2, "ja", Rules()) == 72


@given(st.lists(st.text()))
def test_more_text_is_never_less(texts: list[str]) -> None:
    measured = measure(texts)
    more = measure([*texts, "One more word."])
    assert more.words == measured.words + 3
    assert more.sentences == measured.sentences + 1
    assert 0 <= measured.long_words <= measured.words
