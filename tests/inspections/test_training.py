"""Learning to inspect beside agreed answers."""

from collections.abc import Iterable
from uuid import UUID

from server.inspections import training
from server.inspections.training import Trial, progress
from tests.inspections.reference import TODAY, clauses
from tests.inspections.sheets import ACCESS, ALL, EVIDENCE, FROZEN, INES, ROWS, sheet

NONE: frozenset[tuple[str, str]] = frozenset()
CLAUSE = (ACCESS, "needs-noted")


def trial(
    key: int, *, same: bool = True, differing: Iterable[tuple[str, str]] = NONE, talked: Iterable[tuple[str, str]] = NONE
) -> Trial:
    return Trial(key=UUID(int=key), same=same, differing=frozenset(differing), talked=frozenset(talked))


def test_a_sheet_like_the_key_is_at_the_same_stage():
    key = training.agreed(FROZEN, {one: frozenset(clauses(one)) for one in ROWS}, EVIDENCE, TODAY)
    found = training.trial(UUID(int=7), training.beside_key(FROZEN, key, sheet(INES, **ALL)), frozenset())
    assert found.same
    assert found.open == frozenset()


def test_a_clause_read_differently_is_to_be_talked_through():
    shown = {one: frozenset(clauses(one)) for one in ROWS} | {ACCESS: frozenset({"spoken-live"})}
    key = training.agreed(FROZEN, shown, EVIDENCE, TODAY)
    compared = training.beside_key(FROZEN, key, sheet(INES, **ALL))
    assert training.trial(UUID(int=7), compared, frozenset()).open == {CLAUSE}
    assert training.trial(UUID(int=7), compared, frozenset({CLAUSE})).open == frozenset()


def test_agreed_rows_without_a_clause_were_looked_at():
    key = training.agreed(FROZEN, {ACCESS: frozenset()}, EVIDENCE, TODAY)
    assert [one.answer for one in key.judged] == ["not-met"]


def test_three_keys_at_the_agreed_stage_and_nothing_left_to_talk_through_is_ready():
    assert not progress([]).ready
    assert not progress([trial(1), trial(2)]).ready
    assert progress([trial(1), trial(2), trial(3)]).ready
    assert not progress([trial(1), trial(2), trial(3, same=False)]).ready
    assert not progress([trial(1, differing={CLAUSE}), trial(2), trial(3)]).ready
    assert progress([trial(1, differing={CLAUSE}, talked={CLAUSE}), trial(2), trial(3)]).ready


def test_who_missed_one_goes_on_until_three_in_a_row_are_right():
    missed = [trial(1), trial(2, same=False), trial(3)]
    assert not progress([*missed, trial(4)]).ready
    assert progress([*missed, trial(4), trial(5)]).ready
    assert progress([*missed, trial(2)]).ready
