"""Promises and what came of them, as the one who made them and their manager see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from piccolo.columns import Timestamptz

from server.commitments.outcomes import State
from server.commitments.tables import CommitmentOutcome, CommitmentRow, DeclinedCommitment
from server.db import P, Prepared, Statement, among, blanks, of_row
from server.deals import queries as deals
from server.errors import NotFound
from server.people.roles import Actor


class Commitment(Struct, frozen=True, kw_only=True):
    """One thing a person promised to do on one deal, with the artifact that will prove it and the question that will be asked.

    `made_by_name` is the manager with whom it was agreed, None for a promise of one's own. `put_off` counts the new dates it was given, `on_time`
    and `proven` say how it was kept. `agreed_for` is the date that was agreed: leave and holidays make it `due_at` later. The day of each is that in
    the `zone` of the person, whoever reads it.
    """

    id: UUID
    person: UUID
    deal: UUID
    deal_name: str
    lesson: str
    question: str
    behaviours: tuple[str, ...]
    words: str
    proof: str
    ask: str
    due_at: datetime
    made_at: datetime
    state: State
    put_off: int = 0
    on_time: bool = False
    proven: bool = False
    settled_at: datetime | None = None
    agreed_for: datetime | None = None
    made_by: UUID | None = None
    made_by_name: str | None = None
    inspection: UUID | None = None
    zone: str = "UTC"


class Settled(Struct, frozen=True, kw_only=True):
    """What came of a promise, for a list of many."""

    id: UUID
    words: str
    deal_name: str
    settled_at: datetime
    state: State
    put_off: int
    on_time: bool
    proven: bool


class Promised(Struct, frozen=True, kw_only=True):
    """What somebody promised on a deal, and until when."""

    deal: UUID
    words: str
    due_at: datetime


class Outcome(Struct, frozen=True, kw_only=True):
    """What was said of a promise at one time. `outcome` is kept, partly, not-yet, missed or no-longer-needed; `left`: its owner had left.

    `due_at` is the date that held, `again` the new one; `proof` the evidence that stood beside it. `corrects` is what was said by mistake before.
    """

    id: UUID
    outcome: str
    because: str
    left: bool
    by_name: str | None
    due_at: datetime
    again: datetime | None
    proof: UUID | None
    proof_dated: date | None
    on_time: bool
    at: datetime
    corrects: UUID | None = None


class Kept(Struct, frozen=True, kw_only=True):
    """How many of the promises that were `due` were `kept` on time with proof. What was no longer needed is not counted."""

    kept: int = 0
    due: int = 0


class Declined(Struct, frozen=True, kw_only=True):
    """A lesson finished without a promise, and why. Only the person reads it."""

    lesson: str
    question: str
    reason: str
    at: datetime


async def open_of(person: UUID) -> list[Commitment]:
    """What a person promised and has not settled, the earliest due first. Whoever asks has made sure that the reader may see it."""
    return [_commitment(row) for row in await OPEN(person=person, state="open")]


async def due_of(person: UUID, until: datetime) -> list[Promised]:
    """What a person promised, has not settled and is due by then, the earliest first. For themselves."""
    return [Promised(deal=row["deal"], words=row["words"], due_at=row["due_at"]) for row in await DUE(person, until)]


async def open_of_each(persons: Sequence[UUID]) -> Mapping[UUID, Sequence[Commitment]]:
    """The open promises of several people in one statement, by person, the earliest due first; who has none is left out."""
    if not persons:
        return {}
    found: dict[UUID, list[Commitment]] = {}
    for row in await _by_due(among(CommitmentRow.person, persons), CommitmentRow.state == "open"):
        found.setdefault(row["person"], []).append(_commitment(row))
    return found


async def settled_of(person: UUID) -> list[Commitment]:
    """The twenty promises of a person that were settled last, newest first. Whoever asks has made sure that the reader may see them."""
    return [_commitment(row) for row in await SETTLED(person=person)]


async def came_of(person: UUID) -> list[Settled]:
    """The same promises, with no more of each than what came of it."""
    return [of_row(Settled, row) for row in await CAME_OF(person, LATELY)]


async def record_of(person: UUID) -> list[Commitment]:
    """Everything that a person promised, settled or not, the newest five thousand, newest first. For the person's own record."""
    return [_commitment(row) for row in await RECORD(person=person)]


async def outcomes(commitment: UUID) -> list[Outcome]:
    """Everything that was said of a promise, oldest first. Whoever asks has made sure that the reader may see it."""
    return [_outcome(row) for row in await OUTCOMES(commitment=commitment)]


async def kept(persons: Sequence[UUID], since: datetime, now: datetime) -> Mapping[UUID, Kept]:
    """Of the promises of each person that were due from `since` to `now`, or settled before their day, how many were kept on time with proof.

    One statement, a row each; who had none due is left out. Whoever asks has made sure that the reader may see it.
    """
    if not persons:
        return {}
    rows = await _kept(len(persons))(*persons, since, now)
    return {row["person"]: Kept(kept=row["good"], due=row["due"]) for row in rows}


async def of_deal(deal: UUID) -> list[Commitment]:
    """What is promised on a deal and not settled, the earliest due first. Whoever asks has made sure that the reader may see the deal."""
    return [_commitment(row) for row in await OF_DEAL(deal=deal, state="open")]


async def of_inspection(inspection: UUID) -> list[Commitment]:
    """What was agreed at the end of a sheet. Whoever asks has made sure that the reader may see the deal."""
    return [_commitment(row) for row in await OF_INSPECTION(inspection=inspection)]


async def of_take(take: UUID) -> Mapping[str, Commitment]:
    """What was promised in this take of a lesson, by the question that asked for it."""
    return {row["question"]: _commitment(row) for row in await OF_TAKE(take=take)}


async def declined_in(person: UUID, take: UUID) -> Mapping[str, Declined]:
    """What was not promised in this take of a person's, by the question that asked for it."""
    return {row["question"]: _declined(row) for row in await DECLINED_IN(person=person, take=take)}


async def commitment(id: UUID, actor: Actor, now: datetime) -> Commitment:
    """A promise that the actor may see: who made it, their current manager, a leader. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = _commitment(rows[0])
        if await deals.may_see_deals_of(actor, found.person, now):
            return found
    raise NotFound("There is no such promise, or it is not yours to see.")


async def declined(person: UUID) -> list[Declined]:
    """The lessons that a person finished without a promise, newest first, at most fifty."""
    return [_declined(row) for row in await DECLINED(person=person)]


def _declined(row: Mapping[str, Any]) -> Declined:
    return of_row(Declined, row)


def _commitment(row: Mapping[str, Any]) -> Commitment:
    behaviours = msgspec.json.decode(row["behaviours"], type=tuple[str, ...])
    return of_row(
        Commitment,
        row,
        behaviours=behaviours,
        deal_name=row["deal.name"],
        made_by_name=row["made_by.name"],
        zone=row["person.zone"] or "UTC",
    )


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return of_row(Outcome, row, by_name=row["by.name"])


def _select(*where: Any) -> Any:  # noqa: ANN401  # Piccolo's query and conditions have no common public type
    joined = (CommitmentRow.deal.name, CommitmentRow.made_by.name, CommitmentRow.person.zone)
    return CommitmentRow.select(*CommitmentRow.all_columns(), *joined).where(*where)


def _by_due(*where: Any) -> Any:  # noqa: ANN401  # the same
    return _select(*where).order_by(CommitmentRow.due_at, CommitmentRow.id)


def _newest(most: int, by: Timestamptz, *where: Any) -> Any:  # noqa: ANN401  # the same
    return _select(CommitmentRow.person == P("person"), *where).order_by(by, CommitmentRow.id, ascending=False).limit(most)


@cache
def _kept(persons: int) -> Statement:
    marks = blanks(persons)
    return Statement(
        'SELECT "person", COUNT(*) AS "due", '  # noqa: S608  # placeholders
        'SUM(CASE WHEN "state" = \'kept\' AND "on_time" AND "proven" THEN 1 ELSE 0 END) AS "good" '
        f'FROM "commitment" WHERE "person" IN ({marks}) AND "due_at" >= {{}} '
        'AND "state" <> \'no-longer-needed\' AND ("due_at" <= {} OR "settled_at" IS NOT NULL) GROUP BY "person"'
    )


OPEN = Prepared(lambda: _by_due(CommitmentRow.person == P("person"), CommitmentRow.state == P("state")))
DUE = Statement(
    'SELECT "deal", "words", "due_at" FROM "commitment" WHERE "person" = {} AND "state" = \'open\' AND "due_at" <= {} ORDER BY "due_at", "id"'
)
LATELY = 20
SETTLED = Prepared(lambda: _newest(LATELY, CommitmentRow.settled_at, CommitmentRow.settled_at.is_not_null()))
CAME_OF = Statement(
    'SELECT c."id", c."words", d."name" AS "deal_name", c."settled_at", c."state", c."put_off", c."on_time", c."proven" '
    'FROM "commitment" c JOIN "deal" d ON d."id" = c."deal" WHERE c."person" = {} AND c."settled_at" IS NOT NULL '
    'ORDER BY c."settled_at" DESC, c."id" DESC LIMIT {}'
)
RECORD = Prepared(lambda: _newest(5_000, CommitmentRow.made_at))
OUTCOMES = Prepared(
    lambda: (
        CommitmentOutcome.select(*CommitmentOutcome.all_columns(), CommitmentOutcome.by.name)
        .where(CommitmentOutcome.commitment == P("commitment"))
        .order_by(CommitmentOutcome.at, CommitmentOutcome.id)
    )
)
OF_DEAL = Prepared(lambda: _by_due(CommitmentRow.deal == P("deal"), CommitmentRow.state == P("state")))
OF_INSPECTION = Prepared(lambda: _by_due(CommitmentRow.inspection == P("inspection")))
OF_TAKE = Prepared(lambda: _by_due(CommitmentRow.take == P("take")))
SAID = (DeclinedCommitment.lesson, DeclinedCommitment.question, DeclinedCommitment.reason, DeclinedCommitment.at)
DECLINED_IN = Prepared(
    lambda: DeclinedCommitment.select(*SAID).where(DeclinedCommitment.person == P("person"), DeclinedCommitment.take == P("take"))
)
BY_ID = Prepared(lambda: _select(CommitmentRow.id == P("id")))
DECLINED = Prepared(
    lambda: (
        DeclinedCommitment.select(*SAID)
        .where(DeclinedCommitment.person == P("person"))
        .order_by(DeclinedCommitment.at, ascending=False)
        .limit(50)
    )
)
