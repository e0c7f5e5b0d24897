"""The reaction that keeps a person's book: in the transaction of the fact, and in the order of the person's facts."""

from uuid import UUID

from server.gaps import book as books
from server.gaps import evidence
from server.gaps.actions import rows
from server.gaps.evidence import DO
from server.gaps.queries.books import Open, part
from server.gaps.queries.replay import Replay
from server.gaps.queries.snapshots import is_kept, newest, rules
from server.ledger import Stored


async def learn(stored: Stored) -> None:
    """Folds a fact into what is kept about its person, under the snapshot that the rest of it was folded under.

    The number of the fact was taken in this transaction, which locked the person's facts: two answers of one person follow one another.
    """
    if stored.person is None or stored.number is None:
        return
    for piece in evidence.of(stored.fact, stored.at):
        opened = await part(stored.person, piece)
        if opened is None or not await is_kept(opened.snapshot):
            opened = await _begin(stored.person, stored.number)
        books.fold(opened.book, [piece], await rules(opened.snapshot))
        stands = rows.Stands(opened.snapshot, stored.number, stored.number if piece.channel == DO else opened.looked)
        await rows.save(stored.person, opened.book, piece, stands)


async def _begin(person: UUID, before: int) -> Open:
    """The book of a person about whom nothing is kept yet, with what the ledger knew before.

    The same when it was folded under a snapshot that is not there, after a restore in parts: an answer is never refused for that.
    """
    snapshot = await newest()
    replay = Replay(person, await rules(snapshot))
    await replay.advance(before - 1)
    if replay.folded:
        await rows.save_whole(person, replay.book, snapshot=snapshot, folded=replay.folded)
    return Open(replay.book, snapshot, replay.folded, replay.folded)
