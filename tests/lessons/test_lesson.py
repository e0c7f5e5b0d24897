"""A lesson as a value: what is kept of its text, what is switched by an academy's rules, and what is known of its files."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.model import Callout, Included, Lesson, Prose, Rules
from tests.lessons import world

QUESTION = "### Which one? `#which`\n\n- (x) Call them\n  > They answer.\n- ( ) Wait here\n  > They do not.\n"


def lesson_of(text: str) -> Lesson:
    compiled = world.compiled(world.HEAD + world.TITLE + text)
    assert compiled.lesson is not None, compiled.diagnostics
    return compiled.lesson


def html_of(text: str) -> str:
    return "".join(block.html for block in lesson_of(text).blocks if isinstance(block, Prose))


def test_the_front_matter_becomes_the_lesson() -> None:
    lesson = lesson_of("Words.\n")
    assert (lesson.id, lesson.stage, lesson.behaviours, lesson.kind, lesson.minutes) == (
        "tried",
        "meet",
        ("date-set",),
        "reference",
        1,
    )
    assert (lesson.title, lesson.key_point, lesson.path) == ("Tried", "One thing to remember.", "meet/tried.md")
    assert (lesson.reviewed, lesson.audience, lesson.moved) == ("2026-11-02", ("rep",), {})


def test_a_file_without_front_matter_is_told_so_and_its_body_is_still_read() -> None:
    told = world.compiled("# Tried\n\n### Which one? `#which`\n").diagnostics
    assert [(one.line, one.code) for one in told] == [(1, "E101"), (1, "W606"), (3, "E201")]


def test_bytes_that_are_not_utf_8_are_found_at_their_place() -> None:
    compiled = world.compiled("---\nid: tried\n# Grüße\n".encode() + "# Grüße".encode("latin-1"))
    (told,) = compiled.diagnostics
    assert (told.code, told.line, told.column, told.offset) == ("E001", 4, 5, 28)
    assert compiled.lesson is None


def test_a_question_that_names_a_behaviour_twice_asks_about_it_once() -> None:
    lesson = lesson_of(QUESTION.replace("`#which`", "`#which` `@date-set` `@date-set`"))
    assert lesson.questions[0].behaviours == ("date-set",)


def test_an_error_leaves_no_lesson_but_its_front_matter() -> None:
    compiled = world.compiled(world.HEAD + world.TITLE + "### Which one? `#which`\n")
    assert compiled.lesson is None
    assert compiled.front is not None
    assert compiled.front.text("id") == "tried"


def test_a_warning_leaves_the_lesson() -> None:
    compiled = world.compiled(world.HEAD + "# Tried\n")
    assert [one.severity for one in compiled.diagnostics] == ["warning"]
    assert compiled.lesson is not None


@pytest.mark.parametrize(
    ("switch", "expected"), [("off", []), ("warning", ["warning"]), ("error", ["error"]), ("nonsense", ["warning"])]
)
def test_an_academy_switches_a_rule(switch: str, expected: list[str]) -> None:
    compiled = world.compiled(world.HEAD + "# Tried\n", rules=Rules(rules={"W606": switch}))
    assert [one.severity for one in compiled.diagnostics] == expected


def test_an_academy_sets_a_threshold() -> None:
    text = world.HEAD + world.TITLE + "One two three four five six seven.\n"
    assert not world.compiled(text).diagnostics
    (told,) = world.compiled(text, rules=Rules(thresholds={"sentence_words": 5})).diagnostics
    assert told.code == "W604"


def test_at_most_fifty_faults_are_told_and_no_error_hides_behind_warnings() -> None:
    warnings = "Click [here](other.md).\n\n" * 60
    told = world.compiled(world.HEAD + world.TITLE + warnings + "### Which one? `#which`\n").diagnostics
    assert len(told) == 50
    assert [one.code for one in told if one.severity == "error"] == ["E201"]
    assert list(told) == sorted(told, key=lambda one: (one.line, one.column))


def test_without_a_process_only_the_form_is_checked() -> None:
    text = world.HEAD.replace("stage: meet", "stage: anywhere").replace("[ada]", "[anybody]").replace("[date-set]", "[anything]")
    promise = "### Fix one `#fix` `@whatever` `commit`\n\n- `due` 2 days\n- `proof` anything\n- `ask` Show me.\n"
    assert not world.compiled(text + world.TITLE + promise, bare=True).diagnostics


def test_links_lead_to_the_product_and_outside_links_say_so() -> None:
    html = html_of(
        "[A](other.md#a-heading), [B](https://example.com?a=1&b), [C](../process/meet/date-set.md#done), [D](../media/map.png)\n"
    )
    assert '<a href="/lessons/the-other#a-heading">A</a>' in html
    assert '<a href="https://example.com?a=1&amp;b" rel="external noopener noreferrer">B</a>' in html
    assert '<a href="/process#date-set">C</a>' in html
    assert '<a href="/media/media/map.png">D</a>' in html


def test_a_link_that_may_not_be_followed_keeps_its_words_only() -> None:
    compiled = world.compiled(world.HEAD + world.TITLE + "[Go](javascript:alert)\n", rules=Rules(rules={"E305": "off"}))
    assert compiled.lesson is not None
    (prose,) = [block for block in compiled.lesson.blocks if isinstance(block, Prose)]
    assert prose.html == "<p>Go</p>\n"


def test_a_file_whose_accents_are_letters_of_their_own_is_not_said_to_be_the_one_that_is_missing() -> None:
    (told,) = world.compiled(world.HEAD + world.TITLE + "![A plan](../media/plän.png)\n").diagnostics
    assert "accents" in told.help
    assert "did you mean" not in told.help


def test_an_included_definition_of_done_names_its_behaviour_and_file() -> None:
    compiled = world.compiled(world.HEAD + world.TITLE + '[Done when](../process/meet/date-set.md#done "include")\n')
    assert compiled.lesson is not None
    (included,) = [block for block in compiled.lesson.blocks if isinstance(block, Included)]
    assert (included.title, included.behaviour, included.chip, included.path) == (
        "Done when",
        "date-set",
        "done",
        "process/meet/date-set.md",
    )
    assert included.html == (
        '<ul class="clauses">\n<li>the buyer accepted the invite</li>\n<li class="timed">it says what will be decided</li>\n</ul>\n'
    )
    assert compiled.uses == {"process/meet/date-set.md"}


def test_what_a_lesson_uses_is_known() -> None:
    text = '![A map](../media/map.png)\n\n[A talk](../media/talk.mp4 "video")\n\n[On](../partials/third.md "include")\n'
    assert world.compiled(world.HEAD + world.TITLE + text).uses == {
        "media/map.png",
        "media/talk.mp4",
        "meet/other.md",
        "partials/talk-transcript.md",
        "partials/third.md",
        "partials/note.md",
    }


def test_an_alert_of_another_kind_below_a_question_stands_behind_it() -> None:
    lesson = lesson_of(QUESTION + "\n> [!WARNING]\n> Mind the gap.\n")
    assert [type(block).__name__ for block in lesson.blocks] == ["Callout", "Heading", "Asked", "Callout"]
    assert lesson.blocks[-1] == Callout(kind="warning", html="<p>Mind the gap.</p>\n")


def test_time_is_that_of_reading_and_thinking() -> None:
    lesson = lesson_of(f"{'word ' * 20}\n\n{QUESTION}")
    # 22 words of headings and key point, 20 of prose, and 6 of the question that a person reads before answering; feedback comes after.
    words = (
        len(["Tried", "One", "thing", "to", "remember.", "Check", "yourself", "Which", "one?", "Call", "them", "Wait", "here"])
        - 1
        + 20
    )
    assert lesson.reading_seconds == round(60 * words / 220)
    assert lesson.thinking_seconds == 10


@given(
    st.lists(st.text(alphabet="abcdefgäßñ漢字", min_size=1, max_size=9), min_size=1, max_size=30),
    st.sampled_from(["", "- ", "> ", "1. "]),
)
def test_no_word_of_the_prose_is_lost(words: list[str], mark: str) -> None:
    text = " ".join(words)
    lesson = lesson_of(f"{mark}{text}\n")
    (prose,) = [block for block in lesson.blocks if isinstance(block, Prose)]
    assert unescape(re.sub(r"<[^>]+>", "", prose.html)).split() == text.split()
    assert text in lesson.prose


def test_a_word_of_a_letter_is_emphasised_and_escaped() -> None:
    assert html_of("A **b** _c_ ~~d~~ `<e>` & f\\\ng  \nh\n") == (
        "<p>A <strong>b</strong> <em>c</em> <s>d</s> <code>&lt;e&gt;</code> &amp; f<br>\ng<br>\nh</p>\n"
    )


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("behaviours: [date-set]", "behaviours: [old-habit]"),
        ("stage: meet", "stage: gone"),
        ("## Check yourself", '[Done when](../process/meet/gone.md#done "include")\n\n## Check yourself'),
    ],
)
def test_what_nobody_is_given_may_name_what_is_gone(find: str, put: str) -> None:
    text = (world.HEAD + world.TITLE).replace(find, put)
    live, draft = world.compiled(text), world.compiled(text.replace("status: live", "status: draft"))
    errors = {one.code for one in live.diagnostics if one.severity == "error"}
    assert live.lesson is None
    assert errors
    assert errors <= {one.code for one in draft.diagnostics if one.severity == "warning"}
    assert draft.lesson is not None
