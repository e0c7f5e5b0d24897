"""What the numbers of the leader's page rest on, in words: what was counted, its limit, and what to do where it is not kept."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.drift.footing import Footing, Most
from server.drift.points import Count
from server.drift.signals import Level
from server.html.filters import number
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import together


class Check(Struct, frozen=True):
    """One count beside its limit. `then` says what to do, and `most` which behaviours make most of it; both empty where nothing is to be done."""

    name: str
    reading: str
    met: int
    n: int
    limit: str
    level: Level
    word: str
    then: str = ""
    most: str = ""


def checks(found: Footing | None, process: Process) -> tuple[Check, ...]:
    """Both of them; none while nothing was asked."""
    return (_proof(found, process), _away(found, process)) if found else ()


def _proof(found: Footing, process: Process) -> Check:
    count, low = found.proof, found.proof_level == "low"
    return Check(
        name=_("Ticks with proof"),
        reading=ngettext("%(met)s of %(of)s tick", "%(met)s of %(of)s ticks", count.n) % _read(count),
        met=count.met,
        n=count.n,
        limit=_("at least %(percent)d%%") % {"percent": round(found.floor)},
        level=found.proof_level,
        word={"low": _("Low"), "good": _("Good"), "few": _("Few")}[found.proof_level],
        then=_("Proof does not reach the sheets. A buyer’s mail that is forwarded and a link on the deal bring it there.")
        if low
        else "",
        most=_most(_("Most without proof: %(behaviours)s."), found.hollow, process) if low else "",
    )


def _away(found: Footing, process: Process) -> Check:
    count, high = found.away, found.away_level == "low"
    return Check(
        name=_("Rows that do not apply"),
        reading=ngettext("%(met)s of %(of)s row", "%(met)s of %(of)s rows", count.n) % _read(count),
        met=count.met,
        n=count.n,
        limit=_("at most %(percent)d%%") % {"percent": round(found.limit)},
        level=found.away_level,
        word={"low": _("High"), "good": _("Good"), "few": _("Few")}[found.away_level],
        then=_("Deals that do not need a gate belong to a kind of deal of their own, in the process.") if high else "",
        most=_most(_("Most often: %(behaviours)s."), found.left, process) if high else "",
    )


def _read(count: Count) -> Mapping[str, str]:
    return {"met": number(count.met), "of": number(count.n)}


def _most(words: str, each: Sequence[Most], process: Process) -> str:
    named = [
        _("%(behaviour)s (%(num)d of %(of)d)") % {"behaviour": process.behaviour_title(one.behaviour), "num": one.n, "of": one.of}
        for one in each
    ]
    return words % {"behaviours": together(named)} if named else ""
