"""Where a deal stands, in words: how far its evidence reaches, what is complete, missing and next, and why a row is asked."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from server.html.filters import short_day
from server.inspections.rubric import Conclusion, Outlook, Standing
from server.process.map import Behaviour, Process
from server.sentences import gettext as _
from server.sentences import ngettext


class Said(Struct, frozen=True):
    """Where a deal stands, in sentences; `moves` and `lapsed` are empty when there is nothing of it."""

    reaches: str
    moves: str
    complete: str
    missing: tuple[str, ...]
    following: str
    lapsed: str


def said(conclusion: Conclusion, outlook: Outlook, process: Process) -> Said:
    """All of it. Raises KeyError for a deal that the process cannot place."""
    stage = process.stage[conclusion.supported].title
    return Said(
        reaches=reaches(stage, conclusion.gap, verified=conclusion.verified),
        moves=would_move(outlook, process),
        complete=complete(outlook, process),
        missing=missing(outlook, process),
        following=following(outlook, process),
        lapsed=lapsed(outlook, process),
    )


def reaches(stage: str, gap: int, *, verified: bool) -> str:
    """`Evidence reaches Align. The claim is 2 stages further.`; `stage` is its title."""
    if not verified:
        return _("Evidence reaches %(stage)s so far. From here nobody has asked all the way.") % {"stage": stage}
    if gap == 0:
        return _("Evidence reaches %(stage)s, and so does the claim.") % {"stage": stage}
    further = ngettext(
        "Evidence reaches %(stage)s. The claim is one stage further.",
        "Evidence reaches %(stage)s. The claim is %(n)d stages further.",
        abs(gap),
    )
    behind = ngettext(
        "Evidence reaches %(stage)s. The claim is one stage behind.",
        "Evidence reaches %(stage)s. The claim is %(n)d stages behind.",
        abs(gap),
    )
    return (further if gap > 0 else behind) % {"stage": stage, "n": abs(gap)}


def would_move(outlook: Outlook, process: Process) -> str:
    """`Two things would move it: …`, empty when nothing is missing."""
    titles = [process.behaviour[gate].title for gate, _waits in outlook.missing]
    if not titles:
        return ""
    told = ngettext("One thing would move it: %(what)s.", "%(n)d things would move it: %(what)s.", len(titles))
    return told % {"n": len(titles), "what": "; ".join(titles)}


def complete(outlook: Outlook, process: Process) -> str:
    """The gates that are met."""
    titles = [process.behaviour[gate].title for gate in outlook.complete if gate in process.behaviour]
    return "; ".join(titles) + "." if titles else _("No gate is met yet.")


def missing(outlook: Outlook, process: Process) -> tuple[str, ...]:
    """The gates of the supported stage that are not met, a sentence each with the clauses they wait for."""
    gates = tuple(_waits(process.behaviour[gate], waits) for gate, waits in outlook.missing)
    return gates or (_("Nothing: every gate is met."),)


def following(outlook: Outlook, process: Process) -> str:
    """What comes next: the earliest open gate."""
    if not outlook.missing:
        return _("Nothing is left to prove.")
    return _("%(title)s, the earliest open gate.") % {"title": process.behaviour[outlook.missing[0][0]].title}


def lapsed(outlook: Outlook, process: Process) -> str:
    """What is asked at every stage and was not met at the last look; empty when nothing lapsed."""
    titles = "; ".join(process.behaviour[one].title for one in outlook.lapsed)
    return (
        _("Asked at every stage, and not met at the last look: %(what)s. It moves no stage.") % {"what": titles} if titles else ""
    )


def answer_words(answer: str) -> str:
    """The answer of a row as people say it."""
    return {
        "met": _("Met, proven"),
        "claimed": _("Claimed, hollow"),
        "partly": _("Partly"),
        "not-met": _("Not met"),
        "not-applicable": _("Does not apply"),
    }.get(answer, _("Not asked"))


def why_asked(reason: str, behaviour: Behaviour, before: Standing | None, process: Process, today: date) -> str:
    """Why a row stands on a sheet, without saying what was answered before."""
    if reason == "old" and before is not None and before.shown_at is not None:
        days = (today - before.shown_at).days
        return ngettext("Asked again: the proof is %(n)d day old.", "Asked again: the proof is %(n)d days old.", days) % {
            "n": days
        }
    stage = process.stage[behaviour.stage].title
    return {
        "always-on": _("Asked at every stage."),
        "focus": _("In focus now, on every deal that has come so far."),
        "again": _("Looked at again: something was done about it since the last look."),
        "stage": _("A gate of the claimed stage."),
        "not-met": _("An open gate of %(stage)s, on the way to the claim.") % {"stage": stage},
        "not-asked": _("A gate of %(stage)s, never asked on this deal.") % {"stage": stage},
        "rotation": _("Not a gate. Your team has gone longest without asking it."),
        "decided": _("The deal was decided."),
    }.get(reason, "")


def last_said(before: Standing, by: str, zone: str) -> str:
    """What was answered before, by whom and when."""
    words = {"answer": answer_words(before.answer), "name": by, "day": short_day(before.asked_at, zone)}
    if before.baseline:
        return _("Before: seen when the deal came, by %(name)s on %(day)s.") % words
    return _("Before: %(answer)s, by %(name)s on %(day)s.") % words


def _waits(behaviour: Behaviour, waits: Sequence[str]) -> str:
    texts = [clause.text for clause in behaviour.clauses if clause.id in waits]
    return _("%(title)s: %(clauses)s.") % {"title": behaviour.title, "clauses": "; ".join(texts)}
