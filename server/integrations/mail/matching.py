"""Which deal a letter is about. Pure.

Only an address that was filed on one deal before files again by itself; everything else is a guess, and waits for a tap.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Protocol
from uuid import UUID

from server.integrations.mail.proof import SHARED

GUESSES: Final = 3

LEAST: Final = 4
"""Letters of a word that may tell one deal from another."""


class OpenDeal(Protocol):
    """A deal, as far as this module looks at it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def name(self) -> str:
        """What its owner calls it."""


def deal_of(people: Collection[str], contacts: Iterable[tuple[UUID, str]]) -> UUID | None:
    """The one deal on which these people are known; None when they are known on none or on several.

    `contacts` are deal and address. Where somebody is on several deals, the others may tell which: the deal on which most of them are known
    counts, if it is one.
    """
    known: dict[UUID, set[str]] = {}
    for deal, address in contacts:
        if address in people:
            known.setdefault(deal, set()).add(address)
    most = max((len(found) for found in known.values()), default=0)
    best = [deal for deal, found in known.items() if len(found) == most]
    return best[0] if len(best) == 1 else None


def guesses(
    people: Collection[str], words: str, deals: Sequence[OpenDeal], contacts: Iterable[tuple[UUID, str]]
) -> tuple[UUID, ...]:
    """At most three open deals that a letter may be about, the likeliest first: the same company's address is on it, then its name in the
    address, then its name in the words. Deals alike stay in the order given.
    """
    domains = {one.rpartition("@")[2] for one in people} - SHARED
    near = {deal for deal, address in contacts if address.rpartition("@")[2] in domains}
    named = " ".join(sorted(domains)).lower()
    spoken = words.lower()

    def likely(deal: OpenDeal) -> tuple[bool, int, int]:
        parts = [part for part in re.split(r"\W+", deal.name.lower()) if len(part) >= LEAST]
        return deal.id in near, sum(part in named for part in parts), sum(part in spoken for part in parts)

    ranked = sorted(((likely(deal), deal.id) for deal in deals), key=lambda one: one[0], reverse=True)
    return tuple(id for score, id in ranked[:GUESSES] if any(score))
