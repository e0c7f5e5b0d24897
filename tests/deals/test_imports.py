"""Files of a CRM on their way in: what is written, what stays out, and that neither order nor interruption changes where it ends."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from server import db, ids, ledger
from server.commitments import queries as commitments
from server.db import Statement
from server.deals import actions, queries
from server.deals.actions import Given, Told
from server.deals.queries import imports
from server.deals.queries.imports import Import
from server.deals.tables import DealImport, DealRow
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import DealAdded, DealChanged, DealClosed, DealOwnerChanged, DealReopened, DealsImported
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.selling import PROCESS

HEADS = "Record ID,Deal Name,Deal Stage,Pipeline,Deal owner,Amount,Close Date,Forecast category"
MONDAY = TUESDAY - timedelta(days=1)
NOW = TUESDAY


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


def row(id: int, stage: str = "Discover", owner: str = "ada@example.org", name: str = "", more: str = ",2026-12-18,") -> str:
    return f"{id},{name or f'Deal {id}'},{stage},Sales,{owner},{more}"


def csv(*rows: str, heads: str = HEADS) -> bytes:
    return "\r\n".join([heads, *rows, ""]).encode()


async def give(cast: Cast, data: bytes, *, at: datetime = MONDAY, source: str = "") -> UUID:
    given = Given(name="deals.csv", data=data, digest=sha256(data).hexdigest(), source=source, as_of=at)
    return await actions.give(cast.zoe.actor, cast.entry(cast.zoe), given, zone="Europe/Prague", currency="EUR", process=PROCESS)


async def bring(cast: Cast, data: bytes, *, at: datetime = MONDAY, source: str = "") -> Import:
    """Hands a file in and imports it under what is likely meant."""
    run = await give(cast, data, at=at, source=source)
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    return await finish(run)


async def finish(run: UUID) -> Import:
    return await actions.run_to_the_end(run, process=PROCESS, currency="EUR", now=lambda: NOW)


async def state() -> dict[str, list[dict[str, Any]]]:
    """Everything that imports leave in the tables of deals, but for when they ran."""
    left_out = {"imported_at", "added_by", "by"}
    found = {}
    for table in ("deal", "deal_stage", "deal_date", "deal_ownership", "deal_seen"):
        rows = await Statement(f'SELECT * FROM "{table}" ORDER BY "id"')()
        found[table] = [{key: value for key, value in dict(one).items() if key not in left_out} for one in rows]
    return found


async def kinds() -> list[str]:
    """The kinds of all facts about deals, in their order."""
    rows = await Statement('SELECT "kind" FROM "fact" WHERE "kind" LIKE \'deal%\' ORDER BY "at", "id"')()
    return [one["kind"] for one in rows]


async def test_deals_come_with_everything_their_file_says(cast: Cast):
    data = csv(
        row(7, "Align", name="Northgate & Sons", more='"62,000.50",2026-12-18,Commit'),
        row(8, "Closed won", more="1000,2026-11-02,"),
    )
    done = await bring(cast, data)
    assert (done.state, done.source, done.rows, done.done, done.added, done.changed, done.same, done.skipped) == (
        "done",
        "hubspot",
        2,
        2,
        2,
        0,
        0,
        0,
    )
    (open_one,) = await queries.open_deals(cast.ada.id)
    assert (open_one.name, open_one.stage, open_one.motion, open_one.amount, open_one.currency) == (
        "Northgate & Sons",
        "align",
        "new",
        6_200_050,
        "EUR",
    )
    assert (str(open_one.close_date), open_one.category, open_one.source, open_one.seen_at) == (
        "2026-12-18",
        "commit",
        "hubspot",
        MONDAY,
    )
    (closed,) = await queries.closed_deals(cast.ada.id)
    assert (closed.outcome, closed.stage, closed.closed_at and closed.closed_at.date().isoformat()) == (
        "won",
        "commit",
        "2026-11-02",
    )
    assert [(claim.stage, claim.derived) for claim in await queries.claims(open_one.id)] == [("align", True)]
    assert await queries.as_of(NOW) == MONDAY


async def test_facts_tell_what_came_and_hold_no_name(cast: Cast):
    await bring(cast, csv(row(7, name="Northgate"), row(8, "Closed lost")))
    added = await ledger.of_kind(DealAdded)
    assert {(stored.person, stored.team, stored.actor, stored.fact.source) for stored in added} == {  # type: ignore[attr-defined]
        (cast.ada.id, cast.north, cast.zoe.id, "hubspot")
    }
    assert "Northgate" not in repr(added)
    (closed,) = await ledger.of_kind(DealClosed)
    assert closed.fact.outcome == "lost"  # type: ignore[attr-defined]
    (ended,) = await ledger.of_kind(DealsImported)
    assert (ended.fact.added, ended.fact.skipped) == (2, 0)  # type: ignore[attr-defined]
    numbers = [stored.number for stored in await ledger.of_person(cast.ada.id)]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_the_same_file_again_changes_nothing_and_records_nothing_of_a_deal(cast: Cast):
    data = csv(row(7), row(8, "Closed won"))
    await bring(cast, data)
    before, told = await state(), await kinds()
    done = await bring(cast, data)
    assert (done.added, done.changed, done.same) == (0, 0, 2)
    assert await state() == before
    assert [kind for kind in await kinds() if kind in {"deal-added", "deal-changed", "deal-closed"}] == [
        kind for kind in told if kind in {"deal-added", "deal-changed", "deal-closed"}
    ]


async def test_a_later_file_moves_stage_owner_date_and_end_each_with_its_fact(cast: Cast):
    await bring(cast, csv(row(7), row(8), row(9)), at=MONDAY - timedelta(days=7))
    done = await bring(
        cast,
        csv(row(7, "Align", more="5000,2027-01-29,"), row(8, owner="Bo Rep"), row(9, "Closed lost")),
    )
    assert (done.added, done.changed, done.same) == (0, 3, 0)
    moved, passed = await queries.open_deals(cast.ada.id), await queries.open_deals(cast.bo.id)
    assert [(deal.name, deal.stage, str(deal.close_date)) for deal in moved] == [("Deal 7", "align", "2027-01-29")]
    assert [deal.name for deal in passed] == ["Deal 8"]
    dates = await queries.close_dates([moved[0].id])
    assert [str(date.day) for date in dates[moved[0].id]] == ["2026-12-18", "2027-01-29"]
    assert [(one.at, one.owner) for one in await queries.owners(passed[0].id)] == [
        (MONDAY - timedelta(days=7), cast.ada.id),
        (MONDAY, cast.bo.id),
    ]
    (changed,) = await ledger.of_kind(DealChanged)
    assert changed.fact.fields == ("stage", "amount", "close_date")  # type: ignore[attr-defined]
    passed_on = await ledger.of_kind(DealOwnerChanged)
    assert {one.person for one in passed_on} == {cast.ada.id, cast.bo.id}
    assert {(one.fact.before, one.fact.after) for one in passed_on} == {(cast.ada.id, cast.bo.id)}  # type: ignore[attr-defined]
    await bring(cast, csv(row(9, "Align")), at=TUESDAY)
    assert len(await ledger.of_kind(DealReopened)) == 1


FILES = (
    (MONDAY - timedelta(days=14), csv(row(7, "Engage"), row(8, "Engage"), row(9, "Align", "Bo Rep"))),
    (MONDAY - timedelta(days=7), csv(row(7, "Discover"), row(8, "Closed lost"))),
    (MONDAY, csv(row(7, "Align", "Bo Rep"), row(8, "Discover", more="10000,2027-03-01,Commit"), row(10))),
    (
        MONDAY,
        csv(
            "7,Engage,2026-09-01T09:00:00Z,,",
            "11,Engage,2026-09-02T09:00:00Z,,",
            heads="OpportunityId,StageName,CreatedDate,Amount,CloseDate",
        ),
    ),
)


async def test_files_in_any_order_end_in_the_same_state(sqlite: Database):
    cast = await assemble()
    left = []
    for order in permutations(FILES):
        for at, data in order:
            await bring(cast, data, at=at, source="ours")
        left.append(await state())
        for table in ("deal_seen", "deal_stage", "deal_date", "deal_ownership", "deal", "deal_mapping"):
            await Statement(f'DELETE FROM "{table}"')()
    assert all(one == left[0] for one in left)
    assert len(left[0]["deal"]) == 4
    assert len(left[0]["deal_seen"]) == 5


@pytest.mark.parametrize("batches", [0, 1, 2])
async def test_an_import_that_is_broken_off_goes_on_and_ends_as_if_it_had_not(
    cast: Cast, batches: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.deals.actions.run.BATCH", 2)
    data = csv(*(row(n, ("Engage", "Align", "Closed won")[n % 3]) for n in range(7)), "8,No stage,,Sales,ada@example.org,,,")
    run = await give(cast, data)
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    seen: list[Import] = []

    def broken(file: Import) -> None:
        seen.append(file)
        if len(seen) > batches:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await actions.run_to_the_end(run, process=PROCESS, currency="EUR", now=lambda: NOW, progress=broken)
    assert (await imports.one_import(run)).state == "running"
    assert await DealRow.count() == 2 * (batches + 1)
    done = await finish(run)
    assert (done.state, done.done, done.added, done.skipped) == ("done", 8, 7, 1)
    assert [fault.line for fault in await imports.left_out(run)] == [9]
    assert len(await ledger.of_kind(DealAdded)) == 7
    assert len(await ledger.of_kind(DealsImported)) == 1
    assert await imports.file_of(run) is None


async def test_two_that_import_the_same_file_at_once_import_it_once(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.deals.actions.run.BATCH", 2)
    run = await give(cast, csv(*(row(n) for n in range(9))))
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    await asyncio.gather(*(finish(run) for _ in range(3)))
    done = await finish(run)
    assert (done.state, done.added, done.done) == ("done", 9, 9)
    assert len(await ledger.of_kind(DealAdded)) == 9


async def test_bad_rows_are_reported_by_line_and_the_rest_comes_in_whole(cast: Cast):
    data = csv(
        row(1),
        row(2, ""),
        row(3, more="lots,2026-12-18,"),
        row(4, more=",someday,"),
        row(1),
        row(5, owner="sven@example.org"),
        row(6, "Odd stage"),
        row(7) + ",too,many,cells",
        ",,,,,,,",
        row(8),
    )
    run = await give(cast, data)
    found = await imports.found(run)
    assert found is not None
    assert (found.trial.added, dict(found.trial.skipped)) == (
        2,
        {"empty": 1, "amount": 1, "day": 1, "twice": 1, "owner": 1, "stage": 1, "cells": 1},
    )
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    done = await finish(run)
    assert (done.added, done.skipped) == (2, 7)
    assert [(fault.line, fault.why, fault.word) for fault in await imports.left_out(run)] == [
        (3, "empty", ""),
        (4, "amount", "lots"),
        (5, "day", "someday"),
        (6, "twice", "1"),
        (7, "owner", "sven@example.org"),
        (8, "stage", "Odd stage"),
        (9, "cells", ""),
    ]
    assert await DealRow.count() == 2


async def test_what_a_word_means_is_remembered_and_heals_what_came_before(cast: Cast):
    run = await give(cast, csv(row(1, "Round table"), row(2)))
    await actions.decide(
        cast.zoe.actor, cast.entry(cast.zoe), run, {("stage", "Sales", "Round table"): "engage"}, currency="EUR", process=PROCESS
    )
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    await finish(run)
    later = await give(cast, csv(row(2)), at=TUESDAY)
    found = await imports.found(later)
    assert found is not None
    assert all(word.decided for word in found.survey.words if word.kind == "stage")
    await actions.decide(
        cast.zoe.actor,
        cast.entry(cast.zoe),
        later,
        {("stage", "Sales", "Round table"): "align", ("owner", "", "ada@example.org"): str(cast.bo.id)},
        currency="EUR",
        process=PROCESS,
    )
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), later, currency="EUR")
    await finish(later)
    assert {(deal.name, deal.stage) for deal in await queries.open_deals(cast.bo.id)} == {
        ("Deal 1", "align"),
        ("Deal 2", "discover"),
    }


async def test_a_promise_stays_with_who_made_it_when_the_deal_passes_on(cast: Cast):
    from tests.commitments.test_actions import a_promise, promise

    await bring(cast, csv(row(7)), at=MONDAY - timedelta(days=7))
    (deal,) = await queries.open_deals(cast.ada.id)
    made = await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(deal.id))
    await bring(cast, csv(row(7, owner="Bo Rep")))
    (kept,) = await commitments.of_deal(deal.id)
    assert kept.id == made
    assert kept.person == cast.ada.id


async def test_a_deal_of_a_crm_is_changed_there_and_not_by_hand(cast: Cast):
    await bring(cast, csv(row(7)))
    (deal,) = await queries.open_deals(cast.ada.id)
    with pytest.raises(Refused, match="CRM"):
        await actions.change(cast.ada.actor, cast.entry(cast.ada), deal.id, Told(name="Other", stage="align"), process=PROCESS)
    with pytest.raises(Refused, match="CRM"):
        await actions.close(cast.ada.actor, cast.entry(cast.ada), deal.id, "won")
    await actions.tend(cast.ada.actor, cast.entry(cast.ada), deal.id, "done", "")


async def test_only_an_admin_brings_deals(cast: Cast):
    given = Given(name="a.csv", data=csv(row(1)), digest="d", source="", as_of=MONDAY)
    for actor in (cast.ada.actor, cast.mira.actor, cast.sam.actor):
        with pytest.raises(Forbidden):
            await actions.give(actor, cast.entry(), given, zone="UTC", currency="EUR", process=PROCESS)
    run = await give(cast, csv(row(1)))
    for verb in (
        actions.begin(cast.ada.actor, cast.entry(), run, currency="EUR"),
        actions.drop(cast.ada.actor, cast.entry(), run),
        actions.decide(cast.ada.actor, cast.entry(), run, {}, currency="EUR", process=PROCESS),
    ):
        with pytest.raises(Forbidden):
            await verb


async def test_a_file_that_is_thrown_away_leaves_nothing_and_a_running_one_cannot_be(cast: Cast):
    run = await give(cast, csv(row(1)))
    await actions.drop(cast.zoe.actor, cast.entry(cast.zoe), run)
    assert (await imports.one_import(run)).state == "dropped"
    assert await imports.file_of(run) is None
    assert await imports.imports() == []
    with pytest.raises(Refused):
        await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    other = await give(cast, csv(row(1)))
    assert other != run
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), other, currency="EUR")
    for verb in (
        actions.drop(cast.zoe.actor, cast.entry(cast.zoe), other),
        actions.decide(cast.zoe.actor, cast.entry(cast.zoe), other, {}, currency="EUR", process=PROCESS),
    ):
        with pytest.raises(Refused):
            await verb
    with pytest.raises(NotFound):
        await imports.one_import(ids.new())


async def test_what_goes_wrong_ends_the_import_as_failed_and_it_goes_on_later(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    run = await give(cast, csv(row(1)))
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")

    def broken(_file: Import) -> None:
        raise ZeroDivisionError

    failed = await actions.run_to_the_end(run, process=PROCESS, currency="EUR", now=lambda: NOW, progress=broken)
    assert (failed.state, failed.done) == ("failed", 1)
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    done = await finish(run)
    assert (done.state, done.added, done.same) == ("done", 1, 0)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "file"),
        (b"PK\x03\x04 a workbook", "file"),
        (b"one\r\ntwo\r\n", "file"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_with_what_helps(cast: Cast, data: bytes, field: str):
    with pytest.raises(Invalid) as refused:
        await give(cast, data)
    assert list(refused.value.fields) == [field]
    assert await DealImport.count() == 0


async def test_a_time_that_has_not_come_and_two_columns_for_one_field_are_refused(cast: Cast):
    with pytest.raises(Invalid):
        await give(cast, csv(row(1)), at=TUESDAY + timedelta(minutes=1))
    run = await give(cast, csv(row(1)))
    with pytest.raises(Invalid):
        await actions.decide(
            cast.zoe.actor,
            cast.entry(cast.zoe),
            run,
            {("column", "", "Deal Name"): "stage", ("column", "", "Deal Stage"): "stage"},
            currency="EUR",
            process=PROCESS,
        )


async def test_without_the_columns_that_are_needed_nothing_begins(cast: Cast):
    run = await give(cast, b"a,b\n1,2\n")
    found = await imports.found(run)
    assert found is not None
    assert found.survey.missing == (("key",), ("stage",), ("owner_address", "owner_name"))
    with pytest.raises(Refused):
        await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")


async def test_deals_are_as_old_as_the_oldest_source_that_has_open_ones(cast: Cast):
    assert await queries.as_of(NOW) is None
    await bring(cast, csv(row(1)), at=MONDAY - timedelta(days=5), source="one")
    await bring(cast, csv(row(1)), at=MONDAY, source="two")
    assert await queries.as_of(NOW) == MONDAY - timedelta(days=5)
    await bring(cast, csv(row(1, "Closed lost")), at=MONDAY - timedelta(days=4), source="one")
    assert await queries.as_of(NOW) == MONDAY
    await bring(cast, csv(row(1)), at=MONDAY - timedelta(days=9), source="two")
    assert await queries.as_of(NOW) == MONDAY


async def test_an_import_sends_as_many_statements_for_two_hundred_deals_as_for_two(cast: Cast):
    sent = []
    for deals in (2, 200):
        run = await give(cast, csv(*(row(n) for n in range(deals))), source=f"of {deals}")
        await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
        with db.counted() as count:
            await finish(run)
        sent.append(count.n)
    assert sent[0] == sent[1]


async def test_open_deals_of_several_people_come_in_one_statement(cast: Cast):
    await bring(cast, csv(row(1), row(2, owner="Bo Rep"), row(3, owner="Ida Rep"), row(4, "Closed won")))
    people: Sequence[UUID] = [cast.ada.id, cast.bo.id]
    with db.counted() as count:
        found = await queries.open_of(people)
    assert count.n == 1
    assert [(deal.name, deal.owner) for deal in found] == [("Deal 1", cast.ada.id), ("Deal 2", cast.bo.id)]
    assert await queries.open_of([]) == []
    assert set(await queries.deals([deal.id for deal in found])) == {deal.id for deal in found}
    assert await queries.deals([]) == {}
    assert await queries.close_dates([]) == {}
