"""Our scripts write to no name that came from elsewhere, so that nothing that is read can change what all objects have, and run nothing that is
read. Nor does the server.
"""

import ast
import re
from pathlib import Path

import pytest

from tests import tree

SCRIPTS = [
    path for folder in ("server/web/static/js", "server/web/worker", "server/web/scorm") for path in tree.below(folder, ".js")
]
WRITES = re.compile(
    r"__proto__|\.prototype\b|[\w)\]]\[[^\]]+\] *=[^=>]|Object\.assign\((?!document\.createElement\()|\bdefineProperty\b"
)

OURS = re.compile(r"^ *(?:for \(const \w+ of \[[\" ,\w]+\]\) collect\[|texts\[place\] = )")
"""Names that are written in the same line, and the number of a place in a list."""


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_no_script_writes_to_a_name_that_it_was_given(path: Path):
    assert [line for line in tree.read(path).splitlines() if WRITES.search(line) and not OURS.search(line)] == []


@pytest.mark.parametrize("line", ["kept[name] = value;", "Object.assign(into, from);", "a.b[c.d] = 1", "Thing.prototype.x = 1"])
def test_it_would_be_seen(line: str):
    assert WRITES.search(line)


RUNS = re.compile(r"\beval\(|\bnew Function\b|\b(?:outer|inner)HTML *[+=]|\binsertAdjacentHTML\b|\bdocument\.write")


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_no_script_runs_what_it_was_given(path: Path):
    assert [line for line in tree.read(path).splitlines() if RUNS.search(line)] == []


def test_the_server_runs_nothing_that_it_was_given():
    called = {
        node.func.id
        for path in tree.below("server", ".py")
        for node in ast.walk(ast.parse(tree.read(path)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & {"eval", "exec", "compile", "__import__"} == set()
    assert "isinstance" in called
