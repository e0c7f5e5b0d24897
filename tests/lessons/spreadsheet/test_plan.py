"""What an import would do to an academy: ids and history are kept, gates and lessons follow, and the same again changes nothing."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from server.lessons.spreadsheet import export
from server.lessons.spreadsheet.plan import plan
from tests.inspections.reference import PROCESS
from tests.lessons.cases import base
from tests.lessons.spreadsheet.tables import TODAY, applied, compiled, errors, planned, told
from tests.machine import ROOT

SAME = """
    Stage,Behaviour,Done when
    Meet,Date set,
    Agree,Terms agreed,
"""
MERGED = """
    Stage,Takes over,Behaviour,Done when,Gate
    Sell,Meet; agree,,,
    Sell,,Date set,,yes
"""


def as_rows(table: export.Table) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue()


def reference() -> dict[str, bytes]:
    """The files of the reference process, and what belongs to it."""
    root = ROOT / "lessons"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("process/**/*.md")}
    return {path: data for path, data in files.items() if "/artifacts/" not in path} | {
        "academy.yml": b"title: Reference\n",
        "people.yml": b"plumbline: The authors\n",
    }


def test_what_the_table_does_not_change_stays_word_by_word():
    assert planned(SAME).files == {}


def test_a_process_that_is_exported_and_imported_is_itself():
    table = as_rows(export.rows(PROCESS))
    files = reference()
    found = planned(table, files)
    assert (found.files, found.faults, found.questions) == ({}, (), ())
    alone = applied({}, planned(table, {}))
    again = compiled(alone)
    same = ("stages", "motions")
    assert [getattr(again, name) for name in same] == [getattr(PROCESS, name) for name in same]
    assert again.behaviours == PROCESS.behaviours
    written = [path for path in files if path.startswith("process/") and path != "process/reference.md"]
    assert [path for path in written if alone[path] != files[path]] == []
    assert errors(alone) == []


def test_no_cell_is_taken_for_a_formula():
    one = PROCESS.behaviours[0]
    sly = replace(PROCESS, behaviours=(replace(one, coach="=1+1", drift="-2"), *PROCESS.behaviours[1:]))
    assert [cell for row in export.rows(sly) for cell in row if cell[:1] in {"=", "-", "+", "@"}] == []
    assert planned(as_rows(export.rows(sly)), reference()).met.process.behaviours[0].coach == "=1+1"


def test_a_table_alone_makes_an_academy_that_has_nothing_to_mend():
    found = planned("\n".join(",".join(f'"{cell}"' for cell in row) for row in export.TEMPLATE), {})
    assert (found.faults, found.questions, found.met.unwritten["problem-confirmed"]) == ((), (), ("drift", "coach"))
    files = applied({}, found)
    assert errors(files) == []
    process = compiled(files)
    assert [(one.id, one.gate) for one in process.behaviours] == [("problem-confirmed", True), ("decision-steps-known", True)]
    assert [(one.stages, one.gates) for one in process.motions] == [
        (("understand", "decide"), ("problem-confirmed", "decision-steps-known"))
    ]


@pytest.mark.parametrize("title", ["Artifacts", "Media", "Partials", "Paths", "Process"])
def test_a_stage_is_not_called_as_a_folder_without_lessons(title: str):
    table = f"Stage,Stage id,Behaviour,Done when\n{title},{{}},Date set,It is in the calendar"
    (fault,) = planned(table.format(""), {}).faults
    assert (fault.line, "needs an id" in fault.words) == (2, True)
    assert planned(table.format("our-stage"), {}).faults == ()


def test_a_title_keeps_its_id_and_another_title_keeps_it_by_the_column_of_ids():
    found = planned("""
        Stage,Stage id,Behaviour,Behaviour id
        First talk,meet,Day fixed,date-set
        Agree,,Terms agreed,
    """)
    assert (found.faults, found.questions) == ((), ())
    process = compiled(applied(base(), found))
    assert [(one.id, one.title) for one in process.stages] == [("meet", "First talk"), ("agree", "Agree")]
    assert [(one.id, one.title) for one in process.behaviours] == [("date-set", "Day fixed"), ("terms-agreed", "Terms agreed")]
    assert sorted(found.files) == ["process/meet/date-set.md", "process/meet/stage.md", "process/reference.md"]


def test_a_title_that_is_like_one_of_the_process_is_asked_about():
    table = "Stage,Behaviour,Behaviour id,Done when\nMeet,Date is set,{},It is in the calendar\nAgree,Terms agreed,,"
    (question,) = planned(table.format("")).questions
    assert question.line == 2
    assert "'Date is set' looks like `date-set` (Date set). Write date-set under 'Behaviour id'" in question.words
    assert planned(table.format("date-set")).questions == ()
    assert planned(table.format("date-set")).met.process.behaviours[0].id == "date-set"
    new = planned(table.format("new"))
    assert (new.questions, new.met.process.behaviours[0].id) == ((), "date-is-set")
    assert planned(table.format(""), as_new=True).met.process.behaviours[0].id == "date-is-set"


def test_a_stage_that_is_taken_over_moves_its_gates_its_links_and_its_lessons():
    found = planned(MERGED)
    assert (found.faults, found.questions, found.broken) == ((), (), ())
    files = applied(base(), found)
    process = compiled(files)
    assert [one.id for one in process.stages] == ["sell"]
    assert [(one.id, one.stage, one.gate) for one in process.behaviours] == [
        ("date-set", "sell", True),
        ("terms-agreed", "sell", True),
    ]
    assert process.moved == {"meet": "sell", "agree": "sell"}
    assert process.motions[0].gates == ("date-set", "terms-agreed")
    assert found.met.followed == ("terms-agreed",)
    assert {one.change for one in found.lessons} == {"stage"}
    assert not [path for path in files if path.startswith(("process/meet/", "process/agree/"))]
    assert errors(files) == []


def test_a_behaviour_without_a_row_goes_and_lessons_about_it_become_drafts_that_break_nothing():
    found = planned("Stage,Behaviour\nMeet,Date set")
    assert {(one.change, one.about) for one in found.lessons} == {("draft", "terms-agreed")}
    files = applied(base(), found)
    assert errors(files) == []
    assert compiled(files).moved == {"agree": "meet"}
    assert b"status: draft" in files[found.lessons[0].path]


def test_what_the_checks_would_say_is_told_by_the_line_of_the_table():
    found = planned("Stage,Behaviour,Question\nMeet,Date set,Which colour has their elephant?\nAgree,Terms agreed,")
    (fault,) = found.faults
    assert fault.line == 2
    assert "asks what no clause asks" in fault.words


def test_a_point_without_an_id_keeps_that_of_the_words_it_had():
    before = compiled(base()).behaviour["date-set"].clauses
    words = "; ".join(f"{clause.text} indeed" for clause in before)
    found = planned(f"Stage,Behaviour,Done when\nMeet,Date set,{words}; And a new one\nAgree,Terms agreed,")
    now = found.met.process.behaviour["date-set"]
    assert [one.id for one in now.clauses] == [*(clause.id for clause in before), "new-one"]
    assert now.version == compiled(base()).behaviour["date-set"].version + 1


def test_an_artifact_keeps_its_page_without_the_chips_of_what_is_gone():
    page = b"---\nid: terms-note\ntitle: Terms\n---\n\n# Terms\n\n## Written `#written-down` `@terms-agreed`\n\nThem.\n"
    clause = compiled(base()).behaviour["terms-agreed"].clauses[0].id
    files = {**base(), "process/artifacts/terms-note.md": page.replace(b"written-down", clause.encode())}
    found = planned("Stage,Behaviour\nMeet,Date set", files)
    assert "## Written\n" in (found.files["process/artifacts/terms-note.md"] or "")


def test_an_academy_that_was_complete_is_growing_until_what_is_new_has_its_lessons():
    files = {**base(), "academy.yml": b"title: Small\ncoverage: complete\n"}
    found = planned("Stage,Behaviour,Done when\nMeet,Date set,\n,Budget named,A number is written\nAgree,Terms agreed,", files)
    assert (found.growing, found.faults) == (True, ())
    assert found.files["academy.yml"] == "title: Small\ncoverage: growing\n"


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("Stage,Behaviour\nMeet,Ask", 2, "'Ask' needs 'Done when'"),
        ("Stage,Behaviour,Done when,Gate\nMeet,Ask,a,no", 1, "No behaviour is a gate"),
        ("Stage,Takes over,Behaviour,Done when\nMeet,Elsewhere,Date set,", 2, "has no such stage"),
        ("Stage,Takes over,Behaviour,Done when\nMeet,Agree,Date set,\nAgree,,Terms agreed,", 2, "has a row of its own"),
        ("Stage,Behaviour,Done when\nMeet,契約,a", 2, "its name gives no id"),
        ("Stage,Behaviour,Behaviour id,Done when\nMeet,Ask,date-set,a\nAgree,Say,date-set,b", 3, "stands in line 2 already"),
        ("Stage,Behaviour,Behaviour id,Done when\nMeet,Ask,stage,a", 2, "is a word of the format"),
    ],
)
def test_what_cannot_be_is_told_by_its_line(table: str, line: int, words: str):
    faults = planned(table).faults
    assert [(fault.line, words in fault.words) for fault in faults if words in fault.words] == [(line, True)]
    assert planned(table).files == {} or not words


def test_of_a_process_with_errors_nothing_can_be_kept():
    files = {**base(), "process/meet/stage.md": b"---\nid: meet\n---\n"}
    with pytest.raises(ValueError, match=r"process/meet/stage.md:\d+: "):
        planned(SAME, files)


TITLES = st.sampled_from(["Date set", "Terms agreed", "People known", "Budget named", "Order signed"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["Meet", "Agree", "Sell"]), TITLES, st.sampled_from(["", "A; B #b", "It is 1. written; X"])),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[1],
)


@settings(max_examples=8, deadline=None)
@given(ROWS, st.sampled_from(["", "Meet", "Agree", "Meet; Agree"]))
def test_importing_the_same_file_twice_changes_nothing(rows: list[tuple[str, str, str]], over: str):
    lines = "\n".join(
        f"{stage},{title},{done or 'Seen'},{over if not number else ''},yes" for number, (stage, title, done) in enumerate(rows)
    )
    table = f"Stage,Behaviour,Done when,Takes over,Gate\n{lines}"
    found = planned(table, as_new=True)
    files = applied(base(), found)
    assert found.faults or errors(files) == []
    assert found.faults or plan(told(table), files, today=TODAY, as_new=True).files == {}


def test_a_motion_without_a_column_is_a_part_of_the_first_one_that_has():
    other = "  - id: other\n    title: Other\n    stages: [meet]\n    gates: [date-set]\n    max_days: {meet: 7}\n---\n"
    reference = base()["process/reference.md"].decode().replace("\n---\n", f"\n{other}", 1)
    table = "Stage,Behaviour,Motion: New customer (new)\nMeet,,9\n,Date set,yes\nAgree,,\n,Terms agreed,"
    found = planned(table, {**base(), "process/reference.md": reference.encode()})
    (motion,) = found.met.process.motions
    assert (motion.id, motion.stages, motion.gates, dict(motion.max_days)) == ("new", ("meet",), ("date-set",), {"meet": 9})
    assert (motion.aliases, motion.required_roles) == (("other",), ("uses", "pays"))
