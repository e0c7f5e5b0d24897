"""Files of a CRM on their way in: what is written, what stays out, and that neither order nor interruption changes where it ends."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest

from server import db, ledger
from server.commitments import queries as commitments
from server.db import Statement
from server.deals import actions, queries
from server.deals.actions.batch import Kept, Outcome, Writing, write
from server.deals.queries import imports
from server.deals.queries.imports import Import
from server.deals.tables import DealRow
from server.facts import DealAdded, DealChanged, DealClosed, DealOwnerChanged, DealReopened, DealsImported
from server.wiring import REACTIONS
from tests.cast import TUESDAY, Cast, assemble
from tests.commitments.promising import a_promise, promise
from tests.databases import Database
from tests.deals.import_world import HEADS, MONDAY, NOW, bring, csv, facts_of, finish, give, kinds, row, state
from tests.selling import PROCESS


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


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


async def test_columns_of_hubspot_that_say_when_a_stage_was_entered_date_the_past(cast: Cast):
    heads = f'{HEADS},"Date entered ""Discover (Sales)""","Date entered ""Align (Sales)"""'
    await bring(cast, csv(f"{row(7, 'Align')},2026-09-01 09:00,2026-10-02 09:00", heads=heads))
    (deal,) = await queries.open_deals(cast.ada.id)
    claims = [(claim.stage, claim.at.date().isoformat(), claim.derived) for claim in await queries.claims(deal.id)]
    assert claims == [("discover", "2026-09-01", False), ("align", "2026-10-02", False)]


async def test_facts_tell_what_came_and_hold_no_name(cast: Cast):
    await bring(cast, csv(row(7, name="Northgate"), row(8, "Closed lost")))
    added = await ledger.of_kind(DealAdded)
    assert {(stored.person, stored.team, stored.actor) for stored in added} == {(cast.ada.id, cast.north, cast.zoe.id)}
    assert {fact.source for fact in await facts_of(DealAdded)} == {"hubspot"}
    assert "Northgate" not in repr(added)
    (closed,) = await facts_of(DealClosed)
    assert closed.outcome == "lost"
    (ended,) = await facts_of(DealsImported)
    assert (ended.added, ended.skipped) == (2, 0)
    numbers = [stored.number for stored in await ledger.of_person(cast.ada.id)]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_an_end_is_of_the_day_that_its_source_says(cast: Cast):
    heads = f"{HEADS},Closed Date"
    given = (("8", "2026-11-03T00:30:00+01:00"), ("9", "2026-11-03T23:30:00+01:00"))
    await bring(cast, csv(*(f"{row(int(id), 'Closed won')},{at}" for id, at in given), heads=heads))
    assert {str(fact.on) for fact in await facts_of(DealClosed)} == {"2026-11-03"}


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
    (changed,) = await facts_of(DealChanged)
    assert changed.fields == ("stage", "amount", "close_date")
    passed_on = await ledger.of_kind(DealOwnerChanged)
    assert {one.person for one in passed_on} == {cast.ada.id, cast.bo.id}
    assert {(one.before, one.after) for one in await facts_of(DealOwnerChanged)} == {(cast.ada.id, cast.bo.id)}
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
        for table in ("notice", "deal_seen", "deal_stage", "deal_date", "deal_ownership", "deal", "deal_mapping"):
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


async def test_of_two_files_of_one_source_that_are_imported_at_once_neither_undoes_what_the_other_says(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    files = [
        (csv(*(row(n, stage) for n in range(9))), at) for stage, at in (("Engage", MONDAY - timedelta(days=7)), ("Align", MONDAY))
    ]

    async def slowly(kept: Sequence[Kept], writing: Writing) -> Outcome:
        await asyncio.sleep(0.1)
        return await write(kept, writing)

    monkeypatch.setattr("server.deals.actions.run.write", slowly)
    runs = [await give(cast, data, at=at) for data, at in files]
    for run in runs:
        await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    await asyncio.gather(*map(finish, runs))
    at_once = await state()
    for data, at in files:
        await bring(cast, data, at=at)
    assert await state() == at_once


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


async def test_what_is_decided_while_a_file_is_imported_holds_for_all_of_its_deals(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.deals.actions.run.BATCH", 1)
    run, later = await give(cast, csv(*(row(n) for n in range(30)))), await give(cast, csv(row(1)), at=TUESDAY)
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    entry, meant = cast.entry(cast.zoe), {("owner", "", "ada@example.org"): str(cast.bo.id)}
    deciding: list[asyncio.Task[None]] = []

    def progress(_file: Import) -> None:
        if not deciding:
            decision = actions.decide(cast.zoe.actor, entry, later, meant, currency="EUR", process=PROCESS)
            deciding.append(asyncio.create_task(decision))

    await actions.run_to_the_end(run, process=PROCESS, currency="EUR", now=lambda: NOW, progress=progress)
    assert deciding[0].done()
    assert (len(await queries.open_deals(cast.ada.id)), len(await queries.open_deals(cast.bo.id))) == (0, 30)


async def test_names_and_words_of_a_file_are_one_line_without_control_characters(cast: Cast):
    await bring(cast, csv(row(1).replace("Deal 1", '"Deal\r\none \x1b[31m\x07"')))
    (deal,) = await queries.open_deals(cast.ada.id)
    assert deal.name == "Deal one [31m"


async def test_a_promise_stays_with_who_made_it_when_the_deal_passes_on(cast: Cast):
    await bring(cast, csv(row(7)), at=MONDAY - timedelta(days=7))
    (deal,) = await queries.open_deals(cast.ada.id)
    made = await promise(cast.ada.actor, cast.entry(cast.ada), a_promise(deal.id))
    await bring(cast, csv(row(7, owner="Bo Rep")))
    (kept,) = await commitments.of_deal(deal.id)
    assert kept.id == made
    assert kept.person == cast.ada.id


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


async def test_who_gets_a_deal_from_somebody_else_hears_of_it_once(cast: Cast):
    ledger.react_with(REACTIONS)
    try:
        await bring(cast, csv(row(7)), at=MONDAY - timedelta(days=7))
        await bring(cast, csv(row(7, owner="Bo Rep")))
    finally:
        ledger.react_with({})
    assert [(row["person"], row["kind"]) for row in await Statement('SELECT "person", "kind" FROM "notice"')()] == [
        (cast.bo.id, "owner")
    ]
