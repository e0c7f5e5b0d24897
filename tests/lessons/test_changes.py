"""What an edit of the small academy does to its questions, told beside what `fingerprint` and `history` decide."""

from collections.abc import Mapping

import pytest

from server.lessons.compiler.edits.changes import LessonChange, changes
from server.lessons.compiler.model import Academy
from tests.lessons.compiled import compiled

LESSON = "=== meet/set-the-date.md changed\n"
RIGHT = "< - (x) The buyer accepted the invite\n> - ( ) The buyer accepted the invite\n"
SWAP = f"{LESSON}{RIGHT}< - ( ) You made a note to call again\n> - (x) You made a note to call again\n"
QUESTION = "< ### Which of these is a date? `#which-date`\n> ### Which of these is a date? `#{id}`\n>\n"


def heading(kind: str) -> str:
    """The question of a kind in the place of the one that picks."""
    gone = "\n".join(
        f"< {line}"
        for line in (
            "- (x) The buyer accepted the invite",
            "  > Yes. Anyone can see it.",
            "- ( ) You made a note to call again",
            "  > It is your note, and nobody else knows of it.",
        )
    )
    return f"{LESSON}{gone}\n" + "\n".join(f"> {line}" for line in f"{KINDS[kind]}\n\n> [!NOTE]\n> Because.".splitlines())


KINDS: Mapping[str, str] = {
    "short": "- = invite",
    "short, more": "- = invite\n- = calendar\n- = 3..5",
    "gaps": "A date is [[ accepted | taken ]] by the [[ buyer ]].",
    "gaps, fewer": "A date is [[ accepted ]] by the [[ buyer ]].",
    "one gap": "A date is [[ accepted | taken ]] by the buyer.",
    "order": "1. Ask for a day\n2. Send the invite\n3. See it accepted",
    "order, turned": "1. Send the invite\n2. Ask for a day\n3. See it accepted",
    "match": "| who | what |\n| --- | --- |\n| buyer | accepts |\n| seller | asks |",
    "match, turned": "| who | what |\n| --- | --- |\n| buyer | asks |\n| seller | accepts |",
    "multiple": "- [x] The invite is accepted\n- [ ] A note in your book",
    "multiple, more": "- [x] The invite is accepted\n- [ ] A note in your book\n- [x] They wrote it down and told you",
}


@pytest.fixture(scope="module")
def live() -> Academy:
    return compiled().academy


def edited(before: Academy, script: str) -> tuple[LessonChange, ...]:
    """What is told of an edit."""
    result = compiled(script, previous=before)
    assert not [one for one in result.diagnostics if one.severity == "error"], result.diagnostics
    return changes(before, result.academy)


def test_without_an_edit_nothing_is_told(live: Academy) -> None:
    assert edited(live, "") == ()


def test_other_words_keep_the_history_and_show_which_words(live: Academy) -> None:
    (told,) = edited(live, f"{LESSON}< - (x) The buyer accepted the invite\n> - (x) The buyer has accepted the invite\n")
    fates = {one.id: one.fate for one in told.questions}
    assert fates == {"which-date": "reworded", "set-one": "kept"}
    (words,) = told.questions[0].words
    assert [(run.what, run.text.strip()) for run in words.runs] == [
        ("same", "The buyer"),
        ("new", "has"),
        ("same", "accepted the invite"),
    ]
    assert not told.must_bump


def test_another_right_answer_begins_the_question_anew_and_asks_for_a_version(live: Academy) -> None:
    (told,) = edited(live, SWAP)
    (question,) = told.of("anew")
    assert [(one.what, one.text, one.before, one.after) for one in question.causes] == [
        ("mark", "The buyer accepted the invite", "1", "0"),
        ("mark", "You made a note to call again", "0", "1"),
    ]
    assert question.prints[0] != question.prints[1]
    assert told.must_bump
    (bumped,) = edited(live, f"{SWAP}< version: 1\n> version: 2\n")
    assert not bumped.must_bump
    assert [(one.name, one.before, one.after) for one in bumped.fields] == [("version", "1", "2")]


def test_a_question_under_another_id_is_one_gone_and_one_added(live: Academy) -> None:
    (told,) = edited(live, f"{LESSON}< ### Which of these is a date? `#which-date`\n> ### Which is a date? `#a-date`\n")
    assert {one.id: one.fate for one in told.questions} == {"a-date": "added", "set-one": "kept", "which-date": "gone"}


MOVED = (
    f"{LESSON}< ### Which of these is a date? `#which-date`\n> ### Which of these is a date? `#a-date`\n"
    '< locale: en\n> moved: {a-date: "set-the-date#which-date"}\n> locale: en\n'
)


def test_a_question_that_was_moved_goes_on_with_its_history(live: Academy) -> None:
    (told,) = edited(live, MOVED)
    assert {one.id: (one.fate, one.moved_from) for one in told.questions} == {
        "a-date": ("kept", "set-the-date#which-date"),
        "set-one": ("kept", ""),
    }


def test_prose_and_front_matter_are_told_beside_the_questions(live: Academy) -> None:
    script = f"{LESSON}< > A date is set when the buyer has accepted it.\n> > A date is set once the buyer has accepted it.\n"
    (told,) = edited(live, f"{script}< minutes: 1\n> minutes: 2\n")
    assert [(one.name, one.before, one.after) for one in told.fields] == [("minutes", "1", "2")]
    assert [run.text.strip() for one in told.prose for run in one.runs if run.what != "same"] == ["when", "once"]


def test_a_lesson_that_is_new_or_gone_is_told_whole(live: Academy) -> None:
    less = compiled("=== meet/just-send-it.md removed").academy
    (gone,) = changes(live, less)
    assert gone.after is None
    assert [one.fate for one in gone.questions] == ["gone"]
    (new,) = changes(less, live)
    assert new.before is None
    assert [(one.id, one.fate) for one in new.questions] == [("want-a-mail", "added")]


CAUSES = (
    ("multiple", "multiple, more", [("added", "They wrote it down and told you")]),
    ("multiple, more", "multiple", [("gone", "They wrote it down and told you")]),
    ("order", "order, turned", [("order", "")]),
    ("match", "match, turned", [("partner", "buyer"), ("partner", "seller")]),
    ("short", "short, more", [("accepted", "calendar"), ("accepted", "3..5")]),
    ("short, more", "short", [("refused", "calendar"), ("refused", "3..5")]),
    ("gaps", "gaps, fewer", [("refused", "taken")]),
    ("gaps", "one gap", [("order", "")]),
    ("short", "order", [("kind", "")]),
)


@pytest.mark.parametrize(("was", "now", "told"), CAUSES, ids=[f"{was} to {now}" for was, now, _ in CAUSES])
def test_what_begins_a_question_anew_is_named(was: str, now: str, told: list[tuple[str, str]]) -> None:
    before = compiled(heading(was)).academy
    (change,) = edited(before, heading(now))
    (question,) = change.of("anew")
    assert [(one.what, one.text) for one in question.causes] == told


SCENARIO = "=== meet/just-send-it.md changed\n"
WAYS = (
    ("< #### Nobody answers `#silence` `stalled`\n> #### Nobody answers `#silence` `lost`", ("outcome", "Nobody answers")),
    (
        "< - ( ) Promise a mail with everything → `#silence`\n> - (/) Promise a mail with everything → `#silence`",
        ("mark", "Promise a mail with everything"),
    ),
    (
        (
            "< - (x) Ask for ten minutes on a day → `#booked`\n> - (x) Ask for ten minutes on a day → `#silence`\n"
            "< - ( ) Promise a mail with everything → `#silence`\n> - ( ) Promise a mail with everything → `#booked`"
        ),
        ("way", "Ask for ten minutes on a day"),
    ),
)


@pytest.mark.parametrize(("edit", "first"), WAYS, ids=[first[0] for _edit, first in WAYS])
def test_what_begins_a_scenario_anew_is_named(live: Academy, edit: str, first: tuple[str, str]) -> None:
    (told,) = edited(live, f"{SCENARIO}{edit}")
    (question,) = told.of("anew")
    assert (question.causes[0].what, question.causes[0].text) == first
