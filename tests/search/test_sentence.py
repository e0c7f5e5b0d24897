import pytest

from server.search.entries import Passage
from server.search.sentence import LONGEST, best
from server.search.words import stem, words

PASSAGES = (
    Passage(field="title", text="Map the room"),
    Passage(field="key", text="Name every role that can approve or block."),
    Passage(field="term", text="Champion; economic buyer", method="meddpicc"),
    Passage(field="text", text='Write it down. "Who pays?" Ask the champion who the economic buyer is!', place="h-do-it"),
    Passage(field="also", text="zebra"),
)


def told(typed: str, passages: tuple[Passage, ...] = PASSAGES) -> tuple[str, str, str]:
    """The sentence with its marks as brackets, its place and its method."""
    sentence = best(passages, {stem(word.said): 1.0 for word in words(typed)})
    pieces = "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in sentence.pieces)
    return pieces, sentence.place, sentence.method


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("blocked", ("Name every role that can approve or [block].", "", "")),
        ("economic buyer", ("Champion; [economic] [buyer]", "", "meddpicc")),
        ("who economic buyer", ("Ask the champion [who] the [economic] [buyer] is!", "h-do-it", "")),
        ("pays", ('"Who [pays]?"', "h-do-it", "")),
        ("zebra room", ("Name every role that can approve or block.", "", "")),
    ],
)
def test_the_sentence_that_fits_is_told_with_its_words_marked(typed: str, sentence: tuple[str, str, str]):
    assert told(typed) == sentence


def test_a_long_sentence_is_cut_around_its_word_and_between_words():
    text = "first " + "word " * 100 + "needle " + "more " * 100
    pieces, _place, _method = told("needle", (Passage(field="text", text=text),))
    assert pieces.startswith("… word word")
    assert "[needle]" in pieces
    assert pieces.endswith("more …")
    assert len(pieces) <= LONGEST + 8
    assert len(told("first", (Passage(field="text", text="first" + "x" * 900),))[0]) <= LONGEST + 4


def test_what_somebody_says_is_told_whole():
    text = "Two read it. “Access? Met,” says Ines. “I know Kurt, he is in."
    assert told("access", (Passage(field="text", text=text),))[0] == "“[Access]? Met,” says Ines."
    assert told("kurt", (Passage(field="text", text=text),))[0] == "“I know [Kurt], he is in."


def test_nothing_is_told_of_a_page_without_text():
    assert told("x", (Passage(field="title", text="x"), Passage(field="key", text=""))) == ("", "", "")
