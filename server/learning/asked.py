"""A question as it stands for one person: what `templates/_macros/question.html` shows, asked or answered."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct, field

from server.learning.given import retraced
from server.learning.quiz import Item, Verdict, mark
from server.lessons.compiler.model import Question
from server.sentences import gettext as _
from server.sentences import ngettext


class Said(Struct, frozen=True):
    """An answer, told. `verdict` is right, partly, wrong or kept; `words` says it as one sentence and may be empty.

    `picked`: choices, or items as placed. `typed`: one text, or one for each gap. `pairs`: left id to right id. `holes`: gaps from 0 that are right.
    `feedback`: HTML for what was typed.
    """

    verdict: str
    words: str = ""
    picked: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    holes: tuple[int, ...] = ()
    feedback: str | None = None
    shared: bool = False


class Promise(Struct, frozen=True):
    """A commitment: what would be promised, or what was. `deals` are (id, label) pairs, `stages` those that a new deal may claim.

    `made` names the deal once it is promised, `reason` says why it was not; both are empty while it is open.
    """

    due: str
    due_iso: str
    proof: str
    ask: str
    deals: tuple[tuple[str, str], ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    made: str = ""
    reason: str = ""


class Asked(Struct, frozen=True):
    """How a question stands; the header of `_macros/question.html` says what each field means."""

    order: tuple[str, ...] = ()
    given: Said | None = None
    attempt: int = 1
    hints: int = 0
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    error: str | None = None
    wrong: str = ""
    again: str | None = None
    lang: str = ""
    manager: str | None = None
    promise: Promise | None = None
    scene: str = ""
    path: tuple[tuple[str, str], ...] = ()
    round: int = 0
    action: str = ""
    hint: str = ""
    back: str = ""
    decline: str = ""
    within: str = ""
    beside: str = ""
    ends: bool = False
    level: int = 3
    form: str = ""
    back_form: str = ""
    csrf: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


def said(question: Question, picks: tuple[str, ...], texts: tuple[str, ...], shared: bool) -> Said:
    """An answer that was kept, told again: marked once more by the same revision, which gives the same. Of typed words that went, no mark is told."""
    if question.kind in TYPED and not texts:
        return Said(verdict="kept", words=_("What you typed was removed after its time."), shared=shared)
    answer = retraced(question, picks, texts, shared)
    verdict = mark(question, answer)
    if not isinstance(verdict, Verdict):
        return Said(verdict="kept", picked=answer.picks, typed=texts, pairs=answer.pairs, shared=shared)
    return Said(
        verdict=verdict.word,
        words=words(question, verdict),
        picked=answer.picks,
        typed=texts,
        pairs=answer.pairs,
        holes=tuple(place for place, item in enumerate(verdict.items) if item.mark == 1) if question.kind == "gaps" else (),
        feedback=verdict.feedback,
        shared=shared,
    )


TYPED: Final = frozenset({"short", "gaps", "reflect"})
"""Kinds whose answer is what somebody typed, which is kept for a time only."""


def words(question: Question, verdict: Verdict) -> str:
    """The verdict as one sentence: how many parts were right, and how a word is spelled that counted with a slip. Empty when nothing needs saying."""
    told = {
        "multiple": _found,
        "order": _followed,
        "match": _fitted,
        "gaps": _filled,
    }.get(question.kind)
    slips = [_slip(item) for item in verdict.items if item.close]
    return " ".join(filter(None, [told(verdict) if told else "", *slips]))


def due_words(day: date, days: int, *, working: bool, written: str) -> str:
    """`Monday 23 November at 18:00, 2 working days`; `written` is the day in the reader's language."""
    if working:
        span = ngettext("%(num)d working day", "%(num)d working days", days) % {"num": days}
    else:
        span = ngettext("%(num)d day", "%(num)d days", days) % {"num": days}
    return _("%(day)s at 18:00, %(span)s") % {"day": written or day.isoformat(), "span": span}


def _found(verdict: Verdict) -> str:
    counts = {"hits": verdict.hits, "of": verdict.of, "num": verdict.extra}
    if not verdict.extra:
        return _("%(hits)d of %(of)d found.") % counts
    return (
        ngettext(
            "%(hits)d of %(of)d found, and %(num)d that does not belong.",
            "%(hits)d of %(of)d found, and %(num)d that do not belong.",
            verdict.extra,
        )
        % counts
    )


def _followed(verdict: Verdict) -> str:
    return _("%(hits)d of %(of)d neighbours in the right order.") % {"hits": verdict.hits, "of": verdict.of}


def _fitted(verdict: Verdict) -> str:
    return _("%(hits)d of %(of)d lines right.") % {"hits": verdict.hits, "of": verdict.of}


def _filled(verdict: Verdict) -> str:
    return _("%(hits)d of %(of)d gaps right.") % {"hits": verdict.hits, "of": verdict.of}


def _slip(item: Item) -> str:
    return _("“%(typed)s” counts; it is written “%(right)s”.") % {"typed": item.given, "right": item.right}
