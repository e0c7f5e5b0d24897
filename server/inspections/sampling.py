"""Which deals a manager looks at this week: one by coverage, one at random, one by risk, in this order.

Only coverage and random picks feed the rates of a team; a risk pick is chosen because something looks wrong, and would bend them.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.sentences.pick_reasons import AtRisk, ByLot, Flag, LongestWithout, Why

Slot = Literal["coverage", "random", "risk"]

SLOTS: tuple[Slot, ...] = ("coverage", "random", "risk")
"""What is picked, in order."""

UNBIASED: frozenset[Slot] = frozenset({"coverage", "random"})
"""Picks that feed the rates of a team."""

GRAVEST: tuple[Flag, ...] = ("overstated", "slid", "skipped", "slipped", "stalled", "single-thread")
"""Flags of a deal in the order in which they are looked at: a claim beyond its evidence first, one buyer name last."""


class Candidate(Struct, frozen=True, kw_only=True):
    """An open deal that may be picked. `looked` is its last inspection by somebody else than its owner, `known` since when it is here.

    `flags` are what its history and its conclusion say, `gap` how many stages its claim is beyond its evidence, `amount` in minor units.
    """

    deal: UUID
    known: datetime
    looked: datetime | None = None
    flags: frozenset[Flag] = frozenset()
    gap: int = 0
    amount: int = 0


class Pick(Struct, frozen=True, kw_only=True):
    """A deal to inspect, for which slot, and why this one."""

    slot: Slot
    deal: UUID
    why: Why


def picks(candidates: Sequence[Candidate], seed: UUID, now: datetime) -> tuple[Pick, ...]:
    """At most one deal for each slot, no deal twice. The same candidates and seed give the same picks; their order does not matter."""
    found: list[Pick] = []
    for slot in SLOTS:
        chosen = pick(slot, candidates, {one.deal for one in found}, seed, now)
        if chosen is not None:
            found.append(chosen)
    return tuple(found)


def pick(slot: Slot, candidates: Sequence[Candidate], taken: Collection[UUID], seed: UUID, now: datetime) -> Pick | None:
    """The deal for one slot among those that are not `taken`; None when none is left, or, for risk, when none carries a flag.

    A swap is the same question with the deal that goes among the taken: so it keeps its slot, and nobody chooses what comes instead.
    """
    left = [one for one in candidates if one.deal not in taken]
    if slot == "risk":
        left = [one for one in left if one.flags]
    if not left:
        return None
    chosen = min(left, key=lambda one: _rank(slot, one, seed))
    return Pick(slot=slot, deal=chosen.deal, why=_why(slot, chosen, len(left), now))


def week_of(day: date) -> str:
    """The ISO week of a day, `2026-W47`: what the seed of its picks is named after."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _why(slot: Slot, chosen: Candidate, among: int, now: datetime) -> Why:
    if slot == "coverage":
        return LongestWithout(max(0, (now - (chosen.looked or chosen.known)).days), chosen.looked)
    if slot == "random":
        return ByLot(among, chosen.looked)
    return AtRisk(min(chosen.flags, key=GRAVEST.index), chosen.gap, chosen.looked)


def _rank(slot: Slot, one: Candidate, seed: UUID) -> tuple[tuple[float, ...], bytes]:
    """Smaller comes first. Equals go by lot: every order of lots is as likely, and a deal that comes or goes does not move the others."""
    lot = sha256(f"{seed} {slot} {one.deal}".encode()).digest()
    if slot == "coverage":
        return ((one.looked or one.known).timestamp(),), lot
    if slot == "random":
        return (), lot
    gravest = min(GRAVEST.index(flag) for flag in one.flags)
    return (gravest, -one.gap, -len(one.flags), -one.amount), lot
