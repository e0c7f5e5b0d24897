"""What the process owner reads about the words of clauses: how they were read, sentences that would mend them, and where each stands."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from server import clock, forms, html, ids
from server.errors import Forbidden, NotFound
from server.html import Page
from server.inspections import actions, queries
from server.inspections.queries import Misfit, Proposed
from server.inspections.wording import Wording
from server.lessons.queries import process_in_force
from server.people.roles import Actor
from server.process.map import Behaviour, Clause, Process
from server.web.inspection.forms import OutcomeForm

Key = tuple[str, str]
"""A clause: the id of its behaviour, and its own."""


class Words(Struct, frozen=True):
    """A clause with everything said about its words. `read` is None where nobody compared it."""

    behaviour: Behaviour
    clause: Clause
    read: Wording | None
    proposed: tuple[tuple[Proposed, UUID], ...]
    misfits: tuple[Misfit, ...]
    reworded: bool = False
    """Whether it was worded anew within a year, so that how it is read since is of interest."""

    @property
    def waits(self) -> bool:
        """Whether something is to be decided about it."""
        return bool(self.proposed or self.misfits or (self.read and self.read.flagged))


class WordingPage(Page, frozen=True):
    """Clauses that need the process owner, flagged ones first; `settled` were answered last, with their titles."""

    template: ClassVar[str] = "calibration/wording.html"
    words: tuple[Words, ...]
    settled: tuple[tuple[Proposed, str], ...]

    @property
    def waiting(self) -> int:
        """How many clauses wait for a decision; the others were worded anew lately."""
        return sum(one.waits for one in self.words)


QUARTER = timedelta(days=92)
"""How long a clause that did not fit stays on the page: until the next version of the process, at most quarterly."""


YEAR = timedelta(days=365)
"""How long a clause that was worded anew stays on it."""


class WordingController(Controller):
    """The list."""

    path = "/wording"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page. Without the mark of a process owner it is not found."""
        if not actor.process_owner:
            raise Forbidden("This is for the process owner.")
        process = await process_in_force()
        proposed = await queries.proposed(actor)
        known = await queries.every_spell()
        read = {(one.behaviour, one.clause): one for one in queries.words_of(await queries.opened(clock.now()), process, known)}
        lately = {key for key, spelt in known.items() if len(spelt) > 1 and spelt[-1].since > clock.now() - YEAR}
        misfits = await queries.misfits(clock.now() - QUARTER)
        settled = tuple((one, _title(one, process)) for one in proposed if one.settled_at)
        return html.show(request, WordingPage(words=_words(process, read, proposed, misfits, lately), settled=settled))


class WordingOutcome(Controller):
    """What came of a proposed wording."""

    path = "/wording/{wording:uuid}/outcome"

    @post()
    async def settle(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], wording: FromPath[UUID]
    ) -> Response[Any]:
        """Keeps the decision."""
        if not any(one.id == wording for one in await queries.proposed(actor)):
            raise NotFound("There are no such words, or they are not yours to decide.")
        form = await forms.read(request, OutcomeForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.settle_wording(actor, entry, wording, form.outcome)
        return html.redirect("/wording")


def _words(
    process: Process,
    read: Mapping[Key, Wording],
    proposed: Sequence[Proposed],
    misfits: Sequence[Misfit],
    lately: AbstractSet[Key],
) -> tuple[Words, ...]:
    def words(behaviour: Behaviour, clause: Clause) -> Words:
        key = (behaviour.id, clause.id)
        waiting = [one for one in proposed if (one.behaviour, one.clause) == key and not one.settled_at]
        return Words(
            behaviour=behaviour,
            clause=clause,
            read=read.get(key),
            proposed=tuple((one, ids.new()) for one in waiting),
            misfits=tuple(one for one in misfits if (one.behaviour, one.clause) == key),
            reworded=key in lately,
        )

    found = [words(behaviour, clause) for behaviour in process.behaviours for clause in behaviour.clauses]
    needed = [one for one in found if one.waits or one.reworded]
    return tuple(sorted(needed, key=lambda one: (not one.waits, not (one.read and one.read.flagged))))


def _title(one: Proposed, process: Process) -> str:
    return process.behaviour_title(one.behaviour)


CONTROLLERS: tuple[type[Controller], ...] = (WordingController, WordingOutcome)
