"""What becomes of stages, behaviours and motions that a process has no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.selling import PROCESS

NEW, SMALL = PROCESS.motion["new"], PROCESS.motion["small"]

MERGED = replace(
    PROCESS,
    stages=tuple(stage for stage in PROCESS.stages if stage.id != "align"),
    behaviours=tuple(one for one in PROCESS.behaviours if one.stage != "align"),
    motions=(replace(NEW, stages=("engage", "discover", "commit"), gates=("next-step-confirmed",), aliases=("small",)),),
    moved={"align": "discover"},
)
"""Align became a part of Discover, its behaviours are gone, and small deals count as new ones."""


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (("new", "engage"), ("new", "engage")),
        (("new", "align"), ("new", "discover")),
        (("small", "align"), ("new", "discover")),
        (("small", "commit"), ("new", "commit")),
        (("new", "never-heard-of"), ("new", "never-heard-of")),
        (("never-heard-of", "align"), ("never-heard-of", "discover")),
    ],
    ids=" in ".join,
)
def test_a_deal_stands_where_the_process_puts_its_claim(said: tuple[str, str], stands: tuple[str, str]):
    assert MERGED.standing(*said) == stands


def test_a_stage_that_the_motion_leaves_out_is_left_for_the_next_that_it_keeps_or_else_the_last():
    assert PROCESS.standing("small", "align") == ("small", "commit")
    short = replace(PROCESS, motions=(replace(SMALL, stages=("engage", "discover")),))
    assert short.standing("small", "commit") == ("small", "discover")


def test_what_is_gone_keeps_its_name():
    after = MERGED.after(PROCESS)
    assert after.stage_title("align") == "Align"
    assert after.behaviour_title("stakeholder-access") == PROCESS.behaviour["stakeholder-access"].title
    assert after.motion_title("small") == SMALL.title
    assert after.titles["align"] == "Align"
    assert after.stage_title("never-heard-of") == "never-heard-of"


def test_of_a_behaviour_that_is_gone_its_name_is_known_and_nothing_is_to_be_done():
    left = MERGED.after(PROCESS).known("stakeholder-access")
    assert left is not None
    assert (left.title, left.clauses, left.steps) == (PROCESS.behaviour["stakeholder-access"].title, (), ())
    assert PROCESS.known("stakeholder-access") == PROCESS.behaviour["stakeholder-access"]
    assert PROCESS.known("never-heard-of") is None


def test_names_last_over_several_processes_and_what_comes_back_is_gone_no_more():
    later = replace(MERGED, title="Another").after(MERGED.after(PROCESS))
    assert later.stage_title("align") == "Align"
    assert PROCESS.after(later) == PROCESS


@given(st.sampled_from(["new", "small", "x"]), st.sampled_from(["engage", "discover", "align", "commit", "x"]))
def test_where_a_deal_stands_it_stays(motion: str, stage: str):
    for process in (PROCESS, MERGED):
        assert process.standing(*process.standing(motion, stage)) == process.standing(motion, stage)
