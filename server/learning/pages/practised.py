"""What practice shows: a question that came back, its answer with the bridge to a deal, and the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import Struct, field

from server import ids
from server.deals.queries import Deal
from server.gaps import queries as gaps
from server.html import Page
from server.learning import queries
from server.learning.asked import Asked, said
from server.learning.bridge import SECONDS, Bridge, bridge
from server.learning.pages.place import manager
from server.learning.queries import Given, Recalled, Sitting, seed_for
from server.learning.recall import again, levels
from server.learning.schedule import SURE, Card
from server.learning.session import MOST
from server.learning.shuffle import shown
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Question
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import ngettext, speaking
from server.sentences.tongue_words import asked_in_another
from server.sentences.tongues import foreign
from server.sentences.words import short, tell


class Brought(Struct, frozen=True):
    """What this visit brings: the session's token, how many questions its day has room for, and a form that came back with its faults."""

    csrf: str
    most: int = MOST
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class AskPage(Page, frozen=True):
    """Question `number` of `of`. `about` is the behaviour as (id, title); `sure` what was picked before, empty for nothing."""

    template: ClassVar[str] = "learning/practice.html"
    number: int
    of: int
    stage: str
    about: tuple[str, str]
    why: str
    question: Question
    asked: Asked
    levels: tuple[str, ...]
    sure: str
    unsure: str
    """What is wrong with how sure they said they are, empty for nothing."""
    tongue: str = ""
    """What there is to say about the language of the question."""
    then: str = "/practice"
    """Where somebody without a network goes on, who does not see the answer."""


class ToldPage(Page, frozen=True):
    """The answer to question `number` of `of`, told. `sure` is its level; `again` says when it comes back, empty once it came.

    `bridge` is there after a right answer, when a deal of theirs needs it; `lesson` is (id, title).
    """

    template: ClassVar[str] = "learning/practice-answer.html"
    number: int
    of: int
    stage: str
    about: tuple[str, str]
    question: Question
    asked: Asked
    right: bool
    levels: tuple[str, ...]
    sure: int
    again: str
    known: str
    """What is known about the person and the behaviour now, as a sentence; empty when the process has it no more."""
    manager: str | None
    """First name of the nearest manager, where the policy lets them see more than counts."""
    bridge: Bridge[Deal] | None
    seconds: int
    lesson: tuple[str, str]
    left: int
    next: str

    @property
    def was_sure(self) -> bool:
        """Whether they said before that they were."""
        return self.sure >= SURE


class Line(Struct, frozen=True):
    """One answer of today: what was asked, whether it was right, partly right or wrong, and when it comes back."""

    title: str
    href: str
    word: str
    again: str


class EndPage(Page, frozen=True):
    """The end of today's practice. `more`: others were due. `returns`: when the next one comes."""

    template: ClassVar[str] = "learning/practice-end.html"
    lines: tuple[Line, ...]
    head: str
    more: bool
    returns: str
    begun: bool


def ask(sitting: Sitting, key: str, actor: Actor, now: datetime, brought: Brought) -> AskPage:
    """One of the chosen questions, as it is asked."""
    live, card = sitting.live(key), sitting.waiting.cards[key]
    faults = {name: sentence for name, sentence in brought.faults.items() if name != "confidence"}
    wrong = next(iter(faults), "")
    hidden = (
        ("question", live.question.id),
        ("seen", sitting.edition.hashes[live.lesson.id]),
        *((("most", str(brought.most)),) if brought.most < MOST else ()),
    )
    asked = Asked(
        order=shown(live.question, seed_for(actor.id, key, card.at)),
        typed={name: tuple(values) for name, values in brought.typed.items()},
        error=faults.get(wrong),
        wrong=wrong,
        action="/practice/answers",
        form=str(ids.new()),
        csrf=brought.csrf,
        hidden=hidden,
        level=1,
        lang=foreign(live.lesson.locale, speaking()),
    )
    came, chosen = len(sitting.asked), list(sitting.chosen.keys)
    # One that waits without being chosen is asked first.
    ahead = chosen.index(key) if key in chosen else 0
    return AskPage(
        number=came + ahead + 1,
        of=came + len(chosen),
        stage=_stage(sitting.edition, live.question),
        about=_about(sitting.edition, live.question),
        why=tell(sitting.why(key, now), zone=actor.zone, now=now),
        question=live.question,
        asked=asked,
        levels=levels(),
        sure=next(iter(brought.typed.get("confidence", ())), ""),
        unsure=brought.faults.get("confidence", ""),
        tongue=asked_in_another(live.lesson.locale),
        then=f"/practice?ahead={ahead + 1}" if ahead + 1 < len(chosen) else "/offline",
    )


async def told(actor: Actor, answer: UUID, now: datetime, *, most: int) -> ToldPage:
    """One answer of the person, as it was given to the words of that day. Raises NotFound, also for somebody else's."""
    kept = await queries.recalled(actor.id, answer)
    sitting = await queries.sitting(actor.id, actor.zone, now, most=most)
    # What was answered is told in the words that were seen, whatever is read since.
    lesson = await lessons.lesson_by_hash(kept.lesson_hash)
    question = lesson.question(kept.answered.question)
    if question is None:
        raise LookupError(f"The lesson {lesson.id} of an answer has no question {kept.answered.question}.")
    place = next((place for place, one in enumerate(sitting.asked, 1) if one.id == answer), 0)
    left = len(sitting.chosen.keys)
    card = await queries.card(actor.id, sitting.edition.root(lesson, question.id))
    right = kept.answered.mark is not None and kept.answered.mark >= 1
    return ToldPage(
        number=place,
        of=len(sitting.asked) + left,
        stage=_stage(sitting.edition, question),
        about=_about(sitting.edition, question),
        question=question,
        asked=_answered(kept, question, foreign(lesson.locale, speaking())),
        right=right,
        levels=levels(),
        sure=kept.confidence,
        again=again(card, actor.zone) if card and card.at == kept.answered.at else "",
        known=_known(sitting, question, zone=actor.zone, now=now),
        manager=await manager(actor, now) if await _estimates_are_told(now) else None,
        bridge=await _bridge(sitting, question, actor.id, now) if right else None,
        seconds=SECONDS,
        lesson=(lesson.id, lesson.title),
        left=left,
        next="/practice" if most == MOST else f"/practice?most={most}",
    )


async def end(sitting: Sitting, actor: Actor, now: datetime) -> EndPage:
    """What was answered today, and when the next question comes. Also for somebody to whom nothing came."""
    upcoming = await queries.next_due(actor.id, now)
    lines = tuple([_line(sitting, one, actor.zone, await _card(sitting, one, actor)) for one in sitting.asked])
    return EndPage(
        lines=lines,
        head=_head(sitting),
        more=sitting.chosen.more,
        returns=short(upcoming, actor.zone) if upcoming else "",
        begun=bool(upcoming or sitting.waiting.cards),
    )


async def _estimates_are_told(now: datetime) -> bool:
    """Whether a policy lets anybody but the person see how likely something is."""
    policy = await people.current_policy(now)
    return policy is not None and not policy.counts_only


def _answered(kept: Recalled, question: Question, lang: str) -> Asked:
    answer = kept.answered
    return Asked(
        order=answer.shown,
        given=said(question, answer.picks, answer.texts, shared=False),
        hints=0,
        level=1,
        lang=lang,
    )


async def _bridge(sitting: Sitting, question: Question, person: UUID, now: datetime) -> Bridge[Deal] | None:
    process = sitting.edition.academy.process
    if process is None or not sitting.deals:
        return None
    usual = {gap.behaviour: one for gap in sitting.gaps if gap.behaviour in question.behaviours and (one := gap.lacks.usual)}
    return bridge(process, question.behaviours, sitting.deals, await gaps.missing(person, tuple(usual), now), usual)


def _known(sitting: Sitting, question: Question, *, zone: str, now: datetime) -> str:
    id, _title = _about(sitting.edition, question)
    reason = next((sitting.told(gap) for gap in sitting.gaps if gap.behaviour == id), None)
    return tell(reason, zone=zone, now=now) if reason else ""


def _about(edition: Edition, question: Question) -> tuple[str, str]:
    """The first behaviour of a question that the process has, as (id, title)."""
    process = edition.academy.process
    known = [process.behaviour[one] for one in question.behaviours if one in process.behaviour] if process else []
    return (known[0].id, known[0].title) if known else ("", "")


def _stage(edition: Edition, question: Question) -> str:
    process, (id, _title) = edition.academy.process, _about(edition, question)
    return process.stage[process.behaviour[id].stage].title if process and id else ""


def _head(sitting: Sitting) -> str:
    right, of = sum(one.mark >= 1 for one in sitting.asked), len(sitting.asked)
    if not of:
        return ""
    return ngettext("%(right)d of %(of)d right.", "%(right)d of %(of)d right.", of) % {"right": right, "of": of}


async def _card(sitting: Sitting, given: Given, actor: Actor) -> Card | None:
    lesson = sitting.edition.lesson(given.lesson)
    return await queries.card(actor.id, sitting.edition.root(lesson, given.question)) if lesson else None


def _line(sitting: Sitting, given: Given, zone: str, card: Card | None) -> Line:
    question = sitting.edition.question(given.lesson, given.question)
    if card is None:
        comes = ""
    elif card.retired_at is not None:
        comes = _("rests for half a year")
    else:
        comes = _("comes back on %(day)s") % {"day": short(card.due, zone)}
    word = "right" if given.mark >= 1 else "partly" if given.mark > 0 else "wrong"
    return Line(
        title=question.title if question else given.question, href=f"/practice/answers/{given.id}", word=word, again=comes
    )
