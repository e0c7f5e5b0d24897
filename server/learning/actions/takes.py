"""Beginning a lesson, and finishing one that asks for nothing more."""

from functools import partial
from uuid import UUID

from server import db, ledger
from server.errors import Refused
from server.learning.actions.deed import Deed, begin, enter, settle
from server.learning.queries import latest, standing
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.sentences import gettext as _


async def start(deed: Deed) -> UUID:
    """The open take of the lesson, begun if there is none: the first, or again after the last was finished. Raises NotFound.

    Nobody has to call it: the first answer, hint, move or commitment begins a take by itself.
    """
    return await db.run(partial(_start, deed, await lessons.current()))


async def finish(deed: Deed) -> None:
    """Completes a lesson of which nothing is left, which only one without questions can be. Raises Refused while something is, NotFound."""
    await db.run(partial(_finish, deed, await lessons.current()))


async def _start(deed: Deed, edition: Edition) -> UUID:
    last = await latest(deed.actor.id, deed.lesson)
    if last and last.finished_at is None:
        return last.id
    if last and await ledger.seen(deed.entry):
        return last.id
    return (await begin(deed, edition, deed.entry, last)).id


async def _finish(deed: Deed, edition: Edition) -> None:
    place = await enter(deed, edition)
    if not place.before and not place.late and not await settle(place, await standing(place.take.id), deed.entry):
        raise Refused(_("Something is still to do in this lesson. The page says what."))
