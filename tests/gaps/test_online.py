"""Difficulties that move with every answer."""

from server.gaps.estimate import Line, fold
from server.gaps.evidence import Evidence
from server.gaps.online import Online
from server.gaps.prior import K0
from tests.gaps.academy import Academy


def followed(lines: list[list[Evidence]]) -> Online:
    online = Online(K0)
    for line in lines:
        person = Line()
        for piece in line:
            online.fold(person, piece)
    return online


def test_what_nobody_knows_becomes_hard_and_what_all_know_easy():
    online = followed(
        [[Evidence("know", ("a",), "hard", 0.0, 0.0, 1.0), Evidence("know", ("b",), "easy", 9.0, 1.0, 1.0)] for _ in range(20)]
    )
    assert online.questions["hard"].mean > 0.5 > -0.1 > online.questions["easy"].mean
    assert online.know["a"].mean > online.know["b"].mean
    assert online.questions["hard"].var < K0.know.item_var


def test_a_person_is_folded_as_ever_under_what_is_known_so_far():
    """The first answer of all meets what an empty snapshot says."""
    (piece, *_), *_ = Academy().answers(1, 1)
    online, one, other = Online(K0), Line(), Line()
    assert online.fold(one, piece) == fold(other, piece, Online(K0).shared, K0)
    assert one == other


def test_what_was_only_shown_moves_no_difficulty():
    online = followed([[Evidence("know", ("a",), "q", 0.0, 0.0, 0.0)]])
    assert online.questions == online.know == {}
