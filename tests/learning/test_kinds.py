"""Kinds of question: every table by kind holds those that it is asked for, so that a new kind is missed nowhere."""

from collections.abc import Collection
from typing import get_args

import pytest

from server.learning import quiz
from server.learning.actions import answers
from server.learning.packed import key
from server.learning.schedule import PRACTISED
from server.learning.shuffle import SHUFFLED
from server.lessons.compiler.edits import causes
from server.lessons.compiler.model import SCORED, QuestionKind
from server.lessons.compiler.questions import fingerprint, question, thinking
from server.lessons.compiler.translations import differences

EVERY = frozenset(get_args(QuestionKind))


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        pytest.param(question.READERS, EVERY, id="how it is read from a lesson"),
        pytest.param(thinking.SECONDS, EVERY - {"scenario"}, id="how long it takes; of a scenario its longest way"),
        pytest.param(differences.KINDS, EVERY, id="what it is called"),
        pytest.param(differences.FORMS, EVERY, id="how it is written"),
        pytest.param(quiz.MARKERS, EVERY, id="how an answer is marked"),
        pytest.param(answers.ANSWERED, EVERY - {"scenario", "commit"}, id="whether it is answered, neither walked nor promised"),
        pytest.param(key.MARKS, EVERY - {"commit"}, id="what marks it without the product; nothing is promised there"),
        pytest.param(fingerprint._KEYS, SCORED, id="what its meaning is made of"),
        pytest.param(causes._OF, SCORED, id="what changed in its meaning"),
        pytest.param(PRACTISED, SCORED - {"scenario"}, id="whether it comes back"),
    ],
)
def test_a_table_by_kind_knows_those_that_it_is_asked_for(table: Collection[str], kinds: frozenset[str]):
    assert set(table) == kinds


def test_only_kinds_that_are_scored_are_shuffled():
    assert SCORED > SHUFFLED
