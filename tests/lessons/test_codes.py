"""Code, list and page of the rules say the same."""

import re
from pathlib import Path

from server.lessons.compiler.codes import CODES
from server.lessons.compiler.context import THRESHOLDS
from server.lessons.compiler.corpus import SHARES
from server.lessons.compiler.severity import WARNINGS

ROOT = Path(__file__).parents[2]
COMPILER = ROOT / "server" / "lessons" / "compiler"
PAGE = (ROOT / "docs" / "lesson-checks.md").read_text(encoding="utf-8")


def test_every_code_that_the_compiler_tells_is_listed_and_every_listed_one_is_told() -> None:
    texts = [path.read_text(encoding="utf-8") for path in COMPILER.rglob("*.py") if path.name != "codes.py"]
    assert {code for text in texts for code in re.findall(r'"([EWP]\d{3})"', text)} == set(CODES)


def test_the_page_has_a_row_for_every_rule() -> None:
    rows = re.findall(r"^\| `([EWP]\d{3})` *\| (\w+) *\| (.*?) *\|$", PAGE, re.MULTILINE)
    usual = {code: "warning" if code.startswith("W") or code in WARNINGS else "error" for code in CODES}
    assert rows == [(code, usual[code], rule) for code, rule in CODES.items()]


def test_the_page_has_a_row_for_every_threshold() -> None:
    rows = re.findall(r"^\| `(\w+)` *\| ([0-9.]+) *\| .*? *\|$", PAGE, re.MULTILINE)
    assert {name: float(value) for name, value in rows} == {**THRESHOLDS, **SHARES}
