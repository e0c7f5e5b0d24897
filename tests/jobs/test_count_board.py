"""What Drift shows of a large company is counted in a process of its own."""

import asyncio
import logging
from datetime import timedelta

import pytest

from server.jobs import count_board
from server.jobs.count_board import count, keep_counting
from server.operations import queries as operations
from server.operations.job import Failed
from tests.databases import Database


async def test_a_small_company_is_left_to_its_page_and_stopping_ends_the_loop_at_once(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(count_board, "COMMAND", ("nothing that there is",))
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_counting(stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(loop, 5)
    assert (await operations.standing("count-board")).failures == 0


async def test_a_count_that_never_ends_is_given_up_when_another_one_may_begin(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(count_board, "COMMAND", ("sleep", "60"))
    monkeypatch.setattr(count_board, "LEASE", timedelta(milliseconds=20))
    with pytest.raises(Failed):
        await asyncio.wait_for(count(), 5)


async def test_what_the_counting_said_is_logged_and_one_that_fails_is_a_warning(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO, "plumbline.drift"):
        monkeypatch.setenv("DATABASE_URL", sqlite.url)
        await count()
        monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")
        with pytest.raises(Failed):
            await count()
    assert [(one.levelname, one.getMessage().partition(":")[0]) for one in caplog.records] == [
        ("INFO", "counting"),
        ("WARNING", "counting"),
    ]
    assert caplog.records[0].getMessage() == "counting: Nothing was counted: somebody else is at it, or there is no process."
