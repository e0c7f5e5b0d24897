"""What `check` says about one lesson file, case by case, and what a lesson compiles to.

A case in `tests/cases/lessons/*.md` is a title, a line with one dot, the text of a lesson, a dot, what is expected, a dot. Text that does not
begin with `---` is put below front matter, and text that does not begin with `# ` below a title and a key point as well; lines are counted from
the first line of the case. In text `\\uXXXX` stands for a character that cannot be seen, and `{{300 × word }}` for 300 times `word `. What is
expected is either lines
`line:column CODE the message, or its beginning`, or the lesson in lines as `sketch.py` draws it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.lessons.compiler.codes import CODES
from server.lessons.compiler.lesson import Compiled
from tests.lessons import world
from tests.lessons.sketch import sketch

FOLDER = Path(__file__).parents[1] / "cases" / "lessons"
ELSEWHERE = re.compile(r"P|E108|E50|W40[567]|W505|W70")
"""Codes of other files and of rules that need several lessons."""


@dataclass(frozen=True)
class Case:
    title: str
    text: str
    expected: list[str]


def read_cases(path: Path) -> Iterator[Case]:
    parts: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line == ".":
            parts.append([])
        else:
            parts[-1].append(line)
    for title, text, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
        written = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), "\n".join(text))
        written = re.sub(r"\{\{(\d+) × (.*?)\}\}", lambda found: int(found[1]) * found[2], written, flags=re.DOTALL)
        yield Case(" ".join(title).strip(), f"{written}\n", expected)


CASES = {f"{path.stem}: {case.title}": case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)}


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
