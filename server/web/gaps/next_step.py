"""What helps with a gap: the lesson, the practice or the deal that comes first. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from server.deals.gates import neediest, needs
from server.deals.queries import Deal
from server.gaps.priority import Gap
from server.lessons.audience import wanted
from server.lessons.compiler.model import SCORED, Lesson
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.web.frame.home import Next


class Shelf(Struct, frozen=True):
    """What somebody can do next: lessons for them, those they finished, their open deals. `sells`: practice is theirs.

    `counts_only`: the policy leaves counts alone to be told of their gaps.
    """

    process: Process
    lessons: Sequence[Lesson]
    finished: AbstractSet[str]
    deals: Sequence[Deal]
    needed: Mapping[str, float]
    sells: bool
    counts_only: bool = False


class Helping(Struct, frozen=True):
    """A lesson about a behaviour; `walked`: a scenario; `done`: the reader finished it."""

    id: str
    title: str
    minutes: int
    walked: bool
    done: bool


def step(gap: Gap, shelf: Shelf) -> Next | None:
    """The one thing that helps most with this gap; None where nothing has to be done."""
    match gap.kind:
        case "teach":
            return _lesson(gap, shelf) or _asked_again(gap, shelf)
        case "coach":
            return _deal(gap, shelf)
        case "fading":
            return _asked_again(gap, shelf)
        case "look-next":
            return _lesson(gap, shelf) or _asked_again(gap, shelf) if gap.way == "ask" else _deal(gap, shelf)
    return None


def reads_only(step: Next | None) -> bool:
    """Whether nothing can be done about a gap today but reading."""
    return step is None or step.href.startswith("/process")


def _lesson(gap: Gap, shelf: Shelf) -> Next | None:
    """The first lesson about it that is not finished; one that teaches before one that practises."""
    about = [one for one in shelf.lessons if gap.behaviour in one.behaviours and not shelf.finished & one.ids]
    found = min(about, key=lambda one: one.kind != "teach", default=None)
    if found is None:
        return None
    asks = sum(one.kind in SCORED and one.kind != "scenario" for one in found.questions)
    words = {"title": found.title, "minutes": found.minutes, "n": asks}
    label = _("Take “%(title)s”") if found.kind == "teach" else _("Walk through “%(title)s”")
    then = _("About %(minutes)d minutes. What you answer in it stands here at once.")
    if gap.kind == "look-next" and asks:
        then = ngettext(
            "About %(minutes)d minutes with %(n)d question. Your answer stands here at once.",
            "About %(minutes)d minutes with %(n)d questions. Your answers stand here at once.",
            asks,
        )
    return Next(label % words, then % words, f"/lessons/{found.id}")


def _asked_again(gap: Gap, shelf: Shelf) -> Next:
    """Practice, for whom it is and if there is anything to ask; else the steps."""
    if not shelf.sells or not (gap.know.last_at or any(gap.behaviour in one.behaviours for one in shelf.lessons)):
        return _read(gap)
    return Next(_("Practise"), _("At most three questions, each about 27 seconds, those that help most first."), "/practice")


def _deal(gap: Gap, shelf: Shelf) -> Next:
    """The open deal that needs it most; the steps of the behaviour when none does."""
    deal = neediest(shelf.process, shelf.deals, gap.behaviour)
    if deal is None:
        return _read(gap)
    return Next(
        _("Open %(deal)s") % {"deal": deal.name},
        _("Of your open deals this one needs it most. What proves it stands there."),
        f"/deals/{deal.id}",
    )


def _read(gap: Gap) -> Next:
    return Next(_("Read its steps"), _("What proves it, and the question that is asked about it."), f"/process#{gap.behaviour}")


def helping(behaviour: str, shelf: Shelf) -> tuple[Helping, ...]:
    """The lessons about a behaviour, those that teach it first."""
    about = sorted((one for one in shelf.lessons if behaviour in one.behaviours), key=lambda one: one.kind != "teach")
    return tuple(Helping(one.id, one.title, one.minutes, one.kind != "teach", bool(shelf.finished & one.ids)) for one in about)


def deals_for(behaviour: str, shelf: Shelf) -> tuple[tuple[str, str], ...]:
    """(id, name) of the open deals that need a behaviour, the one that needs it most first."""
    needed = [(needs(shelf.process, deal).get(behaviour, 0.0), deal) for deal in shelf.deals]
    ranked = sorted((one for one in needed if one[0]), key=lambda one: -one[0])
    return tuple((str(deal.id), deal.name) for _need, deal in ranked)


def lessons_for(known: Iterable[Lesson], roles: AbstractSet[str]) -> Iterator[Lesson]:
    """The live lessons for somebody with these roles."""
    theirs = wanted(roles)
    return (one for one in known if one.status == "live" and not theirs.isdisjoint(one.audience))
