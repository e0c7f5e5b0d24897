"""The reaction that has one behaviour lead: what is worth the next five minutes is then worth more where it is about that."""

from typing import Any

from piccolo.columns import Column

from server.facts import FocusSet
from server.gaps.queries import focus
from server.gaps.tables import GapFocus
from server.ledger import Stored


async def lead(stored: Stored) -> None:
    """Keeps which behaviour the newest choice of a leader has come first, in the transaction of that choice."""
    if not isinstance(stored.fact, FocusSet):
        return
    changes: dict[Column | str, Any] = {GapFocus.behaviour: stored.fact.leads, GapFocus.at: stored.at}
    if not await GapFocus.update(changes).where(GapFocus.name == focus.FOCUS).returning(GapFocus.name):
        await GapFocus.insert(GapFocus(name=focus.FOCUS, behaviour=stored.fact.leads, at=stored.at))
    focus.forget()
