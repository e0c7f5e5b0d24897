"""What `check` says about whole academies, case by case."""

import re
from datetime import date

import pytest

from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.codes import CODES
from tests.lessons.cases import FOLDER, Case, read_cases

TODAY = date(2026, 11, 21)
MEDIA = ("png", "mp3")

CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path.name)]


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_check_says_this_and_nothing_else(case: Case) -> None:
    texts = {path: data for path, data in case.files.items() if path.rpartition(".")[2] not in MEDIA}
    media = {path: "0" * 64 for path in case.files if path not in texts}
    told = compile_academy(texts, today=TODAY, media=media).diagnostics
    assert [f"{one.path}:{one.line}:{one.column} {one.code} {one.message}" for one in told] == case.expected
    for one in told:
        assert one.help
        assert 0 <= one.offset <= one.end <= len(case.files.get(one.path, b""))


def test_every_rule_across_files_has_a_case() -> None:
    said = {line.split()[1] for case in CASES for line in case.expected}
    across = {code for code in CODES if re.match(r"P(?!022)|W70|W40[567]|E108|E501", code)}
    assert not across - said
