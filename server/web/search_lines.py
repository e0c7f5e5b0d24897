"""What was found, as lines of a page: what each is, where it leads, and the sentence that fits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.deals.queries import Deal
from server.learning.onward import state_of
from server.learning.walk import walks
from server.lessons.audience import wanted
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.markdown.slugs import slugs_of
from server.lessons.compiler.model import Lesson
from server.people.roles import Actor
from server.process.map import Process
from server.process.methods import METHODS
from server.search.queries import Result
from server.search.sentence import Piece
from server.search.typed import Typed
from server.search.words import words
from server.sentences import gettext as _


class Line(Struct, frozen=True):
    """Something that was found. `what` says what it is; `pieces` are the sentence, of which some are marked, after `says` who says it so."""

    title: str
    href: str
    what: str
    pieces: tuple[Piece, ...] = ()
    says: str = ""


class Reader(Struct, frozen=True):
    """Who reads it, and the lessons they finished."""

    actor: Actor
    finished: Collection[str]


def lines(results: Sequence[Result], edition: Edition, reader: Reader) -> Iterator[Line]:
    """The results in their order. What the academy does not have any more is left out."""
    for result in results:
        line = _line(result, edition, reader)
        if line is not None:
            method = METHODS.get(result.sentence.method, "")
            says = _("%(method)s says:") % {"method": method} if method else ""
            yield replace(line, pieces=result.sentence.pieces, says=says)


def fitting(names: Iterable[tuple[UUID, str]], typed: Typed) -> list[UUID]:
    """The ids of those with such a name, by name."""
    found = [(name.casefold(), id) for id, name in names if typed.words and all(_begins(name, word) for word in typed.words)]
    return [id for _name, id in sorted(found)]


def deals_named(deals: Sequence[Deal], typed: Typed, process: Process | None, owners: Mapping[UUID, str]) -> Iterator[Line]:
    """The deals of whose name some word begins with each word that was typed. `owners` are the names of those that are not the reader."""
    for deal in deals if typed.words else ():
        if all(_begins(deal.name, word) for word in typed.words):
            stage = process.stage_title(deal.stage) if process else deal.stage
            yield Line(
                title=deal.name,
                href=f"/deals/{deal.id}",
                what=_("A deal of %(name)s") % {"name": owners[deal.owner]} if deal.owner in owners else _("Your deal"),
                pieces=(Piece(_("Claimed: %(stage)s.") % {"stage": stage}, marked=False),),
            )


def _begins(name: str, asked: str) -> bool:
    return any(word.said.startswith(asked) for word in words(name))


def _line(result: Result, edition: Edition, reader: Reader) -> Line | None:
    entry, process = result.entry, edition.academy.process
    match entry.kind:
        case "lesson":
            lesson = edition.lesson(entry.id)
            return _lesson(lesson, result.sentence.place, reader) if lesson else None
        case "template":
            artifact = edition.artifacts.get(entry.id)
            what = _("Template, one page, with a filled example") if artifact and artifact.example else _("Template, one page")
            return Line(entry.title, f"/process/templates/{entry.id}", what) if artifact else None
        case "word":
            slug = slugs_of(edition.academy.glossary).get(entry.id, "")
            return Line(entry.title, f"/glossary#w-{slug}", _("Glossary"))
        case "path":
            return Line(entry.title, f"/lessons#h-{entry.id}", _("Path"))
        case _:
            return _of_process(result, process) if process else None


def _of_process(result: Result, process: Process) -> Line | None:
    entry, method = result.entry, result.sentence.method
    words = f"?words={method}" if method else ""
    match entry.kind:
        case "behaviour":
            behaviour = process.behaviour.get(entry.id)
            what = _("Process, %(stage)s") % {"stage": process.stage[behaviour.stage].title} if behaviour else ""
            return Line(entry.title, f"/process{words}#{entry.id}", what) if behaviour else None
        case "method":
            title = _("The process in the words of %(method)s") % {"method": entry.title}
            return Line(title, f"/process?words={entry.id}", _("Process"))
        case "motion":
            return Line(entry.title, "/process#h-motions", _("Process, a kind of deal"))
        case _:
            return Line(entry.title, f"/process#{entry.id}", _("Process, a stage"))


def _lesson(lesson: Lesson, place: str, reader: Reader) -> Line:
    """Where the reader takes it; for an author whose roles do not take it, where authors read it."""
    what = _("Scenario, about %(minutes)d min") if walks(lesson) else _("Lesson, about %(minutes)d min")
    what = what % {"minutes": lesson.minutes}
    if wanted(reader.actor.roles).isdisjoint(lesson.audience):
        return Line(lesson.title, f"/academy/lessons/{lesson.id}", what)
    done = state_of(lesson, frozenset(reader.finished), frozenset()) == "done"
    told = _("%(what)s, done") % {"what": what} if done else what
    return Line(lesson.title, f"/lessons/{lesson.id}{'#' if place else ''}{place}", told)
