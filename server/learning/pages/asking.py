"""The questions of a lesson as they stand for one person, ready for the macros."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from server.commitments.due import due
from server.html.filters import day as written_day
from server.html.filters import iso_day
from server.learning.asked import Asked, Promise, due_words, said
from server.learning.pages.place import Place
from server.learning.progress import done
from server.learning.queries import Answered
from server.learning.shuffle import moves_shown, shown
from server.lessons.compiler.model import Commit, Question
from server.sentences import gettext as _
from server.sentences import speaking


class Fault(Struct, frozen=True, kw_only=True):
    """A form that came back: the question it is about, which field is wrong and why, and everything that was typed."""

    question: str
    field: str
    sentence: str
    typed: Mapping[str, Sequence[str]]


def ask(
    place: Place,
    question: Question,
    *,
    beside: str,
    again: str = "",
    fault: Fault | None = None,
    last: bool = True,
    cold: bool = False,
) -> Asked:
    """A question of this place. `again` is the one that is opened for a retry; `last`: the page ends with the button of this commitment. `cold`: it
    stands there without the text of the lesson, and so does what comes after its form.
    """
    asked = replace(_asked(place, question, beside, again, fault, last), lang=place.lang)
    if cold:
        asked = replace(asked, hidden=(*asked.hidden, ("cold", "1")), again=f"{asked.again}&cold=1" if asked.again else None)
    return _back(asked, question, fault)


def state(place: Place, question: Question, *, again: str = "") -> tuple[Hashable, ...]:
    """Everything that `ask` reads of the place: two places with the same state show the question alike."""
    common = (place.digest, question.id, speaking(), place.manager, place.turn, place.seen)
    if question.kind == "commit":
        return (*common, *_promise_state(place, question), place.standing.hints.get(question.id, 0))
    if question.kind == "scenario":
        return (*common, place.seed, tuple(place.deeds.get(question.id, ())), place.standing.hints.get(question.id, 0))
    answers = place.answers.get(question.id, ())
    if answers and question.id != again:
        # The words of an answer go when their time is over, and the answer stays.
        return (*common, answers[-1].id, answers[-1].texts)
    return (*common, shown(question, place.seed, len(answers)), len(answers), place.standing.hints.get(question.id, 0))


def holds_words(place: Place, question: Question) -> bool:
    """Whether it shows what this person typed: an answer, a promise or why there is none. Such words go when their time is over."""
    if question.kind == "commit":
        return done(question, place.standing)
    return any(answer.texts for answer in place.answers.get(question.id, ())[-1:])


def _promise_state(place: Place, question: Question) -> tuple[Hashable, ...]:
    """What a commitment shows: the promise, the reason why not, or the deals it could be about and the day it would be due."""
    if done(question, place.standing):
        return (place.made.get(question.id), place.declined.get(question.id), place.actor.zone)
    deals = tuple((deal.id, deal.name, deal.stage) for deal in place.deals)
    return (
        place.edition.hash,
        place.actor.zone,
        place.now.astimezone(ZoneInfo(place.actor.zone)).strftime("%Y%m%d%H"),
        deals,
        place.off,
    )


def _asked(place: Place, question: Question, beside: str, again: str, fault: Fault | None, last: bool) -> Asked:
    if question.kind == "scenario":
        return _walked(place, question, beside)
    if question.kind == "commit":
        return _promised(place, question, last=last)
    answers = place.answers.get(question.id, ())
    if answers and question.id not in {again, fault.question if fault else ""}:
        return _answered(place, question, answers[-1], beside)
    return Asked(
        order=shown(question, place.seed, len(answers)),
        attempt=len(answers) + 1,
        hints=place.standing.hints.get(question.id, 0),
        manager=place.manager,
        action=f"/lessons/{place.lesson.id}/answers",
        hint=f"/lessons/{place.lesson.id}/hints",
        beside=beside,
        hidden=_hidden(place, question),
    )


def _answered(place: Place, question: Question, latest: Answered, beside: str) -> Asked:
    order = shown(question, place.seed, latest.nth)
    return Asked(
        order=latest.shown if set(latest.shown) == set(order) else order,
        given=said(question, latest.picks, latest.texts, latest.shared),
        attempt=latest.nth + 1,
        hints=len(question.hints),
        again=f"/lessons/{place.lesson.id}?again={question.id}" if question.kind not in {"confidence", "survey"} else None,
        manager=place.manager,
        beside=beside,
    )


def _walked(place: Place, question: Question, beside: str) -> Asked:
    walk = place.walk(question)
    # A second one stands in what follows the first, and is changed with it.
    second = question.id != next(one.id for one in place.lesson.questions if one.kind == "scenario")
    return Asked(
        order=moves_shown(question, walk.scene, place.seed) if walk.scene else (),
        hints=place.standing.hints.get(question.id, 0),
        scene=walk.scene.id if walk.scene else "",
        path=tuple((beat.scene.id, beat.move.id) for beat in walk.path),
        round=walk.round,
        action=f"/lessons/{place.lesson.id}/moves",
        hint=f"/lessons/{place.lesson.id}/hints",
        back=f"/lessons/{place.lesson.id}/rewinds",
        within=beside if second else "",
        beside="" if second else beside,
        hidden=_hidden(place, question),
    )


def _promised(place: Place, question: Question, *, last: bool) -> Asked:
    settled = done(question, place.standing)
    return Asked(
        given=said(question, (), (), shared=False) if settled else None,
        hints=len(question.hints) if settled else place.standing.hints.get(question.id, 0),
        manager=place.manager,
        promise=_made(place, question) if settled else _open(place, question),
        ends=last,
        action=f"/lessons/{place.lesson.id}/commitment",
        hint=f"/lessons/{place.lesson.id}/hints",
        decline=f"/lessons/{place.lesson.id}/completion",
        hidden=_hidden(place, question),
    )


def _made(place: Place, question: Question) -> Promise:
    made, declined = place.made.get(question.id), place.declined.get(question.id)
    if made is None:
        reason = declined.reason if declined else _("You did not say why.")
        return Promise(due="", due_iso="", proof="", ask="", reason=reason)
    at = iso_day(made.due_at, place.actor.zone)
    return Promise(
        due=_("%(day)s at 18:00") % {"day": written_day(made.due_at, place.actor.zone)},
        due_iso=at,
        proof=proof_words(made.proof),
        ask=made.ask,
        made=_("On %(deal)s.") % {"deal": made.deal_name},
    )


def _open(place: Place, question: Question) -> Promise:
    commit = question.commit or Commit(days=0, working=False, proof="", ask="")
    process = place.edition.academy.process
    zone = place.actor.zone
    at = due(place.now, commit.days, working=commit.working, zone=zone, holidays=place.off)
    on = date.fromisoformat(iso_day(at, zone))
    titles = process.titles if process else {}
    motion = next(iter(process.motions), None) if process else None
    return Promise(
        due=due_words(on, commit.days, working=commit.working, written=_written(on, speaking())),
        due_iso=on.isoformat(),
        proof=proof_words(commit.proof),
        ask=commit.ask,
        deals=tuple((str(deal.id), f"{deal.name}, {titles.get(deal.stage, deal.stage)}") for deal in place.deals),
        stages=tuple((stage, titles.get(stage, stage)) for stage in motion.stages) if motion else (),
    )


def proof_words(artifact: str) -> str:
    """`calendar invite` from its id."""
    return artifact.replace("-", " ")


def _hidden(place: Place, question: Question) -> tuple[tuple[str, str], ...]:
    """The question and the take that the form is about; the content too, unless the take pins it."""
    about = (("question", question.id), ("turn", str(place.turn)))
    return (*about, ("seen", place.seen)) if place.seen else about


def _back(asked: Asked, question: Question, fault: Fault | None) -> Asked:
    """The same question with what was typed into it, when it is the one whose form came back."""
    if fault is None or fault.question != question.id:
        return asked
    typed = {name: tuple(values) for name, values in fault.typed.items()}
    return replace(asked, typed=typed, error=fault.sentence or None, wrong=fault.field)


@lru_cache(maxsize=256)
def _written(day: date, language: str) -> str:  # noqa: ARG001  # the language the filter speaks is part of the key
    return written_day(day)
