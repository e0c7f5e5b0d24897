"""What the script of a package knows of a question."""

import msgspec
import pytest
from msgspec.structs import replace

from server.learning.packed.key import fingerprint, key
from server.lessons.compiler.model import Question
from tests.learning.questions import CONFIDENCE, EVERY, GAPS, MULTIPLE, ORDER, REFLECT, SHORT, SINGLE


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.kind)
def test_every_kind_has_a_key_that_is_plain_json(question: Question):
    (made,) = key([question])
    assert msgspec.json.decode(msgspec.json.encode(made)) == msgspec.to_builtins(made)
    assert made["id"] == question.id
    assert made["unfit"]["empty"] == "Write your answer first."


def test_what_is_said_is_there_for_every_count():
    (many,) = key([MULTIPLE])
    assert len(many["words"]) == 4 * 3
    assert many["words"]["2/1"] == "2 of 3 found, and 1 that does not belong."
    (order,) = key([ORDER])
    assert order["words"]["4/0"] == "4 of 4 neighbours in the right order."
    (gaps,) = key([GAPS])
    assert set(gaps["words"]) == {"0/0", "1/0", "2/0"}
    assert gaps["slip"] == "“{typed}” counts; it is written “{right}”."


def test_what_is_never_scored_and_what_is_optional_counts_for_nothing():
    assert [one["scored"] for one in key([SINGLE, CONFIDENCE, REFLECT, replace(SINGLE, optional=True)])] == [
        True,
        False,
        False,
        False,
    ]
    assert [one["needed"] for one in key([SINGLE, REFLECT, replace(SINGLE, optional=True)])] == [True, True, False]


def test_the_name_of_a_key_changes_with_the_key_and_with_the_order_of_its_parts_and_not_with_the_words():
    turned = replace(SINGLE, choices=SINGLE.choices[::-1])
    assert fingerprint(turned) != fingerprint(SINGLE)
    assert fingerprint(replace(SINGLE, key_fp="other")) != fingerprint(SINGLE)
    assert fingerprint(replace(SINGLE, title="Other words")) == fingerprint(SINGLE)
    assert len({fingerprint(question) for question in {question.id: question for question in EVERY}.values()}) == len(EVERY) - 1


def test_accepted_words_come_as_written_and_as_they_are_compared():
    (made,) = key([SHORT])
    assert made["marks"]["short"]["accepted"][2] == {"text": "CFO", "normal": "cfo"}
