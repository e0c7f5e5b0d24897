"""What is told of two texts: nothing is lost on either side, and nothing is slow."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.lessons.compiler.edits.reworded import COMPARED, plain, reworded

WORDS = st.lists(st.sampled_from(["the", "buyer", "accepts", "a", "date", "an", "invite,"]), min_size=1, max_size=12).map(
    " ".join
)


@settings(max_examples=40)
@given(WORDS, WORDS)
def test_the_runs_hold_both_texts_whole(before: str, after: str) -> None:
    told = reworded([before], [after])
    assert bool(told) == (before != after)
    for one in told:
        assert "".join(run.text for run in one.runs if run.what != "new").split() == before.split()
        assert "".join(run.text for run in one.runs if run.what != "cut").split() == after.split()


@settings(max_examples=40)
@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_pieces_that_are_the_same_are_left_out(before: list[str], after: list[str]) -> None:
    told = reworded(before, after)
    assert bool(told) == (before != after)
    assert all(any(run.what != "same" for run in one.runs) for one in told)


def test_texts_that_share_little_are_told_one_after_the_other() -> None:
    (told,) = reworded(["Ask for the date first."], ["Nobody signs what nobody read, so send the paper early."])
    assert [run.what for run in told.runs] == ["cut", "new"]


def test_what_is_too_long_is_not_compared_word_by_word() -> None:
    long = "a " * (COMPARED + 1)
    (told,) = reworded([long], [f"{long}b"])
    assert [run.what for run in told.runs] == ["cut", "new"]
    assert len(reworded(["a"] * (COMPARED + 1), ["b"])) == COMPARED + 1


def test_html_is_told_as_its_paragraphs() -> None:
    assert plain("<p>One <strong>two</strong></p>\n<ul><li>three &amp; four</li></ul>") == ["One two", "three & four"]
