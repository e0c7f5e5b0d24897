"""The nightly settling: what all people share is worked out afresh from everybody's evidence, and becomes the next numbered snapshot.

Nobody's book changes here. Each stays the exact fold of its facts under the snapshot it names, and is folded again under the new one by
`refold`, one person a transaction: whoever answers meanwhile answers under the one that their book names.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server import db, ids, ledger
from server.gaps import candour, evidence, refit, settle
from server.gaps.book import Rules
from server.gaps.candour import Step
from server.gaps.evidence import HOLDING, Evidence
from server.gaps.prior import Prior
from server.gaps.queries.snapshots import fitted_on, newest, packed, rules, settled_at, steps

AGAIN = 2
"""The prior is fitted again when there are this many times as many answers as the last time."""


class Settled(Struct, frozen=True, kw_only=True):
    """What a settling came to: the number of the snapshot in force, whether it was made now, and from how many pieces of how many people.

    `before` is the prior that was in use, `prior` the one that is. `gain` is what a fit was worth, in log loss per answer; None without one.
    """

    number: int
    made: bool
    answers: int
    people: int
    before: Prior
    prior: Prior
    gain: float | None


async def make_snapshot(now: datetime) -> Settled:
    """Settles the shared terms on everything recorded up to `now`. The same evidence again makes no other snapshot.

    Of two settlings at once the first one's counts, and the other says so.
    """
    number = await newest()
    before = await rules(number)
    lines, told = await _read(before, since=await settled_at(), until=now)
    counted = sum(piece.weight > 0.0 for line in lines for piece in line)
    fit = refit.refit(lines, before.prior) if counted >= max(refit.ENOUGH, AGAIN * await fitted_on()) else None
    prior = fit.prior if fit else before.prior
    shared = settle.settle(lines, prior)
    made = False
    if fit is not None or packed(shared) != packed(before.shared):
        fitted = (_json(before.prior), fit.gain) if fit else ("", None)
        made = await _put(number + 1, (now, counted, packed(shared), _json(prior), *fitted, _json(told)))
    return Settled(
        number=await newest(),
        made=made,
        answers=counted,
        people=len(lines),
        before=before.prior,
        prior=prior if made else before.prior,
        gain=fit.gain if fit and made else None,
    )


async def _read(under: Rules, *, since: datetime | None, until: datetime) -> tuple[list[Sequence[Evidence]], tuple[Step, ...]]:
    """Everybody's evidence up to a moment, and how what was said under these rules since they were made came true."""
    start, told = since.timestamp() if since else float("-inf"), await steps() or candour.NOTHING
    lines: list[Sequence[Evidence]] = []
    async for line in _lines(until):
        lines.append(line)
        if any(piece.at > start for piece in line):
            told = candour.added(told, candour.foretold(line, under, since=start))
    # The order of people must not follow from their ids, which an erasure changes.
    return sorted(lines, key=lambda line: (line[0].at, line[0].item, line[0].deal, line[0].behaviours)), told


async def _lines(until: datetime) -> AsyncIterator[list[Evidence]]:
    """The evidence of each person, in the order of their facts. Equal keys are one object, because all of it stays in memory for a while."""
    person: UUID | None = None
    line: list[Evidence] = []
    keys: dict[str, str] = {}
    sets: dict[tuple[str, ...], tuple[str, ...]] = {}
    async for page in ledger.of_kinds(HOLDING):
        for stored in page:
            if stored.person != person:
                if line:
                    yield line
                person, line = stored.person, []
            if stored.at <= until:
                for piece in evidence.of(stored.fact, stored.at):
                    line.append(_slim(piece, keys, sets))
    if line:
        yield line


def _slim(piece: Evidence, keys: dict[str, str], sets: dict[tuple[str, ...], tuple[str, ...]]) -> Evidence:
    """The piece without what no settling looks at."""
    return replace(
        piece,
        behaviours=sets.setdefault(piece.behaviours, piece.behaviours),
        item=keys.setdefault(piece.item, piece.item),
        deal=keys.setdefault(piece.deal, piece.deal),
        inspector=keys.setdefault(piece.inspector, piece.inspector),
        missing=(),
    )


async def _put(number: int, row: Sequence[object]) -> bool:
    """Stores the snapshot of this number, unless another settling did meanwhile, and says whether."""
    id = ids.new()

    async def verb() -> bool:
        if await newest() >= number:
            return False
        await PUT(id, number, *row)
        return True

    return await db.run(verb)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


PUT = db.Statement(
    'INSERT INTO "gap_snapshot" ("id", "number", "made_at", "answers", "terms", "prior", "before", "gain", "told") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})"
)
