"""The gap model is settled once a night, by one worker, without stopping anybody."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from server.jobs import settle_gaps
from server.jobs.settle_gaps import is_due, keep_settling, settle
from server.operations.job import Failed
from tests.databases import Database

NIGHT = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)


async def test_of_several_workers_one_settles_each_night(database: Database):
    assert sorted(await asyncio.gather(*(is_due(NIGHT) for _worker in range(4)))) == [False, False, False, True]
    assert not await is_due(NIGHT + timedelta(hours=2))
    assert await is_due(NIGHT + timedelta(days=1))


async def test_a_night_before_the_clock_was_put_back_is_none_of_these(database: Database):
    assert await is_due(NIGHT + timedelta(days=3_650))
    assert [await is_due(NIGHT + timedelta(hours=hour)) for hour in range(3)] == [True, False, False]


async def test_nobody_settles_by_day(database: Database):
    assert not any([await is_due(NIGHT.replace(hour=hour)) for hour in (0, 5, 9, 12, 18, 23)])


async def test_stopping_ends_the_loop_at_once(database: Database):
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_settling(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(loop, 5)


async def test_what_the_settling_said_is_logged(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    with caplog.at_level(logging.INFO, "plumbline.gaps"):
        await settle()
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == (
        "INFO",
        "settling: Nothing new: snapshot 0 stands, 0 answers of 0 people. 0 first tries were counted for authors.",
    )


async def test_a_settling_that_fails_is_a_warning_and_is_counted(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")
    with pytest.raises(Failed, match="settling"):
        await settle()
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().startswith("settling: plumbline: ")
    assert settle_gaps.COMMAND[-2:] == ("gaps", "settle")
