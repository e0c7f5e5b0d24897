"""A deal is inspected, the process changes, another deal is inspected: what is counted of a person goes on by its ids."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import ledger
from server.db import Statement
from server.deals import actions as deals
from server.deals.actions import Told as DealTold
from server.gaps.actions import rebuild
from server.inspections import queries
from server.lessons import queries as lessons
from server.lessons.compiler.process.rooted import rooted
from server.process.map import Clause, Process
from tests import selling
from tests.databases import Database
from tests.inforce import put_in_force
from tests.inspections.merged import MERGED
from tests.inspections.reference import PROCESS
from tests.inspections.world import World, arrange, ticked

pytestmark = pytest.mark.usefixtures("wired")

ACCESS = PROCESS.behaviour["stakeholder-access"]
LIVE, NEEDS = ACCESS.clauses
REWORDED = replace(LIVE, text="Each required role spoken with live, in this stage or in the last 60 days")


def asking(process: Process, *clauses: Clause) -> Process:
    """The process whose access is shown by these clauses."""
    access = replace(process.behaviour[ACCESS.id], clauses=clauses, version=2)
    return replace(process, behaviours=tuple(access if one.id == ACCESS.id else one for one in process.behaviours))


def renamed(process: Process) -> Process:
    """The same as its files would have it after a new id, with the old one as an alias."""
    name = "everybody-heard"
    behaviours = tuple(replace(one, id=name, aliases=(ACCESS.id,)) if one.id == ACCESS.id else one for one in process.behaviours)
    motions = tuple(
        replace(one, gates=tuple(name if gate == ACCESS.id else gate for gate in one.gates)) for one in process.motions
    )
    return replace(process, behaviours=behaviours, motions=motions)


async def load(world: World, process: Process) -> None:
    before = (await lessons.current()).academy.process
    world.later(days=1)
    academy = rooted(replace(selling.ACADEMY, process=process.after(before) if before else process), before)
    await put_in_force(academy, world.cast.now)


async def looked_at(world: World, name: str, *clauses: str) -> UUID:
    """Another deal of Ada's on which Mira finds these clauses of access shown."""
    ada, process = world.cast.ada, (await lessons.current()).academy.process
    assert process is not None
    told = DealTold(name=name, stage=process.standing("new", "align")[1], amount=None, close_date=date(2026, 12, 18))
    deal = await deals.add(ada.actor, world.cast.entry(ada), told, motion="new", currency="EUR", process=process)
    await world.prove(ACCESS.id, *clauses, deal=deal)
    world.later(hours=1)
    await world.inspect({ACCESS.id: ticked(*clauses)}, deal=deal)
    return deal


async def counted(world: World) -> tuple[int, int, set[str]]:
    """Deals on which access of Ada's was seen and met, and every behaviour that is kept of her."""
    rows = await KEPT(world.cast.ada.id)
    own = [row for row in rows if row["behaviour"] == ACCESS.id]
    return len(own), sum(row["met"] == 1.0 for row in own), {row["behaviour"] for row in rows}


async def test_counts_go_on_through_a_rewording_a_merged_stage_a_clause_that_is_gone_and_a_new_id(database: Database):
    world = await arrange(stage="align")
    await load(world, PROCESS)
    both = (LIVE.id, NEEDS.id)
    first = await looked_at(world, "Before", *both)
    assert await counted(world) == (1, 1, {ACCESS.id})

    await load(world, asking(PROCESS, REWORDED, NEEDS))
    await looked_at(world, "Reworded", *both)
    assert await counted(world) == (2, 2, {ACCESS.id})

    await load(world, asking(MERGED, REWORDED, NEEDS))
    await looked_at(world, "Merged", LIVE.id)
    assert await counted(world) == (3, 2, {ACCESS.id}), "partly: one clause of two"

    await load(world, asking(MERGED, REWORDED))
    await looked_at(world, "Without a clause", LIVE.id)
    assert await counted(world) == (4, 3, {ACCESS.id}), "met: all that is asked"

    await load(world, renamed(asking(MERGED, REWORDED)))
    await looked_at(world, "Under a new id", LIVE.id)
    assert await counted(world) == (5, 4, {ACCESS.id})

    kept = await queries.standings(first)
    assert (kept[ACCESS.id].met, set(kept[ACCESS.id].proven)) == (True, set(both)), "what was found is kept as it was found"
    known = await queries.every_spell()
    assert [one.text for one in known[ACCESS.id, LIVE.id]] == [LIVE.text, REWORDED.text]
    assert await rebuild.compare(world.cast.ada.id, await ledger.last(world.cast.ada.id)) == []


KEPT = Statement('SELECT "behaviour", "met" FROM "gap_deal" WHERE "person" = {}')
