"""A behaviour keeps the id under which its history began, whatever its file calls it."""

from msgspec.structs import replace

from server.lessons.compiler.model import Academy, Included
from server.lessons.compiler.process.changes import differences
from server.lessons.compiler.process.rooted import rooted, roots
from server.process.map import Behaviour, Process
from tests.selling import ACADEMY, PROCESS

STEP = PROCESS.behaviours[0]


def called(id: str, *aliases: str, **others: Behaviour) -> Process:
    """The process whose first behaviour has this id in its file, and others after it."""
    named = replace(STEP, id=id, aliases=aliases)
    motions = tuple(replace(one, gates=tuple(id if gate == STEP.id else gate for gate in one.gates)) for one in PROCESS.motions)
    return replace(PROCESS, behaviours=(named, *PROCESS.behaviours[1:], *others.values()), motions=motions)


def served(process: Process, before: Process | None) -> Process:
    found = rooted(replace(ACADEMY, process=process), before).process
    assert found is not None
    return found


RENAMED = called("step-agreed", STEP.id)


def test_where_nothing_was_renamed_nothing_is_made_anew():
    assert rooted(ACADEMY, PROCESS) is ACADEMY
    assert rooted(replace(ACADEMY, process=None), PROCESS).process is None


def test_a_behaviour_with_an_alias_is_served_under_it_and_shows_what_it_is_called():
    now = served(RENAMED, PROCESS)
    assert (now.behaviours[0].id, now.behaviours[0].name) == (STEP.id, "step-agreed")
    assert [one.gates for one in now.motions] == [one.gates for one in PROCESS.motions]
    assert [(one.kind, one.before, one.after) for one in differences(PROCESS, now)] == [
        ("behaviour-called", STEP.id, "step-agreed")
    ]
    assert now.now_behaviour("step-agreed") == STEP.id


def test_everything_that_names_it_follows():
    lesson = ACADEMY.lessons[0]
    quoting = replace(lesson, blocks=(Included(title="Done when", html="", path="", behaviour="step-agreed"), *lesson.blocks))
    asking = replace(
        quoting,
        behaviours=("step-agreed",),
        questions=tuple(replace(one, behaviours=("step-agreed",)) for one in lesson.questions),
    )
    found = rooted(replace(ACADEMY, process=RENAMED, lessons=(asking, *ACADEMY.lessons[1:])), PROCESS)
    block = found.lessons[0].blocks[0]
    assert isinstance(block, Included)
    assert block.behaviour == STEP.id
    assert found.lessons[0].behaviours == (STEP.id,)
    assert {one.behaviours for one in found.lessons[0].questions} == {(STEP.id,)}
    assert {one.behaviour for one in found.artifacts[0].proves} == {one.behaviour for one in ACADEMY.artifacts[0].proves}


def test_named_twice_it_is_still_the_first():
    twice = served(called("step-set", "step-agreed", STEP.id), served(RENAMED, PROCESS))
    assert twice.behaviours[0].id == STEP.id


def test_an_alias_that_is_taken_away_later_takes_nothing_with_it():
    assert served(called("step-agreed"), served(RENAMED, PROCESS)).behaviours[0].id == STEP.id


def test_an_edit_that_is_taken_back_gives_the_history_back():
    back = served(PROCESS, served(RENAMED, PROCESS))
    assert (back.behaviours[0].id, back.behaviours[0].called) == (STEP.id, "")


def test_a_new_installation_begins_with_the_oldest_alias():
    assert roots(RENAMED, None)["step-agreed"] == STEP.id


def test_who_takes_the_id_of_anothers_history_gets_one_of_its_own():
    before = served(RENAMED, PROCESS)
    ids = roots(called("step-agreed", extra=replace(STEP, file="other.md")), before)
    assert ids == {**{one.id: one.id for one in PROCESS.behaviours[1:]}, "step-agreed": STEP.id, STEP.id: f"{STEP.id}-2"}


def test_what_was_kept_from_before_is_named_as_it_was():
    kept = Academy(**{name: getattr(ACADEMY, name) for name in ACADEMY.__struct_fields__} | {"process": RENAMED})
    assert rooted(kept, served(RENAMED, PROCESS)).lessons == ACADEMY.lessons
