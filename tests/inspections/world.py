"""A deal of Ada's under the reference process, with Mira who inspects it: what tests of sheets begin with."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server import ledger
from server.deals import actions as deals
from server.deals.actions import Told as DealTold
from server.facts import Fact
from server.inspections import actions, queries
from server.inspections.actions import Closed, Done, Told
from server.inspections.rubric import Ticked
from server.people.queries import Person
from tests import selling
from tests.cast import Cast, assemble
from tests.inspections.reference import PROCESS, clauses

NOVEMBER_11 = date(2026, 11, 11)


F = TypeVar("F", bound=Fact)


class Recorded(Struct, Generic[F], frozen=True):
    """A fact of one kind, whom it is about and who did it."""

    fact: F
    person: UUID | None
    team: UUID | None
    actor: UUID | None


async def recorded(kind: type[F]) -> list[Recorded[F]]:
    """Every fact of this kind, oldest first."""
    found = []
    for stored in await ledger.of_kind(kind):
        assert isinstance(stored.fact, kind)
        found.append(Recorded(stored.fact, stored.person, stored.team, stored.actor))
    return found


class World(Struct):
    """The cast and Ada's deal, which claims Propose."""

    cast: Cast
    deal: UUID

    def later(self, **time: float) -> None:
        """Time goes by."""
        self.cast.now += timedelta(**time)

    async def prove(
        self,
        behaviour: str,
        *shows: str,
        source: str = "",
        form: str = "quote",
        dated: date | None = NOVEMBER_11,
        by: Person | None = None,
        deal: UUID | None = None,
    ) -> UUID:
        """Somebody, else Ada, attaches proof that shows these clauses of a behaviour, else all of them."""
        person, found = by or self.cast.ada, PROCESS.behaviour[behaviour]
        told = Told(
            artifact=found.artifact,
            source=source or found.source,
            form="event" if found.fresh_days == 0 else form,
            dated=date(2026, 12, 2) if found.fresh_days == 0 else dated,
            words="Met Petra Nowak. Not yet: Radim Kolář & four others.",
            sender="Petra Nowak",
            shows=tuple(f"{behaviour}/{clause}" for clause in shows or clauses(behaviour)),
        )
        return await actions.add_evidence(person.actor, self.cast.entry(person), deal or self.deal, told, process=PROCESS)

    async def begin(
        self, by: Person | None = None, *, mode: str = "full", pick: str = "chosen", deal: UUID | None = None
    ) -> UUID:
        """Somebody, else Mira, opens the sheet."""
        person = by or self.cast.mira
        return await actions.begin(person.actor, self.cast.entry(person), deal or self.deal, mode=mode, pick=pick)

    async def close(self, inspection: UUID, rows: Mapping[str, Done] | None = None, by: Person | None = None) -> Closed:
        """Who opened it, else Mira, closes it with these rows."""
        person = by or self.cast.mira
        return await actions.close(person.actor, self.cast.entry(person), inspection, rows)

    async def inspect(
        self, rows: Mapping[str, Done], by: Person | None = None, *, mode: str = "full", deal: UUID | None = None
    ) -> Closed:
        """Opens a sheet and closes it with these rows."""
        return await self.close(await self.begin(by, mode=mode, deal=deal), rows, by)

    async def stands(self) -> tuple[str, int, bool, str]:
        """Supported stage, gap, whether it is verified and the first missing gate of the deal, as everybody reads it."""
        found = (await queries.concluded([self.deal]))[self.deal]
        return found.supported, found.gap, found.verified, found.missing


async def arrange(stage: str = "propose", motion: str = "new") -> World:
    """The world on the empty database in use."""
    await selling.serve(replace(selling.ACADEMY, process=PROCESS))
    cast = await assemble()
    told = DealTold(name="Northgate Dairy", stage=stage, amount=6_200_000, close_date=date(2026, 12, 18))
    deal = await deals.add(cast.ada.actor, cast.entry(cast.ada), told, motion=motion, currency="EUR", process=PROCESS)
    return World(cast=cast, deal=deal)


def ticked(*ticks: str) -> Done:
    """These clauses ticked."""
    return Done(ticked=Ticked(ticks=frozenset(ticks)))


def every(behaviour: str) -> Done:
    """Every clause of a behaviour ticked."""
    return ticked(*clauses(behaviour))


NOTHING_SHOWN = Done(ticked=Ticked(looked=True))
STILL = Done(ticked=Ticked(still=True))
