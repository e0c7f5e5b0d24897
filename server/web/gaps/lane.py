"""One channel of one behaviour as a drawing needs it: its counts in words, and where its likely range lies between 0 and 100. Pure."""

from functools import lru_cache

from msgspec import Struct

from server.gaps.priority import Seen
from server.sentences import gap_words, ngettext, speaking
from server.sentences import gettext as _


class Lane(Struct, frozen=True):
    """One channel: `hits` of `n`, in words as `says`; from five on its place and 80% interval in percent.

    `claims` are deals beside these, of which somebody only says so; `claimed`: these are more than those that were shown or not.
    """

    hits: int
    n: int
    says: str
    at: int | None = None
    low: int | None = None
    high: int | None = None
    claimed: bool = False
    claims: int = 0


Told = tuple[int, int, int, bool, int | None, int | None, int | None]
"""All that a lane says: right, of, claimed, whether it was ever looked at, and p, low and high in percent."""


def know(seen: Seen) -> Lane:
    """What was answered."""
    return lane("know", told(seen))


def do(seen: Seen) -> Lane:
    """What was looked at."""
    return lane("do", told(seen))


def told(seen: Seen) -> Told:
    """What of this makes a difference to its lane."""
    right, of, last, p, low, high, claimed = seen.right, seen.of, seen.last_at, seen.p, seen.low, seen.high, seen.claimed
    if p is None or low is None or high is None:
        return right, of, claimed, last is not None, None, None, None
    return right, of, claimed, last is not None, round(100 * p), round(100 * low), round(100 * high)


def lane(channel: str, told: Told) -> Lane:
    """The same as a drawing needs it; the channel is know or do."""
    return _lane(channel, speaking(), *told)


def bare(seen: Seen) -> Lane:
    """The counts, without words."""
    return Lane(seen.right, seen.of, "", claimed=seen.claimed > seen.of, claims=seen.claimed)


@lru_cache(maxsize=512)
def _lane(
    channel: str,
    language: str,  # noqa: ARG001  # the one being spoken, in which the words are
    hits: int,
    n: int,
    claims: int,
    before: bool,
    at: int | None,
    low: int | None,
    high: int | None,
) -> Lane:
    """Kept, because a team has hundreds of them and few that differ."""
    says = _known(hits, n, before=before) if channel == "know" else _done(hits, n, claims, before=before)
    if at is not None and low is not None and high is not None:
        words = {"says": says, "low": low, "high": high}
        if _fits(hits, n, low, high):
            says = _("%(says)s (likely %(low)d to %(high)d%%)") % words
        else:
            says = _("%(says)s (on a new one likely %(low)d to %(high)d%%)") % words
    if n and claims:
        says = _("%(says)s, %(more)s") % {"says": says, "more": gap_words.claimed_more(claims)}
    return Lane(hits, n, says, at, low, high, claims > n, claims)


def _fits(hits: int, n: int, low: int, high: int) -> bool:
    """Whether one case more or less brings the share of the counts into the range. The range is of another case, at its ordinary difficulty and
    today: what came back, was half right or is hard is counted whole and moves it less, and beside such counts it says what it is of.
    """
    return low * n <= 100 * (hits + 1) and 100 * (hits - 1) <= high * n


def _known(hits: int, n: int, *, before: bool) -> str:
    if not n:
        return _("not asked for half a year") if before else _("no question answered yet")
    return ngettext("right on %(hits)d of %(n)d question", "right on %(hits)d of %(n)d questions", n) % {"hits": hits, "n": n}


def _done(hits: int, n: int, claims: int, *, before: bool) -> str:
    if n:
        return ngettext("shown on %(hits)d of %(n)d deal", "shown on %(hits)d of %(n)d deals", n) % {"hits": hits, "n": n}
    if claims:
        return gap_words.claimed(claims)
    return _("not looked at for half a year") if before else _("no deal looked at yet")
