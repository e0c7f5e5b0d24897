"""What leaders say of a signal."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class TurnSaid(Fact, frozen=True, kw_only=True):
    """Somebody acted on a signal, or accepted its level as the new one (`did` is acted or accepted). Its words lie in `turn`.

    `signal` is the kind of the signal, `about` its behaviour or stage, `team` is None for one of the company.
    """

    kind: ClassVar[str] = "turn-said"
    turn: UUID
    signal: str
    about: str
    team: UUID | None
    did: str


class TurnTakenBack(Fact, frozen=True, kw_only=True):
    """What was said of a signal was taken back on the same day."""

    kind: ClassVar[str] = "turn-taken-back"
    turn: UUID
