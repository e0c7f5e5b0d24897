from datetime import date
from functools import cache

import pytest

from server.inspections.focus import MOST, behaviours
from server.lessons.compiler.academy import compile_academy
from server.lessons.outside import read_folder
from server.process.map import Process
from tests.machine import ROOT
from tests.selling import PROCESS


@cache
def reference() -> Process:
    """The process that ships with the product."""
    process = compile_academy(read_folder(ROOT / "lessons").texts, today=date(2026, 11, 17)).academy.process
    assert process is not None
    return process


def test_the_focus_is_what_is_always_on_and_what_one_stage_has():
    assert behaviours(PROCESS, "discover") == ("next-step-confirmed", "problem-in-buyer-words", "insight-shared")


def test_whatever_the_stage_at_most_six_behaviours_are_in_focus_and_all_of_its_gates_are():
    for stage in reference().stages:
        found = behaviours(reference(), stage.id)
        assert len(found) <= MOST
        always = {one.id for one in reference().behaviours if one.always}
        gates = {one.id for one in reference().in_stage(stage.id) if one.gate}
        assert always | gates <= set(found)
        assert {reference().behaviour[one].stage for one in set(found) - always} <= {stage.id}


def test_a_focus_on_align_asks_for_who_decides_and_how():
    assert behaviours(reference(), "align") == (
        "agenda-agreed",
        "next-step-confirmed",
        "stakeholders-mapped",
        "stakeholder-access",
        "champion-tested",
        "buying-process-mapped",
    )


def test_a_stage_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        behaviours(PROCESS, "gone")
