"""What a manager looks at next: of whom least is known to be done, of what their open deals need now. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from uuid import UUID

from msgspec import Struct

from server.deals.gates import neediest
from server.deals.queries import Deal
from server.gaps.priority import Gap
from server.people.queries import Person
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.web.team.matrix import Team

LOOKS = 3
"""How much is named to look at next."""


class LookAt(Struct, frozen=True):
    """A behaviour of which least is known to be done, on the open deal of the rep that needs it most, and why."""

    person: UUID
    name: str
    title: str
    deal: UUID
    deal_name: str
    why: str


def looking_at(team: Team, needed_by: Mapping[UUID, Mapping[str, float]], focus: Collection[str]) -> list[tuple[UUID, Gap]]:
    """Of whom to look at what: where the chance of doing is least certain, of what an open deal needs; each rep once."""
    worst = []
    for place, (person, found) in enumerate(team.items()):
        wanted = needed_by[person]
        needed = [
            (-gap.look, gap.do.of, -wanted[gap.behaviour], place, gap)
            for gap in found
            if wanted.get(gap.behaviour) and (not focus or gap.behaviour in focus)
        ]
        if needed:
            worst.append((*min(needed, key=ORDER), person))
    return [(person, gap) for *_order, gap, person in sorted(worst, key=ORDER)[:LOOKS]]


ORDER = itemgetter(0, 1, 2, 3)
"""Least certain first; of those alike what was looked at least, what is needed most, and by name."""


def looks(
    looking: Iterable[tuple[UUID, Gap]], persons: Sequence[Person], process: Process, open_: Sequence[Deal]
) -> Iterator[LookAt]:
    """Each of these on the open deal of the rep that needs it most; `open_` are their open deals."""
    names = {person.id: person.name for person in persons}
    for person, gap in looking:
        deal = neediest(process, [deal for deal in open_ if deal.owner == person], gap.behaviour)
        if deal is not None:
            yield LookAt(person, names[person], process.behaviour[gap.behaviour].title, deal.id, deal.name, _why(gap))


def _why(gap: Gap) -> str:
    seen = gap.do.of
    if not seen:
        return _("Not looked at yet, and this deal needs it now.")
    words = ngettext(
        "Looked at on %(n)d deal so far, and this one needs it now.",
        "Looked at on %(n)d deals so far, and this one needs it now.",
        seen,
    )
    return words % {"n": seen}
