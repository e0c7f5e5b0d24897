"""What counts as evidence, and how much."""

from datetime import timedelta

import pytest
from hypothesis import given
from msgspec.structs import replace

from server.facts import Fact, HintTaken, LessonBegun
from server.gaps.actions import learn
from server.gaps.evidence import DO, HOLDING, KNOW, Evidence, of
from server.wiring import REACTIONS
from tests.gaps.world import BEHAVIOURS, DEALS, INES, MONDAY, TAKE, answer, completed, histories, move, seen

AT = MONDAY.timestamp()


@pytest.mark.parametrize(
    ("fact", "weight"),
    [
        (answer(), 1.0),
        (answer(hints=2), 0.5),
        (answer(nth=1), 0.0),
        (answer(nth=3, hints=1), 0.0),
        (move(), 1.0),
        (move(round=1), 0.0),
        (replace(move(), retry=True), 0.0),
        (move(hints=1), 0.5),
        (move(round=1, hints=2), 0.0),
        (completed("next-step-confirmed"), 0.0),
    ],
)
def test_every_piece_has_the_weight_of_the_design(fact: Fact, weight: float):
    (piece,) = of(fact, MONDAY)
    assert (piece.channel, piece.weight, piece.at) == (KNOW, weight, AT)


@pytest.mark.parametrize(
    "fact",
    [
        answer(mark=None),
        replace(answer(), behaviours=()),
        replace(move(), behaviours=()),
        completed(),
        HintTaken(take=TAKE, lesson="a-lesson", question="q", nth=1),
        LessonBegun(take=TAKE, lesson="a-lesson", lesson_hash="h"),
    ],
)
def test_what_is_never_scored_is_no_evidence(fact: Fact):
    assert not of(fact, MONDAY)


@pytest.mark.parametrize(
    ("fact", "y", "weight"),
    [
        (seen("met"), 1.0, 1.0),
        (seen("partly", missing=("buyer-date",)), 0.5, 1.0),
        (seen("not-met"), 0.0, 1.0),
        (seen("met", mode="delta"), 1.0, 1.0),
        (seen("met", mode="together"), 1.0, 1.0),
        (seen("met", mode="blind"), 1.0, 1.0),
        (seen("met", mode="blind", pick="second-look"), 1.0, 1.0),
        (seen("met", pick="risk"), 1.0, 0.5),
        (seen("not-met", pick="random"), 0.0, 1.0),
        (seen("claimed", hollow=("buyer-date",)), 0.0, 0.0),
        (seen("claimed", pick="risk"), 0.0, 0.0),
    ],
)
def test_every_look_at_a_deal_has_the_weight_of_the_design(fact: Fact, y: float, weight: float):
    (piece,) = of(fact, MONDAY)
    assert (piece.channel, piece.y, piece.weight, piece.at) == (DO, y, weight, AT)


@pytest.mark.parametrize(
    "fact",
    [
        *(seen("met", mode=mode) for mode in ("self-check", "baseline", "key")),
        *(seen("claimed", mode=mode) for mode in ("self-check", "baseline", "key")),
        seen("met", training=True),
        seen("not-applicable"),
        seen("not-asked"),
    ],
)
def test_what_is_no_look_of_somebody_else_at_what_was_done_is_no_evidence(fact: Fact):
    assert not of(fact, MONDAY)


def test_a_look_names_its_deal_its_inspector_and_the_clauses_that_nothing_showed():
    (piece,) = of(seen("claimed", deal=2, missing=("owners",), hollow=("buyer-date",)), MONDAY)
    assert (piece.deal, piece.inspector, piece.missing) == (str(DEALS[2]), str(INES), ("owners", "buyer-date"))


def test_only_a_blind_look_is_one_beside_others():
    assert [piece.blind for mode in ("blind", "full") for piece in of(seen("met", mode=mode), MONDAY)] == [True, False]


@pytest.mark.parametrize(
    ("pick", "fair"), [("coverage", True), ("random", True), ("risk", False), ("chosen", False), ("one-to-one", False)]
)
def test_only_a_deal_that_nobody_chose_speaks_for_many(pick: str, fair: bool):
    (piece,) = of(seen("met", pick=pick), MONDAY)
    assert piece.fair is fair


def test_a_question_is_known_by_its_lesson_and_revision():
    assert of(answer("why-now", revision=3, mark=0.5), MONDAY) == (
        Evidence(KNOW, BEHAVIOURS[:1], "a-lesson/why-now/3", AT, 0.5, 1.0),
    )


def test_a_question_that_moved_is_known_by_where_it_began():
    for fact, item in ((answer(), "old/q/1"), (move(), "old/q/first/1")):
        (piece,) = of(replace(fact, root="old#q"), MONDAY)
        assert piece.item == item


def test_each_scene_of_a_scenario_is_an_item_of_its_own():
    items = {piece.item for scene in ("first", "second") for piece in of(move(scene), MONDAY + timedelta(minutes=1))}
    assert items == {"a-lesson/a-scenario/first/1", "a-lesson/a-scenario/second/1"}


@given(histories)
def test_evidence_is_always_about_something(facts: list[tuple[Fact, object]]):
    for fact, _ in facts:
        for piece in of(fact, MONDAY):
            assert piece.behaviours
            assert 0 <= piece.y <= 1
            assert piece.weight in (0.0, 0.5, 1.0)
            assert piece.channel in (KNOW, DO)


def test_every_fact_that_holds_evidence_is_learnt_from():
    assert {kind for kind, reactions in REACTIONS.items() if learn in reactions} == set(HOLDING)
