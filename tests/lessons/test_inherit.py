"""Questions of every kind keep the ids of their parts through edits, and their revision as long as the key is the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.model import Choice, Question
from server.lessons.compiler.questions.inherit import inherit
from tests.lessons.compiled import Installation, question

LESSON = "=== meet/set-the-date.md changed\n"
WHICH = "set-the-date#which-date"

KINDS = {
    "multiple": "- [x] A named buyer accepted it\n- [x] It says what will be decided\n- [ ] It has our price list",
    "order": "1. Stop five minutes early\n2. Agree what to decide\n3. Send the invite now",
    "match": "| Said | Is |\n| --- | --- |\n| Dana accepted the invite | A date |\n| I will call her soon | A hope |\n| | A price |",
    "short": "- = accepted invite\n- != a reminder\n  > It is yours alone.",
    "gaps": "A date is [[ set ]] when the buyer has [[ accepted | said yes ]].",
    "scenario": (
        "#### At nine `#nine`\n\nThey wait.\n\n"
        "- (x) Ask for a day this week → `#good`\n  > Yes.\n- ( ) Promise a long mail today → `#bad`\n  > No.\n\n"
        "#### A date `#good` `moved`\n\nDone.\n\n#### None `#bad` `stalled`\n\nNothing."
    ),
}
REWORDED = {
    "multiple": "- [ ] It has our new price list\n- [x] A named buyer has accepted it\n- [x] It says what is to be decided",
    "order": "1. Stop ten minutes early\n2. Agree what to decide on\n3. Send the invite right now",
    "match": "| Said | Is |\n| --- | --- |\n| I will call her quite soon | A hope |\n| | A price |\n| Dana has accepted the invite | A date |",
    "short": "- != a reminder\n  > Nobody else sees it.\n- = Accepted invite",
    "gaps": "The date is [[ Set ]] once a buyer has [[ said yes | accepted ]].",
    "scenario": (
        "#### Just before nine `#nine`\n\nThey wait.\n\n- ( ) Promise a very long mail today → `#bad`\n  > Never.\n"
        "- (x) Ask for one day this week → `#good`\n  > Yes.\n\n"
        "#### No date `#bad` `stalled`\n\nNothing.\n\n#### A date `#good` `moved`\n\nDone."
    ),
}
OTHER_KEY = {
    "multiple": "- [x] A named buyer accepted it\n- [ ] It says what will be decided\n- [ ] It has our price list",
    "order": "1. Agree what to decide\n2. Stop five minutes early\n3. Send the invite now",
    "match": "| Said | Is |\n| --- | --- |\n| Dana accepted the invite | A hope |\n| I will call her soon | A date |\n| | A price |",
    "short": "- = accepted invite\n- = an invite\n- != a reminder\n  > It is yours alone.",
    "gaps": "A date is [[ set ]] when the buyer has [[ accepted ]].",
    "scenario": KINDS["scenario"].replace("(x) Ask", "(/) Ask").replace("( ) Promise", "(x) Promise"),
}


def asked(kind: str, answer: str) -> str:
    """The small academy with this question instead of its first one."""
    chip = " `scenario`" if kind == "scenario" else ""
    lines = [
        "< ### Which of these is a date? `#which-date`",
        f"> ### Which of these is a date? `#which-date`{chip}",
        ">",
        *(f"> {line}" for line in answer.split("\n")),
        ">",
        "> > [!NOTE]",
        "> > A date can be seen by anyone.",
        "< - (x) The buyer accepted the invite",
        "<   > Yes. Anyone can see it.",
        "< - ( ) You made a note to call again",
        "<   > It is your note, and nobody else knows of it.",
    ]
    return LESSON + "\n".join(lines)


def texts(one: Question) -> dict[str, str]:
    """Id to text of everything that has an id."""
    sides = {side.id: side.text for side in (*one.match.lefts, *one.match.rights)} if one.match else {}
    moves = {move.id: move.text for scene in one.scenes for move in scene.moves}
    return {choice.id: choice.text for choice in one.choices} | sides | moves


@pytest.mark.parametrize("kind", KINDS)
def test_rewording_and_reordering_keep_ids_and_revision(kind: str) -> None:
    here = Installation()
    before = question(here.load(asked(kind, KINDS[kind])), WHICH)
    after = question(here.load(asked(kind, REWORDED[kind])), WHICH)
    assert before.kind == after.kind == kind
    assert texts(after).keys() == texts(before).keys()
    assert after.key_fp == before.key_fp
    assert after.text_fp != before.text_fp
    assert here.histories[WHICH].revision(after).number == 1
    assert here.histories[WHICH].revision(after).wording == 2


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_is_another_revision_under_the_same_ids(kind: str) -> None:
    here = Installation()
    before = question(here.load(asked(kind, KINDS[kind])), WHICH)
    after = question(here.load(asked(kind, OTHER_KEY[kind])), WHICH)
    assert texts(after) == texts(before)
    assert after.key_fp != before.key_fp
    assert here.histories[WHICH].revision(after).number == 2
    assert here.histories[WHICH].revision(question(here.load(asked(kind, KINDS[kind])), WHICH)).number == 1


@pytest.mark.parametrize("kind", KINDS)
def test_loading_the_same_again_changes_nothing(kind: str) -> None:
    here = Installation()
    here.load(asked(kind, KINDS[kind]))
    first = here.load(asked(kind, REWORDED[kind]))
    assert here.load(asked(kind, REWORDED[kind])) == first


def test_another_kind_is_another_revision() -> None:
    here = Installation()
    here.load(asked("order", KINDS["order"]))
    after = question(here.load(asked("gaps", KINDS["gaps"])), WHICH)
    assert here.histories[WHICH].revision(after).number == 2


def test_the_id_of_a_choice_that_went_is_not_given_again() -> None:
    here = Installation()
    first = question(here.load(asked("multiple", KINDS["multiple"])), WHICH)
    price = first.choices[2].id
    without = KINDS["multiple"].replace("It has our price list", "Nobody wrote any of it down")
    second = question(here.load(asked("multiple", without)), WHICH)
    assert price not in texts(second)
    assert second.spent == (price,)
    third = question(here.load(asked("multiple", KINDS["multiple"])), WHICH)
    assert third.choices[2].text == first.choices[2].text
    assert price in third.spent
    assert price not in texts(third)


def test_a_question_that_comes_back_goes_on_where_it_was() -> None:
    here = Installation()
    first = question(here.load(asked("multiple", KINDS["multiple"])), WHICH)
    gone = here.load("=== meet/set-the-date.md removed\n=== meet/just-send-it.md removed\n=== paths/new-rep.md removed")
    assert WHICH in gone.retired
    back = here.load(asked("multiple", REWORDED["multiple"]))
    assert texts(question(back, WHICH)).keys() == texts(first).keys()
    assert here.histories[WHICH].revision(question(back, WHICH)).number == 1
    assert WHICH not in back.retired


MOVE = (
    LESSON
    + "< ### Which of these is a date? `#which-date`\n> ### Which one is dated? `#dated`\n"
    + "=== agree/agree-the-terms.md changed\n< process: 1\n> moved:\n>   that-date: set-the-date#which-date\n> process: 1\n"
    + "< ### What shows that terms are agreed? `#what-shows`\n> ### Which of these is a date? `#that-date`\n"
    + "< - (x) A reply that says so\n> - (x) The buyer accepted this invite\n"
    + "< - ( ) A friendly call last week\n> - ( ) You made a note to call once again"
)


def test_a_question_that_moved_to_another_lesson_keeps_its_history() -> None:
    here = Installation()
    before = question(here.load(), WHICH)
    after = question(here.load(MOVE), "agree-the-terms#that-date")
    assert texts(after).keys() == texts(before).keys()
    revision = here.histories["agree-the-terms#that-date"].revision(after)
    assert (revision.root, revision.number, revision.wording) == (WHICH, 1, 2)


def test_a_lesson_that_took_over_another_keeps_its_questions() -> None:
    here = Installation()
    before = question(here.load(), WHICH)
    renamed = LESSON + "< id: set-the-date\n> id: book-the-date\n> aliases: [set-the-date]\n"
    renamed += "=== meet/just-send-it.md changed\n< prerequisites: [set-the-date]\n> prerequisites: [book-the-date]"
    after = question(here.load(renamed), "book-the-date#which-date")
    assert texts(after) == texts(before)
    assert here.histories["book-the-date#which-date"].revision(after).root == WHICH


words = st.text(alphabet="abcde ", min_size=1, max_size=12)
parts = st.lists(
    st.builds(Choice, id=st.sampled_from("abc") | st.just("~x"), html=words, text=words, mark=st.just(0.0)), max_size=6
)


def single(choices: list[Choice], spent: tuple[str, ...] = ()) -> Question:
    unique = {choice.id: choice for choice in choices}
    return Question(
        id="q",
        kind="single",
        title="",
        html="",
        text="",
        behaviours=(),
        choices=tuple(unique.values()),
        key_fp="",
        text_fp="",
        seconds=10,
        line=1,
        spent=spent,
    )


@given(parts, parts, st.lists(st.sampled_from("xyz"), unique=True))
def test_ids_stay_different_and_what_is_spent_stays_spent(new: list[Choice], old: list[Choice], spent: list[str]) -> None:
    before = single(old, tuple(spent))
    after = inherit(single(new), before)
    ids = [choice.id for choice in after.choices]
    assert len(set(ids)) == len(ids) == len(single(new).choices)
    assert not set(ids) & set(after.spent)
    assert {*spent, *(choice.id for choice in before.choices)} <= {*ids, *after.spent}
    assert inherit(single(new), after).choices == after.choices
