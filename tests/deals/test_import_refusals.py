"""What of a file stays out, who may not bring one, and what ends an import before its end."""

from datetime import timedelta

import asyncpg
import pytest

from server import ids
from server.deals import actions, queries
from server.deals.actions import Given, Told
from server.deals.queries import imports
from server.deals.queries.imports import Import
from server.deals.tables import DealImport, DealRow
from server.errors import Forbidden, Invalid, NotFound, Refused
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import MONDAY, NOW, bring, csv, finish, give, row
from tests.jobs.keeping import cut
from tests.selling import PROCESS


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


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


async def test_a_connection_that_is_cut_ends_no_import(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    run = await give(cast, csv(row(1)))
    await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), run, currency="EUR")
    with monkeypatch.context() as patch:
        patch.setattr("server.deals.queries.imports.words_of", cut)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await finish(run)
    assert (await imports.one_import(run)).state == "running", "it goes on by itself"
    assert (await finish(run)).added == 1


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
