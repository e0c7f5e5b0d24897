"""A person's gaps as their own pages draw them: what was counted, where that lies between 0 and 100, why, and what helps. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from server.gaps.priority import ENOUGH, Gap, Seen, counted
from server.process.map import Behaviour, Process
from server.sentences import gap_words, ngettext
from server.sentences import gettext as _
from server.sentences.reasons import Counts
from server.web.frame.home import Next
from server.web.gaps import lane
from server.web.gaps.lane import Lane
from server.web.gaps.next_step import Shelf, reads_only, step


class Line(Struct, frozen=True):
    """One behaviour of a person. `meaning` is what follows from the counts, `whole` the counts and what follows, as one sentence; `missing` is the
    sentence about the clause that is missing most often, empty where none is.
    """

    id: str
    title: str
    stage: str
    kind: str
    """coach teach look steady fading, as `rule.gap` names them; empty where only counts may be told."""
    meaning: str
    whole: str
    why: str
    """Why it matters of all behaviours; empty for nothing special."""
    know: Lane
    do: Lane
    next: Next | None
    missing: str = ""
    looked_at: tuple[int, int] | None = None
    """Percent, from and to: what would be said of doing if nobody allowed for who looked. None where that is the same."""


class Counted(Struct, frozen=True):
    """One behaviour in counts alone."""

    id: str
    title: str
    kind: str
    know: Lane
    do: Lane


class Stage(Struct, frozen=True):
    """The behaviours of one stage: those of which something is known, and (id, title) of the others."""

    title: str
    counted: tuple[Counted, ...]
    unknown: tuple[tuple[str, str], ...]


FIRST = 3
"""Behaviours that stand open."""


def nothing_known(gaps: Iterable[Gap]) -> bool:
    """Whether no question was ever answered and no deal looked at."""
    return not any(_known(gap) for gap in gaps)


def top(gaps: Iterable[Gap], shelf: Shelf) -> tuple[Gap, ...]:
    """The three on which five minutes change most; what is steady is left in peace.

    First come those of which something is known, so that a line in its third week shows what was seen and not what nobody has asked; then those that
    a lesson asks about, and last what can only be read.
    """
    found: list[Gap] = []
    unknown: list[Gap] = []
    later: list[Gap] = []
    for gap in gaps:
        if gap.kind != "steady" and len(found) < FIRST:
            (later if reads_only(step(gap, shelf)) else found if _known(gap) else unknown).append(gap)
    return tuple([*found, *unknown, *later][:FIRST])


def line(gap: Gap, shelf: Shelf, *, zone: str, now: datetime, own: bool = True) -> Line:
    """One gap, drawn whole; where only counts may be told, without what they mean. The next step is the same. `own`: its person reads it."""
    behaviour = shelf.process.behaviour[gap.behaviour]
    after = step(gap, shelf)
    told = counted(gap) if shelf.counts_only else gap
    meaning = _meaning(told, after) if own else gap_words.meaning(told.reason, own=False)
    counts = counted(gap).reason
    return Line(
        id=gap.behaviour,
        title=behaviour.title,
        stage=shelf.process.stage[behaviour.stage].title,
        kind=_shape(told),
        meaning=meaning,
        whole=f"{gap_words.tell(counts, zone=zone, now=now, own=own)} {meaning}".rstrip(),
        why=_importance(gap, behaviour, shelf),
        know=lane.know(told.know),
        do=lane.do(told.do),
        next=after,
        missing=gap_words.missing(counts.missing) if isinstance(counts, Counts) and counts.missing else "",
    )


def example(*, counts_only: bool = False) -> tuple[Lane, Lane]:
    """What the lines will look like, for somebody who has none yet."""
    if counts_only:
        return lane.know(Seen(6, 7, None)), lane.do(Seen(2, 5, None))
    return lane.know(Seen(6, 7, None, 0.84, 0.71, 0.92)), lane.do(Seen(2, 5, None, 0.44, 0.26, 0.64))


def stages(gaps: Iterable[Gap], process: Process) -> tuple[Stage, ...]:
    """These gaps in the order of the process, by stage; stages without any are left out."""
    by_id = {gap.behaviour: gap for gap in gaps}
    found = []
    for stage in process.stages:
        of_it = [(behaviour, by_id[behaviour.id]) for behaviour in process.in_stage(stage.id) if behaviour.id in by_id]
        counted = tuple(
            Counted(behaviour.id, behaviour.title, _shape(gap), lane.bare(gap.know), lane.bare(gap.do))
            for behaviour, gap in of_it
            if _known(gap)
        )
        unknown = tuple((behaviour.id, behaviour.title) for behaviour, gap in of_it if not _known(gap))
        if of_it:
            found.append(Stage(stage.title, counted, unknown))
    return tuple(found)


def _meaning(gap: Gap, after: Next | None) -> str:
    """What follows from the counts; while a lesson has more to ask, how many answers a range still takes."""
    if gap.kind is None:
        return ""
    if gap.kind == "look-next" and gap.way == "ask" and reads_only(after):
        return _("No lesson asks about it yet.")
    if gap.kind != "look-next" or gap.way != "ask" or after is None or not after.href.startswith("/lessons/"):
        return gap_words.meaning(gap.reason, own=True)
    if not gap.know.of:
        return _("Its lesson asks the first questions about it.")
    left = ENOUGH - gap.know.of
    return ngettext("One more answer, and its range can be drawn.", "%(n)d more answers, and its range can be drawn.", left) % {
        "n": left
    }


def _known(gap: Gap) -> bool:
    return bool(gap.know.of or gap.do.of or gap.do.claimed or gap.know.last_at or gap.do.last_at)


def _shape(gap: Gap) -> str:
    return "look" if gap.kind == "look-next" else gap.kind or ""


def _importance(gap: Gap, behaviour: Behaviour, shelf: Shelf) -> str:
    stage = {"stage": shelf.process.stage[behaviour.stage].title}
    if shelf.needed.get(behaviour.id, 0.0) >= SOON:
        return _("Your open deals need it next.")
    if behaviour.always:
        return _("It is asked at every stage.")
    if behaviour.gate:
        if gap.know.last_at is None:
            return _("It is a gate of %(stage)s, and you have not been asked about it yet.") % stage
        return _("It is a gate of %(stage)s.") % stage
    return ""


SOON = 0.5
"""What one open deal makes of a gate that it stands before."""
