"""A change of the process in words: what changed, what becomes of what was answered before it, and the names of the signals it touches."""

from collections.abc import Callable, Mapping
from typing import Final

from server.lessons.compiler.edits.touched import Signal
from server.lessons.compiler.process.changes import Change, Fate, Kind
from server.process.map import Process
from server.sentences import gettext as _


def sentence(change: Change, was: Process, now: Process) -> str:
    """The change in one sentence. `was` and `now` are the process before and after it, which know what there is by its name."""

    def stage(id: str) -> str:
        return (now if id in now.stage else was).stage_title(id)

    values = {
        "title": change.title,
        "before": change.before,
        "after": change.after,
        "places": ", ".join(now.motion_title(one) for one in change.places),
        "stage": stage(change.after if change.kind != "cadence" else change.id),
        "old_stage": stage(change.before),
        "motion": now.motion_title(change.after),
        "clause": change.clause,
        "old_list": _listed(change.before, stage),
        "new_list": _listed(change.after, stage),
        "old": change.before or _("the usual"),
        "new": change.after or _("the usual"),
        "name": _signal_name(change.id),
    }
    return WORDS[change.kind]() % values


def _listed(lines: str, name: Callable[[str], str]) -> str:
    """Stages by name, each with its days where some stand behind it; roles as they are."""
    parts = (line.partition(" ") for line in lines.splitlines())
    return ", ".join(f"{name(id)}{space}{days}" for id, space, days in parts) or "–"


def fate_sentence(change: Change) -> str:
    """What becomes of answers that were given before it."""
    own = FATES_OF.get(change.kind)
    return own() if own else FATE_WORDS[change.fate]()


def signal_name(signal: Signal) -> str:
    """A signal as pages call it."""
    return _signal_name(signal)


def _signal_name(name: str) -> str:
    words = SIGNAL_WORDS.get(name)
    return words() if words else name


Words = Callable[[], str]

WORDS: Final[Mapping[Kind, Words]] = {
    "stage-added": lambda: _("The stage %(title)s is new."),
    "stage-gone": lambda: _("The stage %(title)s is gone, and no other takes it over."),
    "stage-merged": lambda: _("The stage %(title)s is gone. %(stage)s takes it over."),
    "stage-renamed": lambda: _("The stage %(before)s is called %(after)s."),
    "stage-moved": lambda: _("The stage %(title)s stands in place %(after)s. It stood in place %(before)s."),
    "stage-exit": lambda: _("When %(title)s is left is worded anew."),
    "stage-job": lambda: _("What the buyer does in %(title)s is worded anew."),
    "stage-days": lambda: _("Days that are usual in %(title)s: %(after)s. It was %(before)s."),
    "behaviour-added": lambda: _("The behaviour %(title)s is new, in %(stage)s."),
    "behaviour-gone": lambda: _("The behaviour %(title)s is gone."),
    "behaviour-called": lambda: _("%(title)s has the id %(after)s. It was %(before)s."),
    "behaviour-renamed": lambda: _("The behaviour %(before)s is called %(after)s."),
    "behaviour-moved": lambda: _("%(title)s belongs to %(stage)s. It belonged to %(old_stage)s."),
    "behaviour-reworded": lambda: _("%(title)s is explained in other words."),
    "behaviour-role": lambda: _("%(title)s is up to the role %(after)s. It was up to %(before)s."),
    "behaviour-artifact": lambda: _("The usual proof of %(title)s is %(after)s. It was %(before)s."),
    "behaviour-fresh": lambda: _("Days after which proof of %(title)s is asked for again: %(after)s. It was %(before)s."),
    "gate-on": lambda: _("%(title)s is a gate now: %(places)s."),
    "gate-off": lambda: _("%(title)s is no gate any more: %(places)s."),
    "always-on": lambda: _("%(title)s is asked at every stage now."),
    "always-off": lambda: _("%(title)s is not asked at every stage any more."),
    "clause-added": lambda: _("%(title)s also asks: %(after)s."),
    "clause-gone": lambda: _("%(title)s does not ask any more: %(before)s."),
    "clause-reworded": lambda: _("A clause of %(title)s reads: %(after)s. It read: %(before)s."),
    "clause-replaced": lambda: _("Another clause of %(title)s stands under the id %(clause)s: %(after)s. It read: %(before)s."),
    "clause-source": lambda: _("Proof of the clause %(clause)s of %(title)s comes from: %(after)s. It came from: %(before)s."),
    "clause-timed": lambda: _("The clause %(clause)s of %(title)s counts for doing alone now, never for the gate."),
    "clause-untimed": lambda: _("The clause %(clause)s of %(title)s counts for the gate too now."),
    "clause-na": lambda: _("What a tick of the clause %(clause)s of %(title)s means for its row has changed."),
    "motion-added": lambda: _("The kind of deal %(title)s is new."),
    "motion-gone": lambda: _("The kind of deal %(title)s is gone."),
    "motion-merged": lambda: _("The kind of deal %(title)s is gone. Its deals count as %(motion)s."),
    "motion-renamed": lambda: _("The kind of deal %(before)s is called %(after)s."),
    "motion-stages": lambda: _("A deal of the kind %(title)s goes through %(new_list)s. It went through %(old_list)s."),
    "motion-days": lambda: _("Usual days of the kind of deal %(title)s: %(new_list)s. They were %(old_list)s."),
    "motion-roles": lambda: _("A deal of the kind %(title)s needs %(new_list)s. It needed %(old_list)s."),
    "threshold": lambda: _("The floor of %(name)s is %(after)s. It was %(before)s."),
    "cadence": lambda: _("Deals in %(stage)s are looked at: %(new)s. It was: %(old)s."),
}

FATE_WORDS: Final[Mapping[Fate, Words]] = {
    "goes-on": lambda: _("Answers from before are counted on."),
    "anew": lambda: _("Answers from before are not compared with those since: it asks for something else."),
    "ends": lambda: _("What was recorded stays to be read under its name. Nothing is added to it."),
    "begins": lambda: _("It begins with no answers."),
}

FATES_OF: Final[Mapping[Kind, Words]] = {
    "stage-merged": lambda: _("Its deals go on there, and what was claimed keeps its name."),
    "clause-reworded": lambda: _(
        "Answers from before are counted on. How alike it was read before and since stands beside its words."
    ),
    "clause-added": lambda: _(
        "The other clauses are counted on. A row is met only with this one too, so compare clause by clause."
    ),
    "clause-gone": lambda: _("The other clauses are counted on. A row is met without this one, so compare clause by clause."),
    "gate-on": lambda: _("Answers from before are counted on. Where each deal stands is concluded anew."),
    "gate-off": lambda: _("Answers from before are counted on. Where each deal stands is concluded anew."),
    "threshold": lambda: _("No count changes, only what is called low."),
    "cadence": lambda: _("No answer changes, only when the next one is due."),
}
"""Where there is more to say than of its fate."""

SIGNAL_WORDS: Final[Mapping[str, Words]] = {
    "stage_accuracy": lambda: _("stage accuracy"),
    "inspection_recency": lambda: _("inspection recency"),
    "coaching_anchor": lambda: _("coaching anchor"),
    "commitments_kept": lambda: _("commitments kept"),
    "behaviour_met": lambda: _("behaviours met"),
    "knowing_doing": lambda: _("knowing-doing gap"),
    "silent_days": lambda: _("silent behaviour"),
    "evidence_ratio": lambda: _("ticks with proof"),
    "not_applicable": lambda: _("rows that do not apply"),
    "skipped": lambda: _("skipped stages"),
    "stalled": lambda: _("stalled deals"),
    "old_proof": lambda: _("old proof"),
}
