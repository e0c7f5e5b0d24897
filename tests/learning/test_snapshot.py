"""What a person saw, kept once."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.learning.snapshot import read, snapshot
from server.lessons.compiler.model import Question
from tests.learning import questions as q


@given(q.questions(), st.sampled_from(("en", "es")))
def test_a_snapshot_is_read_back_and_the_same_words_have_the_same_name(question: Question, locale: str):
    one = snapshot(question, locale)
    assert one == snapshot(replace(question, line=99, key_fp="other"), locale)
    assert read(one.body).title == question.title
    assert read(one.body).locale == locale


def test_other_words_have_another_name():
    reworded = replace(q.SINGLE, choices=(replace(q.SINGLE.choices[0], text="Other words"), *q.SINGLE.choices[1:]))
    assert snapshot(reworded, "en").hash != snapshot(q.SINGLE, "en").hash
    assert snapshot(q.SINGLE, "es").hash != snapshot(q.SINGLE, "en").hash


def test_picks_can_be_read_from_a_snapshot():
    chosen = read(snapshot(q.SINGLE, "en").body).choices
    assert chosen
    assert dict(chosen)["b"] == "Choice b"
    seen = read(snapshot(q.SCENARIO, "en", q.SCENARIO.scenes[0]).body)
    assert seen.scene == ("scenario", "start")
    assert seen.choices
    assert dict(seen.choices)["good"] == "Choice good"
