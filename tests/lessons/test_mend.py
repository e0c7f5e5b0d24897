"""What `check --fix` writes into a lesson, case by case: `tests/cases/mend/*.md` hold a title, a text and that text mended, parted by dots."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.mend import Mended, mended
from server.lessons.compiler.model import Lesson
from tests.lessons import world
from tests.lessons.lesson_cases import CASES as ALL
from tests.lessons.lesson_cases import FOLDER, Case, read_cases

CASES = list(read_cases(FOLDER.parent / "mend" / "all.md"))
FIXED = {"E203", "E215"}


def told(data: bytes) -> Sequence[Diagnostic]:
    return world.compiled(data).diagnostics


def fix(data: bytes) -> Mended:
    return mended(world.PATH, data, told)


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_is_mended_like_this(case: Case, end: str) -> None:
    text, expected = case.text, "\n".join(case.expected) + "\n"
    head = world.head_for(text)
    new = fix((head + text).replace("\n", end).encode())
    assert new.data.decode() == (head + expected).replace("\n", end)
    assert bool(new.edits) == (text != expected)


def test_what_was_done_is_said_with_its_place() -> None:
    text = "### Which?\n\n- (X) Call\n  > Yes, now.\n- ( )\u00a0Wait\n  > Not now.\n"
    head = world.head_for(text)
    edits = fix((head + text).encode()).edits
    above = head.count("\n")
    assert [(edit.line - above, edit.column, edit.code, edit.said) for edit in edits] == [
        (1, 11, "E203", "the question is called `#which`"),
        (3, 3, "E215", "`(X)` is `(x)`"),
        (5, 3, "E215", "a space follows it"),
    ]


def test_a_byte_order_mark_and_a_missing_last_line_end_stay() -> None:
    text = "### Which? `#which`\n\n- (X) Call\n  > Yes, now.\n- ( ) Wait"
    data = b"\xef\xbb\xbf" + (world.head_for(text) + text).encode()
    assert fix(data).data == data.replace(b"(X)", b"(x)")


def test_a_file_that_cannot_be_read_stays() -> None:
    assert fix(b"### Which?\n\n- (X) \xff\n") == Mended(b"### Which?\n\n- (X) \xff\n")


@pytest.mark.parametrize("name", sorted(ALL)[::4])
def test_every_case_of_the_checks_is_no_worse_and_mended_once(name: str) -> None:
    text = ALL[name].text
    keeps_its_word((world.head_for(text) + text).encode())


PIECES = st.sampled_from(
    [
        *(
            "### Which one?",
            "### Which one? `#which-one`",
            "### Go on `scenario`",
            "### Go on `#go` `scenario`",
            "#### Monday `#monday`",
        ),
        *(
            "#### It ends `#ends` `moved`",
            "### Promise `commit`",
            "## Part",
            "",
            "",
            "Some words.",
            "- (X) Call",
            "- (x) Call -> `#ends`",
        ),
        *(
            "- ( ) Wait => `#monday`",
            "- ()Wait",
            "- [*] A",
            "- [X] B",
            "- []C",
            "- [x]D",
            "- (o) E",
            "- =F",
            "- `due` 2 days",
            "  > Yes, now.",
        ),
        *(
            "- ( )\u00a0G",
            "-(x) H",
            "> [!NOTE]",
            "> Because.",
            "```",
            "<!--",
            "-->",
            "- (x] I `#a`",
            "1. One",
            "- [x](y) Z",
            "###Which two?",
        ),
    ]
)


@given(st.lists(PIECES, max_size=14), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60, deadline=None)
def test_mending_leaves_no_fault_that_was_not_there_and_mends_all_at_once(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + "\n"
    keeps_its_word((world.head_for("### x\n") + text).replace("\n", end).encode())


def keeps_its_word(data: bytes) -> None:
    new = fix(data)
    before, after = told(data), told(new.data)
    assert not places(after) - places(before)
    assert Counter(one.code for one in after if one.code in FIXED) <= Counter(one.code for one in before if one.code in FIXED)
    assert fix(new.data) == Mended(new.data)
    assert data.count(b"\n") == new.data.count(b"\n")
    assert ids(data) <= ids(new.data)
    changed = [
        number for number, pair in enumerate(zip(lines_of(data), lines_of(new.data), strict=True), start=1) if pair[0] != pair[1]
    ]
    assert set(changed) == {edit.line for edit in new.edits}


def places(found: Sequence[Diagnostic]) -> Counter[tuple[int, str]]:
    return Counter((one.line, one.code) for one in found if one.severity == "error")


def ids(data: bytes) -> set[str]:
    lesson: Lesson | None = world.compiled(data).lesson
    return {question.id for question in lesson.questions} if lesson else set()


def lines_of(data: bytes) -> list[str]:
    return read(world.PATH, data).lines
