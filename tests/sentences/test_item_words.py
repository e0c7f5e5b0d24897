"""What an author reads under a weak question."""

import pytest

from server.sentences import item_words
from server.sentences.item_reasons import Backwards, Easy, Idle, ItemReason, Rival, SureWrong


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            Backwards(52),
            (
                "Of 52 people, those who get it wrong do better on the rest of the lesson. "
                "Look at the key first, then for a second reading of the question."
            ),
        ),
        (Rival(2, 18, 13), "Choice 2 is picked more often than the right one, 18 to 13. Is it wrong for sure?"),
        (SureWrong(3, 9, 30), "9 of the 30 who were sure took choice 3, which is wrong. The wording may mislead."),
        (Easy(63, 64), "63 of 64 are right on the first try, so it tells nothing. Make it harder, or cut it."),
        (Idle((4,), 44), "Nobody of 44 picked choice 4. Put a mistake there that good people make."),
        (Idle((2, 4), 44), "Nobody of 44 picked choices 2 and 4. Put mistakes there that good people make."),
    ],
)
def test_each_rule_says_what_was_counted_and_what_to_look_at(reason: ItemReason, words: str):
    assert item_words.tell(reason) == words
