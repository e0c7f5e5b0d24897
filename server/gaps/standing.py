"""How a person stands in each behaviour at one moment, before it is judged: two estimates, and what was counted. Pure."""

from collections.abc import Iterable, Mapping

from server.gaps import estimate, tally
from server.gaps.book import Book, Rules
from server.gaps.estimate import Estimate
from server.gaps.priority import Reading
from server.gaps.shown import Shown
from server.process.map import Behaviour

UNSEEN = Shown()


def readings(
    book: Book, under: Rules, now: float, behaviours: Iterable[Behaviour], shown: Mapping[str, Shown], needed: Mapping[str, float]
) -> list[Reading]:
    """Every behaviour of the person, in their order. `now` is in seconds since the epoch; `shown` is what looks at deals came to, by behaviour."""
    stood = Standing(book, under, now)
    return [_reading(stood, one, shown.get(one.id, UNSEEN), needed.get(one.id, 0.0)) for one in behaviours]


class Standing:
    """The two estimates of each behaviour at one moment. Those of which nothing is known of anybody are all alike, and worked out once."""

    def __init__(self, book: Book, under: Rules, now: float) -> None:
        self.book, self.now = book, now
        self.under = (under.shared, under.prior)
        self.unknown = estimate.know(book.line, "", now, *self.under), estimate.do(book.line, "", now, *self.under)

    def know(self, behaviour: str) -> Estimate:
        """What the person knows of it."""
        if behaviour in self.book.line.know or behaviour in self.under[0].know:
            return estimate.know(self.book.line, behaviour, self.now, *self.under)
        return self.unknown[0]

    def then(self, behaviour: str, last: float | None) -> float | None:
        """What the person would know of it now if no time had passed since `last`: what other answers said of them since then is in both."""
        if last is None or last >= self.now:
            return None
        return estimate.chance_to_know(self.book.line, behaviour, last, *self.under)

    def do(self, behaviour: str) -> Estimate:
        """What the person is shown to do of it."""
        if behaviour in self.book.line.do or behaviour in self.under[0].do:
            return estimate.do(self.book.line, behaviour, self.now, *self.under)
        return self.unknown[1]


def _reading(stood: Standing, behaviour: Behaviour, shown: Shown, needed: float) -> Reading:
    known, done, now = stood.book.know.get(behaviour.id), stood.book.do.get(behaviour.id), stood.now
    know, do = stood.know(behaviour.id), stood.do(behaviour.id)
    if known is None and done is None and shown is UNSEEN:
        return Reading(behaviour.id, know, do, gate=behaviour.gate, always=behaviour.always, needed=needed)
    right, asked = tally.counted(known, now) if known else (0, 0)
    return Reading(
        behaviour=behaviour.id,
        know=know,
        do=do,
        right=right,
        asked=asked,
        asked_at=known.last if known else None,
        told=stood.then(behaviour.id, known.last) if known else None,
        shown=shown.shown,
        deals=shown.deals,
        seen_at=done.last if done else None,
        claimed=shown.claimed,
        fair=(shown.fair_shown, shown.fair),
        lacks=shown.lacks,
        gate=behaviour.gate,
        always=behaviour.always,
        needed=needed,
    )
