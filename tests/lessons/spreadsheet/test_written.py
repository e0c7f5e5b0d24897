"""What is written compiles to what was meant, and what did not change is left word by word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from server.lessons.compiler.library import Library
from server.lessons.compiler.model import Rules
from server.lessons.compiler.part import Notebook
from server.lessons.compiler.process.behaviour_file import read_behaviour
from server.lessons.spreadsheet import prose, written
from server.process.map import Behaviour, Clause
from tests.inspections.reference import PROCESS
from tests.machine import ROOT

MARKS = "ab1 .,:;'\"#*_`[](){}<>&\\|~!=+-/@%éß"
LINE = st.text(alphabet=MARKS, max_size=110).map(lambda text: " ".join(f"{text} x".split()))
PARAGRAPHS = st.lists(LINE, min_size=1, max_size=2).map("\n\n".join)
CLAUSES = st.lists(LINE, min_size=1, max_size=3).map(
    lambda texts: tuple(Clause(id=f"c{n}", text=text, source="buyer", line=0) for n, text in enumerate(texts))
)
BEHAVIOURS = st.builds(
    Behaviour,
    id=st.just("ask"),
    stage=st.just("meet"),
    title=LINE,
    statement=LINE,
    role=st.sampled_from(["rep", "any"]),
    source=st.just("buyer"),
    artifact=st.just("note"),
    fresh_days=st.integers(0, 90),
    version=st.integers(1, 9),
    steps=st.lists(LINE, min_size=1, max_size=3).map(tuple),
    clauses=CLAUSES,
    proof=PARAGRAPHS,
    inspect=PARAGRAPHS,
    drift=PARAGRAPHS,
    coach=PARAGRAPHS,
    gate=st.booleans(),
    always=st.booleans(),
    crosswalk=st.just({"spin": "Advance | go"}),
    file=st.just("process/meet/ask.md"),
)


def read(text: str) -> Behaviour:
    notes = Notebook(Library({"process/meet/ask.md": text}))
    found = read_behaviour("process/meet/ask.md", notes)
    _told, broken = notes.close(Rules(rules={"P010": "off"}))
    assert not broken, _told
    return replace(found, clauses=tuple(replace(one, line=0) for one in found.clauses))


@settings(max_examples=30)
@given(BEHAVIOURS)
def test_a_behaviour_compiles_to_what_was_meant(one: Behaviour):
    assert read(written.behaviour(one, None, None)) == one


@settings(max_examples=30)
@given(BEHAVIOURS, BEHAVIOURS)
def test_a_behaviour_that_changes_compiles_to_what_is_meant_now(before: Behaviour, now: Behaviour):
    text = written.behaviour(before, None, None)
    assert written.behaviour(before, before, text) == text
    assert read(written.behaviour(now, before, text)) == now


@pytest.mark.parametrize("id", ["next-step-confirmed", "concessions-traded", "paper-process-known"])
def test_the_files_of_the_reference_process_are_written_as_they_are(id: str):
    one = PROCESS.behaviour[id]
    assert written.behaviour(one, None, None) == (ROOT / "lessons" / one.file).read_text(encoding="utf-8")


def test_only_the_part_that_changed_is_written_anew():
    one = PROCESS.behaviour["next-step-confirmed"]
    text = (ROOT / "lessons" / one.file).read_text(encoding="utf-8")
    mine = text.replace("## Drift looks like `drift`\n", "<!-- Keep this. -->\n\n## How it slips `drift`\n").replace(
        "role: any\n", "role: any # everybody\n"
    )
    found = written.behaviour(replace(one, coach="Who said yes?", fresh_days=7), one, mine)
    assert found == mine.replace("fresh_days: 0\n", "fresh_days: 7\n").replace(
        f"{prose.paragraphs(one.coach)}\n", "Who said yes?\n"
    )


@pytest.mark.parametrize(
    "words", ["1. Ask", "- no", "# one", "> more", "+ plus", "=== x", "--- y", "a\\b", "2) two", "x < y & z", "&amp;"]
)
def test_a_line_opens_nothing(words: str):
    one = replace(PROCESS.behaviour["next-step-confirmed"], drift=words, file="process/meet/ask.md", id="ask", stage="meet")
    assert read(written.behaviour(one, None, None)).drift == words
