"""Front matter keeps the place of everything."""

from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.markdown.front import Front, read_front
from server.lessons.compiler.markdown.source import read

TEXT = """---
id: tried
title: "Grüße 😀: all"
list: [one, "two 😀", three]
lines:
  - first
  -   second
deep: {a: b, c: [d]}
empty:
---
"""


def front_of(text: str) -> tuple[Front, Faults]:
    faults = Faults()
    front, _ = read_front(read("a.md", text), faults)
    assert front is not None
    return front, faults


def test_values_are_strings_lists_and_maps() -> None:
    front, faults = front_of(TEXT)
    assert not faults
    assert {key: value.plain() for key, (_, value) in front.entries.items()} == {
        "id": "tried",
        "title": "Grüße 😀: all",
        "list": ["one", "two 😀", "three"],
        "lines": ["first", "second"],
        "deep": {"a": "b", "c": ["d"]},
        "empty": "",
    }


def test_every_key_and_value_stands_where_it_says() -> None:
    front, _ = front_of(TEXT)
    lines = TEXT.split("\n")
    for key, (at, value) in front.entries.items():
        assert lines[at.line - 1][at.column - 1 : at.column - 1 + at.length] == key
        for item in value.items or [value]:
            if item.text:
                assert item.text in lines[item.line - 1][item.column - 1 : item.column - 1 + item.length]


def test_yes_and_dates_stay_words() -> None:
    front, _ = front_of("---\na: yes\nb: 2026-01-02\nc: 1e3\nd: null\n---\n")
    assert [value.text for _, value in front.entries.values()] == ["yes", "2026-01-02", "1e3", "null"]


def test_what_stands_above_a_fault_can_still_be_read() -> None:
    front, faults = front_of("---\nid: tried\nstage: [meet\nkind: teach\n---\n")
    assert not front.whole
    assert front.text("id") == "tried"
    assert [fault.code for fault in faults] == ["E102"]


@given(st.text())
def test_no_yaml_raises(text: str) -> None:
    faults = Faults()
    source = read("a.md", f"---\n{text}\n---\n")
    front, end = read_front(source, faults)
    assert front is not None
    assert 0 < end <= len(source.lines)
    assert front.whole == (not faults)
    for fault in faults:
        assert 1 <= fault.line <= len(source.lines)
