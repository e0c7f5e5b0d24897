"""What the documents on security and trust say is held by a test or shown by a page, and the tests and pages are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from server.people.roles import READERS, VISIBLE
from server.web.access import ACCESS
from tests import tree
from tests.machine import ROOT

SECURITY = Path("docs/security.md")
TRUST = tree.below("docs/trust", ".md")
NAMED = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")
PAGE = re.compile(r"`(/[\w/{}.-]*)`")
STATES = ("met", "not applicable", "not met")


def test_every_requirement_stands_once_in_the_table_of_security():
    told = [number for numbers, _state, _words in rows() for number in numbers]
    asked = tree.read(Path("tests/house/asvs-5.0-level-2.txt")).split()
    assert sorted(told) == sorted(asked)


def test_what_is_met_names_its_test_and_the_sums_are_right():
    assert [numbers for numbers, state, words in rows() if state == "met" and not NAMED.search(words)] == []
    text = tree.read(SECURITY)
    for state in STATES:
        n = sum(len(numbers) for numbers, one, _words in rows() if one == state)
        assert f"**{n} {state}**" in text


@pytest.mark.parametrize("path", [SECURITY, *TRUST], ids=str)
def test_every_test_that_a_document_names_is_there(path: Path):
    named = set(NAMED.findall(tree.read(path)))
    assert {(file, name) for file, name in named if name not in named_in(file)} == set()


@pytest.mark.parametrize("path", TRUST, ids=str)
def test_every_statement_of_trust_names_its_test_or_its_page(path: Path):
    statements = [line for line in tree.read(path).splitlines() if line.startswith("- ")]
    assert statements
    assert [line for line in statements if not NAMED.search(line) and not PAGE.search(line)] == []
    pages = {page for line in statements for page in PAGE.findall(line)}
    assert pages <= {page for _method, page in ACCESS}


def test_the_table_of_who_sees_what_is_the_one_of_the_code():
    cells = [line.strip("| ").split(" | ") for line in tree.read(Path("docs/trust/who-sees-what.md")).splitlines() if "|" in line]
    told = {row[0]: tuple(row[1:]) for row in cells[2:]}
    assert told == {what.value: tuple(VISIBLE[what][reader].value for reader in READERS) for what in VISIBLE}


def rows() -> list[tuple[list[str], str, str]]:
    """Numbers, state and words of each row of requirements."""
    found = re.findall(r"^\| ([\d. ]+) \| ([a-z ]+) \| (.*) \|$", tree.read(SECURITY), re.MULTILINE)
    assert {state for _numbers, state, _words in found} == set(STATES)
    return [(numbers.split(), state, words) for numbers, state, words in found]


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests of a file, empty when there is no such file."""
    path = Path(file)
    if not (ROOT / path).exists():
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(ast.parse(tree.read(path))) if isinstance(node, functions))
