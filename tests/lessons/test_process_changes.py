"""What another version of a process does otherwise, what that touches, and what is said of it."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.lessons.compiler.edits.touched import Touched, touched
from server.lessons.compiler.model import Rules
from server.lessons.compiler.process.changes import Change, Kind, differences, process_changes
from server.lessons.process_words import WORDS, fate_sentence, sentence
from server.process.map import Behaviour, Clause, Process
from tests.selling import ACADEMY, PROCESS, behaviour

NEW, SMALL = PROCESS.motions[:2]
ACCESS = PROCESS.behaviour["stakeholder-access"]
WRITTEN, IN_TIME = ACCESS.clauses


def with_access(now: Behaviour) -> Process:
    return replace(PROCESS, behaviours=tuple(now if one.id == ACCESS.id else one for one in PROCESS.behaviours))


def with_clauses(*clauses: Clause) -> Process:
    return with_access(replace(ACCESS, clauses=clauses))


def with_stage(id: str, **values: object) -> Process:
    return replace(PROCESS, stages=tuple(replace(one, **values) if one.id == id else one for one in PROCESS.stages))


def with_motion(**values: object) -> Process:
    return replace(PROCESS, motions=tuple(replace(one, **values) if one.id == NEW.id else one for one in PROCESS.motions))


RENAMED = replace(ACCESS, id="access-to-all", aliases=("stakeholder-access",))
RENAMED_EVERYWHERE = replace(
    with_access(RENAMED),
    motions=tuple(
        replace(one, gates=tuple(RENAMED.id if gate == ACCESS.id else gate for gate in one.gates)) for one in PROCESS.motions
    ),
)
MERGED = replace(
    PROCESS,
    stages=tuple(one for one in PROCESS.stages if one.id != "align"),
    behaviours=tuple(replace(one, stage="discover") if one.stage == "align" else one for one in PROCESS.behaviours),
    moved={"align": "discover"},
)
ACCORD = replace(
    PROCESS,
    stages=tuple(replace(one, id="accord") if one.id == "align" else one for one in PROCESS.stages),
    behaviours=tuple(replace(one, stage="accord") if one.stage == "align" else one for one in PROCESS.behaviours),
    moved={"align": "accord"},
)

CASES: dict[str, tuple[Process, list[tuple[Kind, str]], str]] = {
    "nothing": (PROCESS, [], ""),
    "a stage is called otherwise": (with_stage("align", title="Agree"), [("stage-renamed", "align")], "goes-on"),
    "a stage has another exit": (with_stage("align", exit="All agreed."), [("stage-exit", "align")], "goes-on"),
    "a stage is taken over": (MERGED, [("stage-merged", "align"), ("behaviour-moved", "stakeholder-access")], "goes-on"),
    "a stage has another id": (ACCORD, [("stage-merged", "align")], "goes-on"),
    "a stage is gone": (replace(MERGED, moved={}), [("stage-gone", "align"), ("behaviour-moved", "stakeholder-access")], "ends"),
    "stages change places": (
        replace(PROCESS, stages=(PROCESS.stages[1], PROCESS.stages[0], *PROCESS.stages[2:])),
        [("stage-moved", "engage")],
        "goes-on",
    ),
    "a behaviour has another id": (RENAMED_EVERYWHERE, [("behaviour-called", "access-to-all")], "goes-on"),
    "a behaviour has another title": (
        with_access(replace(ACCESS, title="Everybody heard")),
        [("behaviour-renamed", "stakeholder-access")],
        "goes-on",
    ),
    "a behaviour is new": (
        replace(PROCESS, behaviours=(*PROCESS.behaviours, behaviour("champion", "align", "Champion"))),
        [("behaviour-added", "champion")],
        "begins",
    ),
    "a behaviour is gone": (
        replace(PROCESS, behaviours=tuple(one for one in PROCESS.behaviours if one.id != "insight-shared")),
        [("behaviour-gone", "insight-shared")],
        "ends",
    ),
    "it is explained otherwise": (
        with_access(replace(ACCESS, coach="Who?", drift="One friend.")),
        [("behaviour-reworded", "stakeholder-access")],
        "goes-on",
    ),
    "a clause is reworded": (
        with_clauses(replace(WRITTEN, text="Written down by a named person of the buyer"), IN_TIME),
        [("clause-reworded", "stakeholder-access")],
        "goes-on",
    ),
    "another clause takes the id": (
        with_clauses(replace(WRITTEN, text="Seen live in the last month"), IN_TIME),
        [("clause-replaced", "stakeholder-access")],
        "anew",
    ),
    "a clause is new": (
        with_clauses(WRITTEN, IN_TIME, Clause(id="live", text="Spoken with live", source="buyer")),
        [("clause-added", "stakeholder-access")],
        "begins",
    ),
    "a clause is gone": (with_clauses(IN_TIME), [("clause-gone", "stakeholder-access")], "ends"),
    "its proof comes from elsewhere": (
        with_clauses(replace(WRITTEN, source="system"), IN_TIME),
        [("clause-source", "stakeholder-access")],
        "anew",
    ),
    "a timed clause is none": (
        with_clauses(WRITTEN, replace(IN_TIME, timed=False)),
        [("clause-untimed", "stakeholder-access")],
        "anew",
    ),
    "proof stays fresh for longer": (
        with_access(replace(ACCESS, fresh_days=90)),
        [("behaviour-fresh", "stakeholder-access")],
        "goes-on",
    ),
    "it is asked at every stage": (with_access(replace(ACCESS, always=True)), [("always-on", "stakeholder-access")], "goes-on"),
    "a gate is switched off": (
        with_motion(gates=tuple(one for one in NEW.gates if one != "stakeholder-access")),
        [("gate-off", "stakeholder-access")],
        "goes-on",
    ),
    "a gate is switched on": (
        with_motion(gates=(*NEW.gates, "insight-shared")),
        [("gate-on", "insight-shared")],
        "goes-on",
    ),
    "a motion has other days": (
        with_motion(max_days={**NEW.max_days, "align": 60}),
        [("motion-days", "new")],
        "goes-on",
    ),
    "a motion counts as another": (
        replace(PROCESS, motions=(replace(NEW, aliases=("small",)), *PROCESS.motions[2:])),
        [("motion-merged", "small")],
        "goes-on",
    ),
    "a motion is gone": (replace(PROCESS, motions=(NEW, *PROCESS.motions[2:])), [("motion-gone", "small")], "ends"),
}


@pytest.mark.parametrize(("now", "expected", "fate"), CASES.values(), ids=CASES)
def test_each_change_is_told_by_its_kind_with_what_becomes_of_answers_from_before(
    now: Process, expected: list[tuple[Kind, str]], fate: str
):
    found = differences(PROCESS, now)
    assert [(one.kind, one.id) for one in found] == expected
    assert not found or found[0].fate == fate
    assert all(one.comparable is (one.fate == "goes-on") for one in found)


@given(st.permutations(range(4)))
def test_an_order_is_told_by_the_fewest_stages_that_moved(order: list[int]):
    now = replace(PROCESS, stages=tuple(PROCESS.stages[place] for place in order))
    moved = {one.id for one in differences(PROCESS, now) if one.kind == "stage-moved"}
    stayed = [one.id for one in PROCESS.stages if one.id not in moved]
    assert [one.id for one in now.stages if one.id not in moved] == stayed
    assert len(moved) < 4


def test_floors_and_cadences_are_told_beside_the_process():
    now = replace(ACADEMY, rules=Rules(thresholds={"stage_accuracy": 60}, cadences={"align": "full 14"}))
    found = process_changes(ACADEMY, now)
    assert [(one.kind, one.id, one.before, one.after) for one in found] == [
        ("threshold", "stage_accuracy", "70", "60"),
        ("cadence", "align", "", "full 14"),
    ]
    assert touched(found[0], ACADEMY, now).signals == ("stage_accuracy",)
    assert process_changes(replace(ACADEMY, process=None), now) == ()


def test_a_cadence_follows_the_id_of_its_stage():
    before = replace(ACADEMY, rules=Rules(cadences={"align": "full 14"}))
    after = replace(ACADEMY, process=ACCORD, rules=Rules(cadences={"accord": "full 14"}))
    assert [one.kind for one in process_changes(before, after)] == ["stage-merged"]


def test_a_clause_touches_its_lessons_questions_templates_and_paths():
    step = PROCESS.behaviour["next-step-confirmed"]
    clauses = (replace(step.clauses[0], text="Written down by a named person of the buyer"), *step.clauses[1:])
    behaviours = (replace(step, clauses=clauses), *PROCESS.behaviours[1:])
    now = replace(ACADEMY, process=replace(PROCESS, behaviours=behaviours))
    (change,) = process_changes(ACADEMY, now)
    assert touched(change, ACADEMY, now) == Touched(
        behaviours=("next-step-confirmed",),
        lessons=("next-step", "hear-it", "draft"),
        questions=tuple(
            f"{lesson}#{question}" for lesson in ("next-step", "hear-it", "draft") for question in ("first", "second")
        ),
        criteria=("next-step-confirmed/written",),
        templates=("meeting-recap",),
        paths=("new-rep",),
        signals=("stage_accuracy",),
    )


def test_a_clause_of_another_behaviour_touches_none_of_them():
    found = touched(Change(kind="clause-gone", id="insight-shared", clause="written"), ACADEMY, ACADEMY)
    assert (found.lessons, found.questions, found.templates, found.paths) == ((), (), (), ())
    assert found.criteria == ("insight-shared/written",)


def test_a_lesson_is_found_by_each_id_that_its_behaviour_ever_had():
    step = replace(PROCESS.behaviours[0], id="step-agreed", aliases=("next-step-confirmed",))
    now = replace(ACADEMY, process=replace(PROCESS, behaviours=(step, *PROCESS.behaviours[1:])))
    found = touched(Change(kind="clause-gone", id="step-agreed", clause="x"), ACADEMY, now)
    assert found.lessons == ("next-step", "hear-it", "draft")


@pytest.mark.parametrize(
    ("kind", "signals"),
    [("stage-days", {"stalled"}), ("gate-on", {"stage_accuracy"}), ("cadence", {"inspection_recency"}), ("stage-exit", set())],
)
def test_what_is_set_touches_the_signals_that_are_counted_by_it(kind: Kind, signals: set[str]):
    assert set(touched(Change(kind=kind, id="align"), ACADEMY, ACADEMY).signals) == signals


@pytest.mark.parametrize("say", [sentence, lambda change, _was, _now: fate_sentence(change)], ids=["change", "fate"])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_its_words(kind: Kind, say: Callable[[Change, Process, Process], str]):
    change = Change(kind=kind, id="align", title="Access", clause="written", before="commit", after="align", places=("new",))
    told = say(change, PROCESS, PROCESS)
    assert told.endswith(".")
    assert "%(" not in told
    assert WORDS.keys() == set(get_args(Kind))


def test_stages_are_told_by_their_names_also_those_that_are_gone():
    moved = Change(kind="behaviour-moved", id=ACCESS.id, title="Access", before="align", after="discover")
    assert sentence(moved, PROCESS, MERGED) == "Access belongs to Discover. It belonged to Align."
    days = Change(kind="motion-days", id="new", title="New", before="align 28", after="align 30\ndiscover 7")
    assert sentence(days, PROCESS, PROCESS) == "Usual days of the kind of deal New: Align 30, Discover 7. They were Align 28."
