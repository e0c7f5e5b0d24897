"""What to reinforce with each rep as HTML, kept while nothing new is told of them: of a team's page that is opened again it is the greater part."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from markupsafe import Markup, escape
from msgspec import Struct

from server import html, ids, lately
from server.gaps.priority import Gap
from server.lessons.compiler.model import Lesson
from server.people.queries import Person
from server.process.map import Process
from server.sentences import speaking
from server.web.team import reinforce
from server.web.team.reinforce import Around, Reinforce
from server.zones import local_day


class Drawn(Struct, frozen=True):
    """What to reinforce with one rep, and how it looks, with an empty comment where a form needs what is afresh each time."""

    reinforce: Reinforce
    drawn: Markup


def drawn(person: Person, gap: Gap, around: Around, *, zone: str, now: datetime) -> Drawn:
    """What to reinforce with this person, of whom this is known, for a reader in `zone`."""
    # Of the time only the day is told: the reader's, and the person's own.
    days = (local_day(now, zone), local_day(now, person.zone))
    key, about = (person.id, gap.behaviour), (speaking(), zone, person, days, around.finished, around.waiting)
    kept = _drawn.get(key)
    if (
        kept is None
        or kept.process is not around.process
        or kept.lessons is not around.lessons
        or kept.about != about
        or not _tells_the_same(kept.gap, gap)
    ):
        found = reinforce.reinforce(gap, around, reader_zone=zone, now=now)
        kept = Kept(gap, around.process, around.lessons, about, _draw(found, person))
    _drawn[key] = kept._replace(gap=gap)
    while len(_drawn) > REMEMBERED:
        del _drawn[next(iter(_drawn))]
    return kept.drawn


class Forms:
    """What the forms of a page need as it is rendered."""

    def filled(self, drawn: str, csrf: str) -> Markup:
        """A drawing that is kept, with the token of the session and another id for each of its forms."""
        before, *forms = drawn.split(MARK)
        hidden = str(html.macro("_macros/form.html", "hidden")(csrf, MARK)) if forms else ""
        tokens = (hidden.replace(str(escape(MARK)), str(ids.new())) for _form in forms)
        return Markup("".join([before, *chain.from_iterable(zip(tokens, forms, strict=True))]))  # noqa: S704  # our templates


def _tells_the_same(old: Gap, new: Gap) -> bool:
    """Whether the sentence and the lesson that helps are the same: most of what moves when somebody answers is in no words."""
    return old is new or old.reason == new.reason


def _draw(found: Reinforce, person: Person) -> Drawn:
    shown = html.environment().get_template("web/_reinforce.html").render(next=found, person=person)
    return Drawn(found, Markup(shown))  # noqa: S704  # our template


MARK = "<!-- -->"
"""Where the tokens of a form come."""

REMEMBERED = 1_024
"""Sentences about reps that are kept in memory."""


class Kept(NamedTuple):
    """What to reinforce with one rep, drawn, and what it was drawn of."""

    gap: Gap
    process: Process
    lessons: Sequence[Lesson]
    about: tuple[object, ...]
    drawn: Drawn


_drawn: dict[tuple[UUID, str], Kept] = {}
lately.also(_drawn.clear)
