"""One clause, as the process owner reads its words: every wording with its day, how alike it was read under each, and each comparison."""

from collections.abc import Sequence
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from server import clock, html
from server.errors import Forbidden, NotFound
from server.html import Page
from server.inspections import queries
from server.inspections.queries import Point
from server.inspections.spells import Spell
from server.inspections.wording import Read
from server.lessons import queries as lessons
from server.lessons.compiler.edits.reworded import Reworded, reworded
from server.people.roles import Actor
from server.process.map import Behaviour, Clause


class Worded(Struct, frozen=True):
    """One wording: its number, from which load on, what it did to the words before it, how it was read, and each comparison under it.

    `spell` is None where no load of it is known.
    """

    version: int
    spell: Spell | None
    words: tuple[Reworded, ...]
    read: Read | None
    points: tuple[Point, ...]


class ClausePage(Page, frozen=True):
    """A clause; `wordings` are its wordings, newest first."""

    template: ClassVar[str] = "calibration/clause.html"
    behaviour: Behaviour
    clause: Clause
    wordings: tuple[Worded, ...]


class ClauseController(Controller):
    """One clause."""

    path = "/wording/clauses/{behaviour:str}/{clause:str}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], behaviour: FromPath[str], clause: FromPath[str]
    ) -> Response[Any]:
        """The page. Without the mark of a process owner it is not found."""
        if not actor.process_owner:
            raise Forbidden("This is for the process owner.")
        process = (await lessons.current()).academy.process
        found = process.behaviour.get(behaviour) if process else None
        one = next((each for each in found.clauses if each.id == clause), None) if found else None
        if process is None or found is None or one is None:
            raise NotFound("The process has no such clause.")
        known, opened = await queries.every_spell(), await queries.opened(clock.now())
        read = next(
            (each for each in queries.words_of(opened, process, known) if (each.behaviour, each.clause) == (behaviour, clause)),
            None,
        )
        points = queries.series(opened, behaviour, clause, known)
        wordings = _wordings(known.get((behaviour, clause), ()), read.each if read else (), points)
        return html.show(request, ClausePage(behaviour=found, clause=one, wordings=wordings))


def _wordings(spelt: Sequence[Spell], reads: Sequence[Read], points: Sequence[Point]) -> tuple[Worded, ...]:
    by_number = {one.version: one for one in reads}
    numbers = sorted({*range(1, len(spelt) + 1), *by_number})
    return tuple(
        Worded(
            version=version,
            spell=spelt[version - 1] if version <= len(spelt) else None,
            words=reworded([spelt[version - 2].text], [spelt[version - 1].text]) if 1 < version <= len(spelt) else (),
            read=by_number.get(version),
            points=tuple(one for one in points if one.version == version),
        )
        for version in reversed(numbers)
    )
