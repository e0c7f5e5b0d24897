"""The gap model is settled by a process of its own, without stopping anybody."""

import asyncio
import logging

import pytest

from server.jobs import settle_gaps
from server.jobs.settle_gaps import keep_settling, settle
from server.operations.job import Failed
from tests.databases import Database


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
