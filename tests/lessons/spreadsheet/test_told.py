"""What a table of stages and behaviours says, whoever made it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.lessons.spreadsheet.cells import Box, box, box_words, items, one_cell, yes
from server.lessons.spreadsheet.columns import FIELDS, columns_of, plain
from tests.lessons.spreadsheet.tables import told

WORDS = st.text(alphabet="abc é;.'1)-", max_size=20).map(lambda text: " ".join(f"{text} b".split()))


def test_a_row_without_a_behaviour_is_a_stage_and_one_without_a_stage_belongs_to_the_row_above():
    found = told("""
        Stage,Left when,Usual days,Behaviour,Done when,Gate
        Meet,A date is set.,7,,,
        ,,,Date set,The buyer accepted it; It says what for,yes
        ,,,People known,Each has a name,no
        Agree,,14 days,Terms agreed,Written down,x
    """)
    assert found.faults == ()
    assert [(one.title, one.exit, one.days) for one in found.stages] == [("Meet", "A date is set.", 7), ("Agree", "", 14)]
    assert [(one.line, one.stage, one.title, one.gate) for one in found.behaviours] == [
        (3, "meet", "Date set", True),
        (4, "meet", "People known", False),
        (5, "agree", "Terms agreed", True),
    ]
    assert [one.text for one in found.behaviours[0].boxes] == ["The buyer accepted it", "It says what for"]


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        ("Phase|Activity|Definition of Done|Must", {"stage", "behaviour", "done", "gate"}),
        ("PIPELINE STAGE|Exit criteria|Key activity|Checklist", {"stage", "exit", "behaviour", "done"}),
        ("Sales stage|Behavior|Verifiable outcome|Evidence", {"stage", "behaviour", "done", "proof"}),
    ],
)
def test_heads_are_known_by_many_names(heads: str, fields: set[str]):
    assert set(columns_of(heads.split("|")).fields) == fields


def test_every_head_that_we_write_is_read_back_and_no_name_means_two_things():
    heads = [names[0] for names in FIELDS.values()]
    assert list(columns_of(heads).fields) == list(FIELDS)
    every = [plain(name) for names in FIELDS.values() for name in dict.fromkeys(map(plain, names))]
    assert sorted({name for name in every if every.count(name) > 1}) == []


def test_methods_and_kinds_of_deals_have_columns_of_their_own_and_strangers_are_told():
    found = columns_of(["Stage", "Behaviour", "Sandler", "Method: Our way", "Motion: New (new; uses, pays)", "Colour"])
    assert dict(found.methods) == {"sandler": 2, "our-way": 3}
    assert [(one.title, one.id, one.roles) for one in found.motions] == [("New", "new", ("uses", "pays"))]
    assert found.strangers == ("Colour",)


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("Phase,Colour\nA,b", 1, "There is no column 'Behaviour'"),
        ("Stage,Behaviour\n,Ask", 2, "names no stage"),
        ("Stage,Behaviour\nMeet,Ask\nAgree,ask", 3, "stands in line 2 already"),
        ("Stage,Behaviour,Usual days\nMeet,,soon", 2, "'Usual days' is 'soon'; write a whole number of days from 1"),
        ("Stage,Behaviour,Usual days\nMeet,,7\nMeet,,9", 3, "'Usual days' says something else"),
        ("Stage,Behaviour,Gate\nMeet,Ask,perhaps", 2, "'Gate' is 'perhaps'; write yes or no."),
        ("Stage,Behaviour,Role\nMeet,Ask,boss", 2, "'Role' is 'boss'"),
        ("Stage,Behaviour,Source\nMeet,Ask,bayer", 2, "did you mean `buyer`?"),
        ("Stage,Behaviour,Behaviour id\nMeet,Ask,Ask Me", 2, "is no id"),
        ("Stage,Behaviour,Done when\nMeet,Ask,a #x; b #x", 2, "are called #x"),
        ("Stage,Behaviour,Done when\nMeet,Ask,a [source boss]", 2, "'boss' is no source of proof"),
        ("Stage,Behaviour,Done when\nMeet,Ask,#x", 2, "has no words"),
        ("Stage,Behaviour\nMeet,A\u202esk", 2, "cannot be seen"),
        ("Stage,Behaviour,Proof\nMeet,Ask," + "x" * 2_001, 2, "2,001 characters"),
        ("Stage,Behaviour\n,", 1, "has no rows"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(table: str, line: int, words: str):
    (fault,) = told(table).faults
    assert fault.line == line
    assert words in fault.words


def test_a_point_may_carry_its_id_and_what_it_asks_for():
    assert box("[ ] Sent the same day #same-day [timed] [source seller-note]") == Box(
        text="Sent the same day", id="same-day", source="seller-note", timed=True
    )
    assert box("Renewal `#renewal` `na`") == Box(text="Renewal", id="renewal", na=True)
    assert box("Item #1 is signed") == Box(text="Item #1 is signed")


@settings(max_examples=30)
@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_list_in_a_cell_reads_back(parts: list[str]):
    assert items(one_cell(parts)) == tuple(parts)


@given(
    WORDS,
    st.from_regex(r"[a-z]{3,8}(-[a-z]{2,5})?", fullmatch=True),
    st.sampled_from(["", "buyer"]),
    st.booleans(),
    st.booleans(),
)
def test_a_point_reads_back(text: str, id: str, source: str, timed: bool, na: bool):  # drawn by hypothesis
    told = Box(text=text, id=id, source=source, timed=timed, na=na)
    assert box(box_words(told)) == told


def test_yes_and_no_in_several_languages():
    assert [yes(word) for word in ("Yes", " x ", "sí", "ja", "1")] == [True] * 5
    assert [yes(word) for word in ("No", "-", "nein", "0")] == [False] * 4
    assert yes("maybe") is None
