"""Folding people from the ledger again: into place, or only to compare."""

from collections.abc import Mapping
from uuid import UUID

from server import db, ledger
from server.gaps.actions import rows
from server.gaps.book import Book
from server.gaps.difference import Difference, differences
from server.gaps.queries.books import Open, whole
from server.gaps.queries.replay import Replay
from server.gaps.queries.snapshots import is_kept, newest, rules
from server.gaps.tables import GapPerson
from server.people import queries as people


async def learners() -> Mapping[UUID, int]:
    """Everybody who is kept a book about, with the number of their newest fact. Facts of people who were erased belong to nobody any more."""
    here = {person.id for person in await people.everyone()}
    return {person: last for person, last in (await ledger.heads()).items() if person in here}


async def behind() -> Mapping[UUID, int]:
    """Those of them who were not folded under the newest snapshot yet, or never at all."""
    number = await newest()
    under = {row["person"]: row["snapshot"] for row in await UNDER()}
    return {person: last for person, last in (await learners()).items() if under.get(person) != number}


async def refold(person: UUID, last: int) -> None:
    """Folds a person under the newest snapshot and puts that in place of what is kept.

    Facts up to number `last` are folded before anything is locked, so that nobody waits for a long history; what came since is folded under the
    lock that answers of this person wait for.
    """
    while not await _refold(person, last, await newest()):
        pass  # a settling made the next snapshot meanwhile


async def compare(person: UUID, last: int) -> list[Difference]:
    """How what is kept about a person differs from what their facts come to, under the snapshot that they were folded under."""
    while True:
        opened = await whole(person)
        snapshot = opened.snapshot if opened else await newest()
        if not await is_kept(snapshot):
            return [Difference("snapshot", snapshot, None)]
        found = await _compare(person, last, snapshot)
        if found is not None:
            return found


async def _refold(person: UUID, last: int, number: int) -> bool:
    replay = Replay(person, await rules(number))
    await replay.advance(last)
    if not replay.folded and await whole(person) is None:
        return True

    async def verb() -> bool:
        await replay.advance(await ledger.hold(person))
        if await newest() != number:
            return False
        if replay.folded:
            await rows.save_whole(person, replay.book, snapshot=number, folded=replay.folded)
        else:
            await rows.forget(person)
        return True

    return await db.run(verb)


async def _compare(person: UUID, last: int, snapshot: int) -> list[Difference] | None:
    """None when the person was folded under another snapshot meanwhile."""
    replay = Replay(person, await rules(snapshot))
    await replay.advance(last)

    async def verb() -> list[Difference] | None:
        await replay.advance(await ledger.hold(person))
        kept = await whole(person) or Open(Book(), snapshot, 0, 0)
        if kept.snapshot != snapshot:
            return None
        found = list(differences(kept.book, replay.book))
        if kept.folded != replay.folded:
            found.append(Difference("number of the newest fact", kept.folded, replay.folded))
        return found

    return await db.run(verb)


UNDER = db.Prepared(lambda: GapPerson.select(GapPerson.person, GapPerson.snapshot))
