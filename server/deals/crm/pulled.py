"""What a CRM says of a deal when it is asked, as part of the deal's dossier.

A dossier keeps the newest version of a deal and everything that was ever said of its past. Both are sets: in which order versions come, how often one
comes, and where a pull was broken off make no difference to what is kept.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.deals.crm.dossier import Dossier, Step, departed, look_of, stated, step_of, tellings
from server.deals.crm.rows import Past, Told

PULLED: Final = "pull"
"""Stands in a dossier where the digest of a file does."""


class Said(Struct, frozen=True, kw_only=True):
    """One version of a deal: what it is, when it became so in the CRM, and what the CRM says of its past."""

    told: Told
    at: datetime
    pasts: tuple[Past, ...] = ()

    @property
    def key(self) -> str:
        """The key of the deal in its CRM."""
        return self.told.key


def pulled(dossier: Dossier, said: Said) -> Dossier:
    """The dossier with one version more. An older one than is known adds to the past alone."""
    look = look_of(said.told, at=said.at, file=PULLED)
    known = [one for one in dossier.looks if one.file == PULLED]
    # Of two versions of one moment the one that was read later is the newer.
    newest = max((look, *known), key=lambda one: one.at)
    looks = tuple(sorted((*(one for one in dossier.looks if one.file != PULLED), newest)))
    observed = Past(key=said.key, at=said.at, stage="", owner=said.told.owner)
    steps = {*dossier.steps, *(step_of(past, PULLED) for past in (*said.pasts, observed))}
    rows = tellings(dossier) | ({(look.at, PULLED): said.told} if newest == look else {})
    known_rows = {(one.at, one.file): rows[one.at, one.file] for one in looks}
    return replace(stated(dossier, known_rows), steps=tuple(_without_repeated_owners(sorted(steps))))


def recalled(dossier: Dossier, pasts: Iterable[Past]) -> Dossier:
    """The dossier with more of its past."""
    steps = {*dossier.steps, *(step_of(past, PULLED) for past in pasts)}
    return replace(dossier, steps=tuple(_without_repeated_owners(sorted(steps))))


def gone(dossier: Dossier, at: datetime) -> Dossier:
    """The dossier of a deal that its CRM has no more, as was seen at a time; of one that is known to have left the first time counts."""
    if not dossier.looks or any(left >= dossier.looks[-1].at for left, _file in dossier.left):
        return dossier
    return departed(dossier, at=at, file=PULLED)


def _without_repeated_owners(steps: Iterable[Step]) -> Iterator[Step]:
    """Leaves out steps of pulls that only name the owner who is known already: one would come with every version."""
    owner = ""
    for step in steps:
        alone = step.file == PULLED and not step.stage and not step.close_date
        if alone and step.owner == owner:
            continue
        owner = step.owner or owner
        yield step
