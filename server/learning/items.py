"""What the answers of many people say about a question, and the rules that call a question weak. Pure: from counts, never from a person.

One person counts once for each revision: with their first try in a lesson, and with their first answer in practice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import atanh, sqrt, tanh
from types import MappingProxyType
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.model import Choice, Question
from server.people.roles import SMALLEST_POOL
from server.sentences.item_reasons import Backwards, Easy, Idle, ItemReason, Rival, SureWrong

Z90: Final = 1.6448536269514722
"""The normal quantile of 0.95: two-sided 90%."""

MEASURES: Final = 0.95
"""A question of whose share right even the low end is this high tells nobody apart."""

TRIED: Final = 40
"""People of whom one at least takes a wrong choice that is worth its place."""

SURE: Final = 2
"""From "fairly sure" on, of 0 to 3."""

MANY, OF_SURE = 5, 0.25
"""So many people who were sure, and such a share of them, took the same wrong choice."""


class Tally(NamedTuple):
    """So many `people` gave this answer first. `confidence` 0 to 3 was asked for in practice, else None."""

    picks: tuple[str, ...]
    mark: float
    people: int
    confidence: int | None = None


class Moments(NamedTuple):
    """Sums over people: x is the mark of the question, y the mean mark of the other questions of the lesson, both 0 to 1."""

    n: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0


class Interval(NamedTuple):
    """The ends of a 90% interval."""

    low: float
    high: float


class Apart(Struct, frozen=True):
    """How well a question tells people apart: the correlation `r` with the rest of the lesson, over `people`, and its 90% interval."""

    r: float
    people: int
    likely: Interval


class Sure(Struct, frozen=True):
    """In practice `people` said how sure they were: `sure` of them were, and `right` of these were right. `wrong` counts their wrong picks."""

    people: int
    sure: int
    right: int
    wrong: Mapping[str, int]


class Item(Struct, frozen=True, kw_only=True):
    """One revision of a question. `right` of the `people` got it wholly right on the first try; `picks` counts people by what they picked."""

    people: int
    right: int
    likely: Interval
    picks: Mapping[str, int]
    sure: Sure | None = None
    apart: Apart | None = None
    seconds: int | None = None
    """Half of the people took less for their first try in a lesson, None where the times of fewer than twenty are known."""
    weak: tuple[ItemReason, ...] = ()
    """What is weak about it, the worst first."""


def item(
    question: Question,
    choices: Sequence[Choice],
    tallies: Iterable[Tally],
    moments: Moments = Moments(),  # noqa: B008  # a tuple
    times: Mapping[int, int] = MappingProxyType({}),  # cannot change
) -> Item | None:
    """What the first tries say of a question, or of one scene of it, whose choices these are. None for fewer than twenty people.

    `times` has people by the seconds they took. Practice is told for twenty people who practised it, and left out for fewer.
    """
    counted = list(tallies)
    first = [one for one in counted if one.confidence is None]
    people = sum(one.people for one in first)
    if people < SMALLEST_POOL:
        return None
    right = sum(one.people for one in first if one.mark >= 1)
    found = Item(
        people=people,
        right=right,
        likely=wilson(right, people),
        picks=_picks(choices, first),
        sure=_sure(choices, [one for one in counted if one.confidence is not None]),
        apart=apart(moments),
        seconds=median(times),
    )
    return replace(found, weak=tuple(weak(found, choices, one_of=question.kind in {"single", "scenario"})))


def worst(found: Item) -> tuple[int, float]:
    """Sorts weak items, the worst first: by what is weak, then by how few are right."""
    return (RULES.index(type(found.weak[0])), found.right / found.people) if found.weak else (len(RULES), 0.0)


def weak(found: Item, choices: Sequence[Choice], *, one_of: bool) -> Iterator[ItemReason]:
    """Every rule that calls it weak, the worst first. `one_of`: exactly one choice is picked.

    What is wrong about the key comes before what misleads, and this before what only wastes a minute.
    """
    if found.apart and found.apart.likely.high < 0:
        yield Backwards(found.apart.people)
    wrong = {choice.id: place for place, choice in enumerate(choices, 1) if not choice.mark} if found.picks else {}
    if one_of:
        yield from _rivals(found, choices, wrong)
    yield from _misled(found.sure, wrong)
    if found.likely.low >= MEASURES:
        yield Easy(found.right, found.people)
    idle = tuple(place for id, place in wrong.items() if not found.picks[id])
    if idle and found.people >= TRIED:
        yield Idle(idle, found.people)


def wilson(hits: int, of: int) -> Interval:
    """The 90% score interval for a share of hits (Wilson, Journal of the American Statistical Association 22, 1927, 209-212).

    It holds its level at small n and near 0 and 1 (Brown, Cai, DasGupta, Statistical Science 16, 2001, 101-133). Raises ZeroDivisionError for none.
    """
    share, z = hits / of, Z90 * Z90
    centre = (share + z / (2 * of)) / (1 + z / of)
    half = Z90 * sqrt(share * (1 - share) / of + z / (4 * of * of)) / (1 + z / of)
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def median(times: Mapping[int, int]) -> int | None:
    """The whole seconds that half of the people did not exceed, from people by seconds. None for fewer than twenty."""
    people = sum(times.values())
    if people < SMALLEST_POOL:
        return None
    before = accumulate(times[seconds] for seconds in sorted(times))
    return next(seconds for seconds, so_far in zip(sorted(times), before, strict=True) if 2 * so_far >= people)


def apart(sums: Moments) -> Apart | None:
    """The corrected item-rest correlation (Henrysson, Psychometrika 28, 1963, 211-218): the rest leaves the question itself out.

    Its 90% interval is that of Fisher's z. None for fewer than twenty people, and when all do the same on either side.
    """
    if sums.n < SMALLEST_POOL:
        return None
    across = sums.xx - sums.x * sums.x / sums.n
    down = sums.yy - sums.y * sums.y / sums.n
    if min(across, down) <= SAME * sums.n:
        return None
    r = (sums.xy - sums.x * sums.y / sums.n) / sqrt(across * down)
    z, half = atanh(max(-WHOLE, min(WHOLE, r))), Z90 / sqrt(sums.n - 3)
    return Apart(max(-1.0, min(1.0, r)), sums.n, Interval(tanh(z - half), tanh(z + half)))


def _picks(choices: Sequence[Choice], tallies: Iterable[Tally]) -> Mapping[str, int]:
    """People by choice, in the order of the file; nothing for what has no choices, or none that is right."""
    if not any(choice.mark for choice in choices):
        return {}
    picked = Counter[str]()
    for one in tallies:
        picked.update(dict.fromkeys(one.picks, one.people))
    return {choice.id: picked[choice.id] for choice in choices}


def _sure(choices: Sequence[Choice], tallies: Sequence[Tally]) -> Sure | None:
    people = sum(one.people for one in tallies)
    if people < SMALLEST_POOL:
        return None
    sure = [one for one in tallies if one.confidence is not None and one.confidence >= SURE]
    wrong = {choice.id for choice in choices if not choice.mark}
    return Sure(
        people=people,
        sure=sum(one.people for one in sure),
        right=sum(one.people for one in sure if one.mark >= 1),
        wrong={id: n for id, n in _picks(choices, [one for one in sure if one.mark < 1]).items() if id in wrong},
    )


def _rivals(found: Item, choices: Sequence[Choice], wrong: Mapping[str, int]) -> Iterator[Rival]:
    right = max((found.picks.get(choice.id, 0) for choice in choices if choice.mark >= 1), default=found.people)
    most = max(wrong, key=lambda id: found.picks[id], default="")
    if most and found.picks[most] > right:
        yield Rival(wrong[most], found.picks[most], right)


def _misled(found: Sure | None, wrong: Mapping[str, int]) -> Iterator[SureWrong]:
    if not found or not found.wrong:
        return
    most = max(found.wrong, key=lambda id: found.wrong[id])
    if found.wrong[most] >= max(MANY, OF_SURE * found.sure):
        yield SureWrong(wrong[most], found.wrong[most], found.sure)


RULES: Final = (Backwards, Rival, SureWrong, Easy, Idle)
"""What makes a question weak, the worst first."""

SAME: Final = 1e-9
"""A variance below this is the rounding of a sum."""

WHOLE: Final = 1 - 1e-12
"""The furthest correlation that Fisher's z can take."""
