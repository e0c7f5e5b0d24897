"""What somebody should hear as words: one sentence that says who did what, what came with it, and what opening it is called."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from server.sentences.job_words import called
from server.sentences.nobody import nobody_said
from server.sentences.translation import gettext as _
from server.sentences.words import on_day, together, until


class Heard(Struct, frozen=True):
    """A notice with its names and titles, each empty where there is none. `what` is the title of a lesson, a behaviour or a stage.

    `mark` says how it came out, `due` until when it waits for an answer or holds; `over`: it waits no more.
    """

    kind: str
    by: str = ""
    deal: str = ""
    what: str = ""
    mark: str = ""
    due: datetime | None = None
    over: bool = False


def said(heard: Heard, *, zone: str, now: datetime) -> str:
    """One sentence, such as `Ines wrote to you about Northgate Dairy.`, and one with the day by which something is to be done."""
    day = on_day(heard.due, zone) if heard.due else ""
    if heard.kind == "calibration" and heard.due and heard.due <= now:
        heard = replace(heard, over=True)  # Nobody fills a blind sheet any more when its time is over.
    what = called(heard.mark) if heard.kind == "job" else heard.what
    sentence = _sentence(heard) % {"by": nobody_said(heard.by) or _("Somebody"), "deal": heard.deal, "what": what, "day": day}
    if heard.due is None or heard.over or heard.kind not in DUE:
        return sentence
    return f"{sentence} {_due(heard.due, zone, now)}"


DUE = frozenset({"lesson", "agreed", "reply", "calibration"})
"""What is to be done by a day."""


def _due(due: datetime, zone: str, now: datetime) -> str:
    words = until(due, zone=zone, now=now)
    return _("Due %(until)s.") % {"until": words} if due >= now else _("It %(was_due)s.") % {"was_due": words}


def with_it(kinds: Sequence[str]) -> str:
    """`With it: a note and a lesson.`; empty for nothing."""
    things = {
        "note": _("a note"),
        "lesson": _("a lesson to take"),
        "agreed": _("one thing agreed"),
        "settled": _("what came of a promise"),
        "sheet": _("a look at the deal"),
        "owner": _("another deal"),
    }
    named = list(dict.fromkeys(things[kind] for kind in kinds if kind in things))
    return _("With it: %(things)s.") % {"things": together(named)} if named else ""


def opening(kind: str) -> str:
    """What the one button that leads to it is called."""
    return {
        "lesson": _("Open the lesson"),
        "lesson-done": _("Open their page"),
        "sheet": _("See what was found"),
        "reply": _("Look at the row again"),
        "reply-agreed": _("See the answer"),
        "reply-stands": _("See the answer"),
        "calibration": _("Open the sheet"),
        "reveal": _("See both sheets"),
        "wording": _("Open the wording"),
        "misfit": _("Open the wording"),
        "one-to-one": _("Fill the sheet"),
        "cover": _("Open their week"),
        "job": _("See what is wrong"),
    }.get(kind) or (_("Open it"))


def _sentence(heard: Heard) -> str:
    return (_ended(heard.kind) if heard.over else "") or _open(heard)


def _ended(kind: str) -> str:
    """What waited and waits no more; empty for what never waits, or says nothing of it."""
    return {
        "lesson": _("%(by)s asked you to take “%(what)s”."),
        "reply": _("%(by)s answered on %(deal)s, about “%(what)s”. It does not wait for you any more."),
        "calibration": _("A deal waited for your blind sheet."),
        "job": _("“%(what)s” kept failing. It works again."),
    }.get(kind, "")


def _open(heard: Heard) -> str:
    match heard.kind:
        case "note":
            return _("%(by)s wrote to you about %(deal)s.") if heard.deal else _("%(by)s wrote to you.")
        case "lesson":
            return _("%(by)s asks you to take “%(what)s”.")
        case "lesson-done":
            return _("%(by)s finished “%(what)s”, which you asked for.")
        case "sheet":
            return _("%(by)s looked at %(deal)s: evidence reaches %(what)s.") if heard.what else _("%(by)s looked at %(deal)s.")
        case "agreed":
            return _("You agreed with %(by)s on one thing on %(deal)s.")
        case "settled":
            return _settled(heard.mark)
    return _replies(heard) or _others(heard)


def _settled(outcome: str) -> str:
    return {
        "kept": _("%(by)s looked at your promise on %(deal)s: kept."),
        "partly": _("%(by)s looked at your promise on %(deal)s: partly kept."),
        "not-yet": _("%(by)s gave your promise on %(deal)s a new day: %(day)s."),
        "missed": _("%(by)s looked at your promise on %(deal)s: not kept, and it is closed."),
    }.get(outcome) or _("%(by)s closed your promise on %(deal)s: no longer needed.")


def _replies(heard: Heard) -> str:
    return {
        "reply": _("%(by)s answered on %(deal)s, about “%(what)s”. It waits for your answer."),
        "reply-agreed": _("%(by)s looked again at “%(what)s” on %(deal)s, and it says something else now."),
        "reply-stands": _("%(by)s looked again at “%(what)s” on %(deal)s: it stands, and says why."),
    }.get(heard.kind, "")


def _others(heard: Heard) -> str:
    return {
        "calibration": _("A deal waits for your blind sheet."),
        "reveal": _("The sheets on %(deal)s lie open together."),
        "grant": _("Other managers read a frozen copy of %(deal)s, to compare how they inspect. It says nothing about you."),
        "cover": _("You stand in for %(by)s until %(day)s. You may read their team for those days."),
        "covered": _("%(by)s stands in for your manager until %(day)s, and may read what they may."),
        "one-to-one": _("%(by)s chose %(deal)s for your next one-to-one. Fill its sheet by yourself first."),
        # Nameless, as on the page it leads to: it is about the words, and whoever decides them may not see deals.
        "wording": _("Somebody says how a clause of “%(what)s” should read."),
        "misfit": _("A clause of “%(what)s” did not fit a deal."),
        "owner": _("%(deal)s is yours now."),
        "job": _("Beside the pages, “%(what)s” keeps failing. Setup says what is wrong and what helps."),
    }.get(heard.kind) or _("There is something new for you.")
