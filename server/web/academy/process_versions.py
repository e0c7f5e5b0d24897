"""The versions of the process that were in force, as its owner reads them: what each did otherwise than the one before it, and what that touches."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from server.inspections.queries import Open
from server.inspections.spells import Spells, spells
from server.inspections.wording import Wording
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.edits.reworded import Reworded, reworded
from server.lessons.compiler.edits.touched import Touched, touched
from server.lessons.compiler.model import Academy
from server.lessons.compiler.process.changes import Change, Fate, process_changes
from server.lessons.process_words import fate_sentence, sentence, signal_name
from server.lessons.queries import Served
from server.people.queries import Charge
from server.process.map import Process


class Link(Struct, frozen=True):
    """Something that is touched, by its title, and where it stands; no address for what is gone."""

    title: str
    href: str = ""


class Told(Struct, frozen=True):
    """One change in words. `words` are both texts beside one another where one was worded anew, and `read` how alike a clause was read before its
    newest wording and since. `sheets` and `deals` are open ones, of the newest version alone.
    """

    says: str
    fate: Fate
    then: str
    words: tuple[Reworded, ...] = ()
    read: Wording | None = None
    lessons: tuple[Link, ...] = ()
    shows: tuple[Link, ...] = ()
    questions: tuple[Link, ...] = ()
    criteria: tuple[Link, ...] = ()
    templates: tuple[Link, ...] = ()
    paths: tuple[Link, ...] = ()
    signals: tuple[str, ...] = ()
    sheets: int = 0
    deals: int = 0


class Version(Struct, frozen=True):
    """A version from the day it came into force; `before` is its number until then. `owners` are who decided the wording that day."""

    number: int
    before: int | None
    since: datetime
    owners: tuple[str, ...]
    changes: tuple[Told, ...] = ()
    more: int = 0


MOST = 60
"""Changes that are told of one version: one that changed more is another process."""

LISTED = 12
"""Versions on the page."""


def versions(
    served: Sequence[Served], charges: Sequence[Charge], edition: Edition, open_now: Open, read: Sequence[Wording] = ()
) -> tuple[Version, ...]:
    """The newest versions that did something otherwise, newest first; the oldest of all begins the row without changes."""
    compared = _Compared({(one.behaviour, one.clause): one for one in read if one.before}, spells(_processes(served)))
    first = [Version(one.standard.process.version, None, one.since, _owners(charges, one.since)) for one in served[:1]]
    later = [
        _version(was, one, _owners(charges, one.since), edition, open_now if one is served[-1] else NONE, compared)
        for was, one in pairwise(served)
    ]
    return tuple(reversed((*first, *(one for one in later if one.changes))))[:LISTED]


NONE = Open(sheets={}, asked={}, claimed={})
"""What is open now says nothing of a version of long ago."""


class _Compared(NamedTuple):
    """How clauses were read, and since when each reads as it does."""

    read: Mapping[tuple[str, str], Wording]
    known: Spells

    def of(self, change: Change, since: datetime) -> Wording | None:
        """Before and since a change that brought the newest wording of its clause."""
        spelt = self.known.get((change.id, change.clause), ())
        newest = change.kind == "clause-reworded" and bool(spelt) and spelt[-1].since == since
        return self.read.get((change.id, change.clause)) if newest else None


def _processes(served: Sequence[Served]) -> Iterator[tuple[datetime, Process]]:
    return ((one.since, one.standard.process) for one in served)


def _version(was: Served, now: Served, owners: tuple[str, ...], edition: Edition, counts: Open, compared: _Compared) -> Version:
    before, after = (one.standard.around(edition.academy) for one in (was, now))
    changes = process_changes(before, after)
    return Version(
        number=now.standard.process.version,
        before=was.standard.process.version,
        since=now.since,
        owners=owners,
        changes=tuple(
            replace(_told(change, before, after, edition, counts), read=compared.of(change, now.since))
            for change in changes[:MOST]
        ),
        more=max(0, len(changes) - MOST),
    )


def _owners(charges: Sequence[Charge], at: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in charges if one.held(at)))


def _told(change: Change, before: Academy, after: Academy, edition: Edition, counts: Open) -> Told:
    process = edition.academy.process
    touches = touched(change, before, after)
    was, now = before.process, after.process
    if process is None or was is None or now is None:
        raise LookupError("A change is between two processes.")
    return Told(
        says=sentence(change, was, now),
        fate=change.fate,
        then=fate_sentence(change),
        words=_words(change),
        lessons=tuple(_lessons(touches.lessons, edition)),
        shows=tuple(_lessons(touches.shows, edition)),
        questions=tuple(_questions(touches.questions, edition)),
        criteria=tuple(_criteria(touches.criteria, process, now, alone=bool(change.clause))),
        templates=tuple(Link(edition.artifacts[one].title, f"/process/templates/{one}") for one in touches.templates),
        paths=tuple(Link(one.title, f"/lessons#h-{one.id}") for one in edition.academy.paths if one.id in touches.paths),
        signals=tuple(signal_name(one) for one in touches.signals),
        sheets=_of(touches, counts)[0],
        deals=_of(touches, counts)[1],
    )


def _words(change: Change) -> tuple[Reworded, ...]:
    if change.kind not in {"clause-reworded", "clause-replaced", "behaviour-reworded", "stage-exit", "stage-job"}:
        return ()
    return reworded(change.before.split("\n"), change.after.split("\n"))


def _lessons(ids: Sequence[str], edition: Edition) -> Iterator[Link]:
    for id in ids:
        lesson = edition.lesson(id)
        yield Link(lesson.title, f"/academy/lessons/{lesson.id}") if lesson else Link(id)


def _questions(keys: Sequence[str], edition: Edition) -> Iterator[Link]:
    for key in keys:
        id, _mark, name = key.partition("#")
        question = edition.question(id, name)
        yield Link(question.title, f"/academy/lessons/{id}#q-{name}") if question else Link(key)


def _criteria(keys: Sequence[str], process: Process, now: Process, *, alone: bool) -> Iterator[Link]:
    """Clauses as they read in the process of today, or as they read then. A single one leads to how alike it is read."""
    for key in keys:
        id, _mark, name = key.partition("/")
        here, then = process.behaviour.get(id), now.behaviour.get(id)
        texts = {clause.id: clause.text for one in (then, here) if one for clause in one.clauses}
        stays = here is not None and any(clause.id == name for clause in here.clauses)
        href = f"/wording/clauses/{id}/{name}" if alone and stays else f"/process#{id}" if here else ""
        yield Link(texts.get(name, name), href)


def _of(touches: Touched, counts: Open) -> tuple[int, int]:
    """Open sheets and open deals: where a behaviour is asked otherwise, those that ask for it; of a stage, those that claim it."""
    about = {key.partition("/")[0] for key in touches.criteria}
    sheets = max((counts.sheets.get(one, 0) for one in about), default=0)
    asked = max((counts.asked.get(one, 0) for one in about), default=0)
    return sheets, max(asked, sum(counts.claimed.get(one, 0) for one in touches.stages))
