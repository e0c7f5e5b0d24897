"""What `check` says about one lesson file, case by case, and what a lesson compiles to.

A case in `tests/cases/lessons/*.md` is a title, a line with one dot, the text of a lesson, a dot, what is expected, a dot. Text that does not
begin with `---` is put below front matter, and text that does not begin with `# ` below a title and a key point as well; lines are counted from
the first line of the case. In text `\\uXXXX` stands for a character that cannot be seen, and `{{300 × word }}` for 300 times `word `. What is
expected is either lines
`line:column CODE the message, or its beginning`, or the lesson in lines as `sketch.py` draws it.
"""

import re

import pytest

from server.lessons.compiler.codes import CODES
from server.lessons.compiler.lesson import Compiled
from tests.lessons import world
from tests.lessons.lesson_cases import CASES
from tests.lessons.sketch import sketch

ELSEWHERE = re.compile(r"P|E108|E50|W40[567]|W505|W70")
"""Codes of other files and of rules that need several lessons."""


@pytest.mark.parametrize("name", CASES)
def test_a_lesson_is_told_this_and_nothing_else(name: str) -> None:
    case = CASES[name]
    head = world.head_for(case.text)
    text = head + case.text
    compiled = world.compiled(text)
    told = said(compiled, head.count("\n"))
    if case.expected and not re.match(r"-?\d+:\d+ [EW]\d", case.expected[0]):
        assert told == []
        assert compiled.lesson is not None
        assert sketch(compiled.lesson) == case.expected
    else:
        assert len(told) == len(case.expected), told
        for is_told, expected in zip(told, case.expected, strict=True):
            assert is_told.startswith(expected)
    size = len(text.encode())
    for one in compiled.diagnostics:
        assert one.help
        assert 0 <= one.offset <= one.end <= size


def said(compiled: Compiled, above: int) -> list[str]:
    return [f"{one.line - above}:{one.column} {one.code} {one.message}" for one in compiled.diagnostics]


def test_every_rule_about_one_file_has_a_case() -> None:
    told = {line.split()[1] for case in CASES.values() for line in case.expected if re.match(r"-?\d", line)}
    assert {code for code in CODES if not ELSEWHERE.match(code)} - told == set()
