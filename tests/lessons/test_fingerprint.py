"""When a question gets a new revision, and when only its words change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.model import Question
from server.lessons.compiler.questions.fingerprint import fingerprinted, with_ids
from tests.lessons import world

PICK = "### Which one? `#q`\n\n- (x) Call them `#call`\n  > They answer.\n- ( ) Wait here `#wait`\n  > They do not.\n"
MULTIPLE = PICK.replace("(x)", "[x]").replace("( )", "[ ]")
ORDER = "### Order it `#q`\n\n1. Ask `#ask`\n2. Listen `#listen`\n3. Write `#write`\n"
MATCH = "### Match it `#q`\n\n| a | b |\n| - | - |\n| One `#a` | Two `#b` |\n| Three `#c` | Four `#d` |\n| | Five `#e` |\n"
SHORT = "### Who? `#q`\n\n- = the buyer\n- = 10..12\n- != seller\n"
GAPS = "### Finish `#q`\n\nThe [[ buyer | purchaser ]] signs the [[ order ]].\n"
SCENARIO = (
    "### Act `#q` `scenario`\n\n#### Now `#now`\n\n- (x) Call them `#call` → `#end-one`\n  > They answer.\n"
    "- ( ) Wait here `#wait` → `#end-two`\n  > They do not.\n\n#### Won `#end-one` `moved`\n\n#### Lost `#end-two` `lost`\n"
)
COMMIT = "### Fix it `#q` `commit`\n\n- `due` 2 days\n- `proof` invite\n- `ask` Show me.\n"
ALL = (PICK, MULTIPLE, ORDER, MATCH, SHORT, GAPS, SCENARIO, COMMIT)


def asked(text: str) -> Question:
    compiled = world.compiled(world.HEAD + world.TITLE + text)
    assert compiled.lesson is not None, compiled.diagnostics
    return compiled.lesson.questions[0]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (PICK, "Call them", "Phone them"),
        (PICK, "They answer", "They pick up"),
        (PICK, "Which one?", "Which of these?"),
        (MULTIPLE, "Wait here", "Wait there"),
        (ORDER, "Listen", "Listen well"),
        (MATCH, "Four", "Quatre"),
        (SHORT, "seller", "champion"),
        (SHORT, "the buyer", "The  Buyer!"),
        (GAPS, "signs", "seals"),
        (GAPS, "buyer | purchaser", "purchaser | buyer"),
        (SCENARIO, "Call them", "Phone them"),
        (SCENARIO, "#### Won", "#### We won"),
        (COMMIT, "Show me.", "Show it."),
    ],
)
def test_other_words_keep_the_answer_key(text: str, old: str, new: str) -> None:
    before, after = asked(text), asked(text.replace(old, new))
    assert after.key_fp == before.key_fp


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (PICK, "- ( ) Wait", "- (/) Wait"),
        (PICK, "`#call`", "`#phone`"),
        (MULTIPLE, "- [ ] Wait here `#wait`\n", "- [ ] Stay `#stay`\n  > It is late.\n- [ ] Wait here `#wait`\n"),
        (ORDER, "1. Ask `#ask`\n2. Listen `#listen`\n", "1. Listen `#listen`\n2. Ask `#ask`\n"),
        (MATCH, "| One `#a` | Two `#b` |\n| Three `#c` | Four `#d` |", "| One `#a` | Four `#d` |\n| Three `#c` | Two `#b` |"),
        (MATCH, "| | Five `#e` |\n", ""),
        (SHORT, "the buyer", "the seller of it"),
        (SHORT, "10..12", "10..13"),
        (GAPS, "| purchaser", "| payer"),
        (SCENARIO, "- ( ) Wait", "- (/) Wait"),
        (SCENARIO, "`lost`", "`stalled`"),
        (
            SCENARIO,
            "`#wait` → `#end-two`\n  > They do not.\n",
            "`#wait` → `#end-one`\n  > They do not.\n- ( ) Go home → `#end-two`\n  > No.. way.\n",
        ),
    ],
)
def test_another_answer_key_has_another_fingerprint(text: str, old: str, new: str) -> None:
    assert old in text
    assert asked(text.replace(old, new)).key_fp != asked(text).key_fp


def test_the_order_of_choices_is_no_part_of_the_key() -> None:
    turned = "### Which one? `#q`\n\n- ( ) Wait here `#wait`\n  > They do not.\n- (x) Call them `#call`\n  > They answer.\n"
    assert asked(turned).key_fp == asked(PICK).key_fp


def test_words_that_only_differ_in_case_and_space_are_the_same_wording() -> None:
    assert asked(PICK.replace("Call them", "call  them")).text_fp == asked(PICK).text_fp
    assert asked(PICK.replace("Call them", "Phone them")).text_fp != asked(PICK).text_fp


def test_choices_without_a_chip_have_provisional_ids_that_only_depend_on_their_words() -> None:
    plain = PICK.replace(" `#call`", "").replace(" `#wait`", "")
    first, second = asked(plain).choices
    assert first.id.startswith("~")
    assert first.id != second.id
    assert asked(plain.replace("Call them", "call THEM")).choices[0].id == first.id


@given(st.sampled_from(ALL), st.text(alphabet="xyz", min_size=1, max_size=3))
def test_new_ids_stand_everywhere_and_back_again_is_the_same_question(text: str, letters: str) -> None:
    question = asked(text)
    ids = [one.id for one in question.choices] + [move.id for scene in question.scenes for move in scene.moves]
    if question.match:
        ids += [side.id for side in (*question.match.lefts, *question.match.rights)]
    assert len(set(ids)) == len(ids)
    there = {id: f"{letters}-{id}" for id in ids}
    renamed = with_ids(question, there)
    assert (renamed.key_fp != question.key_fp) == bool(ids)
    assert renamed == fingerprinted(renamed)
    if renamed.match and question.match:
        assert renamed.match.partner == {there[left]: there[right] for left, right in question.match.partner.items()}
    assert with_ids(renamed, {new: old for old, new in there.items()}) == question
