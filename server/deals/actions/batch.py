"""Writing what some rows of a file say: deals, their claims, close dates and owners, what was seen of them, and the facts. All in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import ids, ledger
from server.db import Statement, blanks
from server.deals import queries
from server.deals.actions.held import NAMESPACE, seen_id
from server.deals.crm.difference import FIELDS, differences
from server.deals.crm.dossier import LEFT, Dossier, Followed, follow, has_left, pack
from server.deals.crm.mapping import Words
from server.deals.queries import Deal
from server.facts import DealAdded, DealChanged, DealClosed, DealOwnerChanged, DealReopened, DealRoleSet, Fact
from server.ledger import About, Entry
from server.process.map import Process
from server.zones import local_day


class Writing(Struct, frozen=True, kw_only=True):
    """Under what a batch is written. `entry` is the batch's own, `imported_at` when its import began, `teams` the team of each person today."""

    entry: Entry
    words: Words
    process: Process
    imported_at: datetime
    teams: Mapping[UUID, UUID | None]


class Kept(Struct, frozen=True, kw_only=True):
    """One deal of a batch: the dossier as it is now, and the deal that was there before, if any."""

    key: str
    dossier: Dossier
    deal: UUID | None


class Outcome(Struct, frozen=True):
    """How many deals of a batch are new, changed or the same."""

    added: int
    changed: int
    same: int


async def write(kept: Sequence[Kept], writing: Writing) -> Outcome:
    """Writes these dossiers, which are `held`, and the deals that follow from them. The same again writes the same and records nothing."""
    before = await queries.deals([one.deal for one in kept if one.deal])
    followed = {one.key: follow(one.dossier, writing.words, writing.process) for one in kept}
    facts: list[tuple[Fact, About]] = []
    counts = {"added": 0, "changed": 0, "same": 0}
    gone = {
        id: before[id]
        for one in kept
        if (id := one.deal) in before and has_left(one.dossier) and not followed[one.key] and not before[id].outcome
    }
    for one in kept:
        now = followed[one.key]
        id = deal_id(writing.words.source, one.key)
        found = list(_facts(id, before.get(one.deal) if one.deal else None, now, writing))
        if id in gone:
            found.append(_end(gone[id], writing))
        counts["same" if not found else "changed" if one.deal else "added"] += 1
        facts += [(fact, _about(one.key, fact, person, writing)) for fact, person in found]
    deals = {deal_id(writing.words.source, key): now for key, now in followed.items() if now is not None}
    await _keep_deals(deals, writing)
    for id in sorted(gone):
        await GONE(writing.entry.at, LEFT, id)
    facts += await _keep_past(deals, set(before), writing)
    await _keep_dossiers(kept, followed, writing)
    for start in range(0, len(facts), ledger.MOST):
        await ledger.record_all(facts[start : start + ledger.MOST])
    return Outcome(counts["added"], counts["changed"], counts["same"])


def deal_id(source: str, key: str) -> UUID:
    """The id of the deal that a source calls by this key."""
    return ids.derived(NAMESPACE, f"{source}\n{key}")


def _facts(id: UUID, deal: Deal | None, now: Followed | None, writing: Writing) -> Iterable[tuple[Fact, UUID]]:
    """What happened to a deal between what was kept and what follows, and about whom each fact is."""
    if now is None:
        return
    of: dict[str, Any] = {
        "deal": id,
        "process": writing.process.id,
        "process_version": writing.process.version,
        "source": writing.words.source,
    }
    if deal is None:
        yield DealAdded(stage=now.stage, motion=now.motion, amount=now.amount, currency=now.currency, **of), now.owner
    else:
        differing = differences(deal, now)
        if deal.owner != now.owner:
            passed = DealOwnerChanged(deal=id, before=deal.owner, after=now.owner, source=writing.words.source)
            yield passed, now.owner
            yield passed, deal.owner
        if fields := tuple(field for field in FIELDS if field in differing):
            yield DealChanged(fields=fields, stage=now.stage, **of), now.owner
        if deal.outcome and not now.outcome:
            yield DealReopened(stage=now.stage, **of), now.owner
    if now.closed_at and (deal is None or (deal.outcome, deal.closed_at) != (now.outcome, now.closed_at)):
        on = local_day(now.closed_at, writing.words.zone)
        yield DealClosed(outcome=now.outcome, stage=now.stage, on=on, **of), now.owner


def _end(deal: Deal, writing: Writing) -> tuple[Fact, UUID]:
    """No file describes this deal any more, because the only one that did was taken back. What hangs on it stays, so it has ended."""
    fact = DealClosed(
        deal=deal.id,
        outcome=LEFT,
        stage=deal.stage,
        process=writing.process.id,
        process_version=writing.process.version,
        source=writing.words.source,
    )
    return fact, deal.owner


GONE = Statement('UPDATE "deal" SET "closed_at" = {}, "outcome" = {} WHERE "id" = {}')


def _about(key: str, fact: Fact, person: UUID, writing: Writing) -> About:
    return About(writing.entry.child(f"{fact.kind} {person} {key}"), person, writing.teams.get(person))


async def _keep_deals(deals: Mapping[UUID, Followed], writing: Writing) -> None:
    rows = [
        {
            "id": id,
            **{field: getattr(now, field) for field in SHARED},
            "added_by": writing.entry.actor,
            "process": writing.process.id,
            "process_version": writing.process.version,
            "source": writing.words.source,
            "imported_at": writing.imported_at,
        }
        for id, now in deals.items()
    ]
    await _upsert("deal", rows, fixed=("added_by", "imported_at"))


SHARED = (
    "owner",
    "name",
    "motion",
    "stage",
    "outcome",
    "amount",
    "currency",
    "close_date",
    "category",
    "segment",
    "added_at",
    "closed_at",
    "seen_at",
)
"""Columns of `deal` that are fields of what follows."""


async def _keep_past(deals: Mapping[UUID, Followed], before: set[UUID], writing: Writing) -> list[tuple[Fact, About]]:
    """Claims, close dates, owners and who holds a role. Their ids follow from what they say, so that what is still so is left as it is.

    Returns the facts about roles that are new.
    """
    facts: list[tuple[Fact, About]] = []
    process = {"process": writing.process.id, "process_version": writing.process.version}
    stages: list[dict[str, Any]] = []
    dates: list[dict[str, Any]] = []
    owners: list[dict[str, Any]] = []
    roles: list[dict[str, Any]] = []
    for id, now in deals.items():
        for at, stage, derived in now.claims:
            name = f"stage {at.isoformat()} {stage} {derived}"
            row = {"id": ids.derived(id, name), "deal": id, "at": at, "stage": stage, "by": None, "derived": derived, **process}
            stages.append(row)
        dates += [
            {"id": ids.derived(id, f"date {at.isoformat()} {day}"), "deal": id, "at": at, "day": day} for at, day in now.dates
        ]
        owners += [
            {"id": ids.derived(id, f"owner {at.isoformat()} {owner}"), "deal": id, "at": at, "owner": owner}
            for at, owner in now.owners
        ]
        roles += [
            {
                "id": ids.derived(id, f"{role} {at.isoformat()} {one}"),
                "deal": id,
                "at": at,
                "role": role,
                "person": one,
                "by": None,
            }
            for at, role, one in now.roles
        ]
    for table, rows in (("deal_stage", stages), ("deal_date", dates), ("deal_ownership", owners), ("deal_role", roles)):
        old = [id for id in deals if id in before]
        there = {row["id"] for row in await _of_deals(table, len(old))(*old)} if old else set()
        wanted = {row["id"] for row in rows}
        if gone := sorted(there - wanted):
            await _delete(table, len(gone))(*gone)
        new = [row for row in rows if row["id"] not in there]
        await _upsert(table, new)
        facts += [_role_set(row, deals[row["deal"]], writing) for row in new] if table == "deal_role" else []
    return facts


def _role_set(row: Mapping[str, Any], now: Followed, writing: Writing) -> tuple[Fact, About]:
    earlier = [person for at, role, person in now.roles if role == row["role"] and at < row["at"]]
    before = earlier[-1] if earlier else None
    fact = DealRoleSet(deal=row["deal"], role=row["role"], before=before, after=row["person"], at=row["at"])
    person = row["person"]
    return fact, About(writing.entry.child(f"{fact.kind} {row['id']}"), person, writing.teams.get(person))


async def _keep_dossiers(kept: Sequence[Kept], followed: Mapping[str, Followed | None], writing: Writing) -> None:
    source = writing.words.source
    rows = [
        {
            "id": seen_id(source, one.key),
            "source": source,
            "key": one.key,
            "deal": one.deal or (deal_id(source, one.key) if followed[one.key] else None),
            "told": pack(one.dossier),
            "mapping": writing.words.digest,
        }
        for one in kept
    ]
    await _upsert("deal_seen", rows, fixed=("source", "key"))


VALUES = 30_000
"""Values of one statement: SQLite and PostgreSQL take some more than that."""


async def _upsert(table: str, rows: Sequence[Mapping[str, Any]], *, fixed: tuple[str, ...] = ()) -> None:
    """Inserts rows, or sets all but the `fixed` columns of those that are there."""
    if not rows:
        return
    columns = tuple(rows[0])
    most = VALUES // len(columns)
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        await _upserting(table, columns, fixed, len(part))(*(row[column] for row in part for column in columns))


@cache
def _upserting(table: str, columns: tuple[str, ...], fixed: tuple[str, ...], rows: int) -> Statement:
    row = f"({', '.join(['{}'] * len(columns))})"
    names = ", ".join(f'"{column}"' for column in columns)
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in {"id", *fixed})
    values = ", ".join([row] * rows)
    return Statement(f'INSERT INTO "{table}" ({names}) VALUES {values} ON CONFLICT ("id") DO UPDATE SET {sets}')  # noqa: S608  # constants


@cache
def _of_deals(table: str, deals: int) -> Statement:
    # Who holds a role may also be said here, which no file undoes.
    here = ' AND "by" IS NULL' if table == "deal_role" else ""
    return Statement(f'SELECT "id" FROM "{table}" WHERE "deal" IN ({blanks(deals)}){here}')  # noqa: S608  # constants


@cache
def _delete(table: str, rows: int) -> Statement:
    return Statement(f'DELETE FROM "{table}" WHERE "id" IN ({blanks(rows)})')  # noqa: S608  # constants
