"""A fact as weighted pieces of evidence about behaviours. The one place that says what counts, and how much."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from server.facts import AnswerGiven, BehaviourSeen, Fact, LessonCompleted, MoveMade

KNOW, DO = "know", "do"

SHOWN, HINTED, RISKY, WHOLE = 0.0, 0.5, 0.5, 1.0
"""Weights: nothing was asked, or the answer had been named already, or it was only claimed; a hint was open; the deal was picked for its risk;
it counts."""


# A settling keeps everybody's in memory, and texts and numbers hold no cycle: Python need not look through them for one.
class Evidence(Struct, frozen=True, gc=False):
    """One piece. `weight` 0 is exposure, or a claim: it was shown or said, and tells nothing about what the person could or did."""

    channel: str
    """`know` or `do`."""
    behaviours: tuple[str, ...]
    """Never empty."""
    item: str
    """know: the question's key, `lesson/question/revision`, or `lesson/question/scene/revision` for a move, with the names under which its history
    began; empty for a lesson that asks nothing. do: empty."""
    at: float
    """Seconds since the epoch, UTC."""
    y: float
    """How right it was, or how much was met: 0 to 1."""
    weight: float
    """0, .5 or 1."""
    deal: str = ""
    """do: the id of the deal."""
    inspector: str = ""
    """do: the id of who looked."""
    missing: tuple[str, ...] = ()
    """do: clauses that nothing showed, those that were ticked last."""
    fair: bool = True
    """do: whether the deal was picked by turn or at random; a number about many people must not come from deals that somebody chose."""
    blind: bool = False
    """do: whether it was looked at without names and earlier answers, on evidence that was frozen for several inspectors."""


def of(fact: Fact, at: datetime) -> Sequence[Evidence]:
    """The evidence that a fact recorded at `at` holds. Most facts hold none."""
    pieces = _PIECES.get(type(fact))
    return pieces(fact, at.timestamp()) if pieces else ()


def question_key(root: str, revision: int) -> str:
    """The item of a question; `root` is the `lesson/question` as which its history began.

    A new revision is another question to the model, a new place is not.
    """
    return f"{root}/{revision}"


def move_key(root: str, scene: str, revision: int) -> str:
    """The item of one scene of a scenario."""
    return f"{root}/{scene}/{revision}"


def _root(fact: AnswerGiven | MoveMade) -> str:
    return fact.root.replace("#", "/") or f"{fact.lesson}/{fact.question}"


def _answer(fact: AnswerGiven, at: float) -> Sequence[Evidence]:
    """The first answer counts, half after a hint. The feedback of the first has named the answer to every later one."""
    if fact.mark is None or not fact.behaviours:
        return ()
    weight = SHOWN if fact.nth > 0 else HINTED if fact.hints > 0 else WHOLE
    return (Evidence(KNOW, fact.behaviours, question_key(_root(fact), fact.revision), at, fact.mark, weight),)


def _move(fact: MoveMade, at: float) -> Sequence[Evidence]:
    """Every move of the first walk counts, half after a hint; going back, one knows where the way led."""
    if not fact.behaviours:
        return ()
    weight = SHOWN if fact.retry or fact.round > 0 else HINTED if fact.hints > 0 else WHOLE
    item = move_key(_root(fact), fact.scene, fact.revision)
    return (Evidence(KNOW, fact.behaviours, item, at, fact.mark, weight),)


def _completion(fact: LessonCompleted, at: float) -> Sequence[Evidence]:
    """A lesson that asked nothing was read; any other spoke by its answers."""
    return (Evidence(KNOW, fact.read, "", at, 0.0, SHOWN),) if fact.read else ()


def _look(fact: BehaviourSeen, at: float) -> Sequence[Evidence]:
    """A row of an inspection. A claim without proof is kept and moves nothing; a deal picked for its risk counts half: it was no fair draw.

    What people say of themselves, what was confirmed at import, what somebody learns to inspect on, and what does not apply is no evidence.
    """
    if fact.training or fact.mode in NO_LOOK or fact.answer not in MET:
        return ()
    weight = SHOWN if fact.answer == "claimed" else RISKY if fact.pick == "risk" else WHOLE
    # The sheet gives its clauses by what became of them; ticked without proof and not ticked are alike to who has to show them.
    missing = (*fact.missing, *fact.hollow)
    y, fair = MET[fact.answer], fact.pick in FAIR
    return (
        Evidence(
            DO, (fact.behaviour,), "", at, y, weight, str(fact.deal), str(fact.inspector), missing, fair, fact.mode == BLIND
        ),
    )


MET: Mapping[str, float] = {"met": 1.0, "partly": 0.5, "not-met": 0.0, "claimed": 0.0}
"""How much of a behaviour an answer shows. Other answers say nothing about the person."""

NO_LOOK = frozenset({"self-check", "baseline", "key"})
"""Modes of a sheet that are no look of somebody else at what the person does."""

BLIND = "blind"
"""The mode of a sheet beside which others look at the same evidence."""

FAIR = frozenset({"coverage", "random"})
"""How a deal is picked that nobody chose."""

_PIECES: Mapping[type[Fact], Callable[[Any, float], Sequence[Evidence]]] = {
    AnswerGiven: _answer,
    MoveMade: _move,
    LessonCompleted: _completion,
    BehaviourSeen: _look,
}

HOLDING: tuple[type[Fact], ...] = tuple(_PIECES)
"""The facts that may hold evidence: what is wired, and what a rebuild reads."""
