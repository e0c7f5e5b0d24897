"""Words go by themselves when their time is over, and nothing else does."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server import clock, ledger
from server.db import Statement
from server.erasure import actions
from server.erasure.actions import retention
from server.erasure.plan import ended, lapsing
from server.erasure.queries.over import how_many
from server.erasure.rule import PERIODS, Lapse, Table, Words
from server.facts import WordsForgotten
from server.people.queries import policy
from tests.cast import assemble
from tests.client import form_of
from tests.databases import Database
from tests.erasure import full
from tests.learning.reader import reading
from tests.learning.world import EVERY_KIND

MONTHS = {"evidence": 12, "answers": 13, "notes": 24}


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        (datetime(2026, 11, 22, 2, tzinfo=UTC), 12, datetime(2025, 11, 22, 2, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2028, 3, 31, tzinfo=UTC), 1, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), 13, datetime(2024, 12, 1, tzinfo=UTC)),
    ],
    ids=str,
)
def test_a_period_is_counted_in_calendar_months(now: datetime, months: int, before: datetime):
    assert ended(now, months) == before


def test_there_is_no_other_period():
    with pytest.raises(ValueError, match="No such period: diaries"):
        list(lapsing("diaries"))


LAST_DAY = {
    "evidence": datetime(2021, 2, 28, 9, tzinfo=UTC),
    "answers": datetime(2021, 3, 31, 9, tzinfo=UTC),
    "notes": datetime(2022, 2, 28, 9, tzinfo=UTC),
}
"""The last moment at which what was written on 29 February 2020 at nine is kept."""


async def test_each_word_goes_when_its_period_is_over_and_not_before(database: Database):
    await full.fill((await assemble()).ada)
    kept = await texts()
    assert await how_many(min(LAST_DAY.values()), MONTHS) == dict.fromkeys(PERIODS, 0)
    for period, last in LAST_DAY.items():
        only = {one: MONTHS[one] if one == period else 0 for one in PERIODS}
        assert (await actions.forget_old(last, only))[period] == 0
        assert await texts() == kept
        foreseen = await how_many(last + timedelta(days=1), only)
        assert foreseen[period] > 0
        assert await actions.forget_old(last + timedelta(days=1), only) == foreseen
        gone = {name for name in kept if name in columns(period)}
        assert gone
        kept = {name: rows for name, rows in kept.items() if name not in gone}
        assert await texts() == kept
    assert kept == {}
    assert await actions.forget_old(clock.now(), MONTHS) == dict.fromkeys(PERIODS, 0)
    told = [one.fact for one in await ledger.of_nobody(WordsForgotten)]
    assert [(fact.period, fact.months) for fact in told if isinstance(fact, WordsForgotten)] == list(MONTHS.items())


async def test_what_went_before_it_was_broken_off_is_told_too(database: Database, monkeypatch: pytest.MonkeyPatch):
    await full.fill((await assemble()).ada)
    now = LAST_DAY["notes"] + timedelta(days=1)
    only = dict.fromkeys(PERIODS, 0) | {"notes": MONTHS["notes"]}
    whole = (await how_many(now, only))["notes"]
    steps = list[str]()

    async def stopped(name: str, table: Table, what: Words | Lapse, keys: list[Any]) -> None:
        steps.append(name)
        if len(steps) == 3:
            raise asyncio.CancelledError
        await empty(name, table, what, keys)

    empty = retention._empty
    with monkeypatch.context() as patch:
        patch.setattr(retention, "_empty", stopped)
        with pytest.raises(asyncio.CancelledError):
            await actions.forget_old(now, only)
    rest = (await actions.forget_old(now, only))["notes"]
    assert 0 < rest < whole
    told = [one.fact for one in await ledger.of_nobody(WordsForgotten)]
    assert [fact.texts for fact in told if isinstance(fact, WordsForgotten)] == [whole - rest, rest]


async def test_words_of_a_deal_that_is_open_stay(sqlite: Database):
    await full.fill((await assemble()).ada)
    await Statement('UPDATE "deal" SET "closed_at" = NULL')()
    assert (await actions.forget_old(clock.now(), MONTHS))["evidence"] == 0


async def test_for_ever_is_for_ever(sqlite: Database):
    await full.fill((await assemble()).ada)
    before = await full.dump()
    await actions.forget_old(clock.now(), dict.fromkeys(PERIODS, 0))
    assert await full.dump() == before


async def texts() -> dict[str, list[object]]:
    """What stands in every column, and in every row, that goes by itself."""
    found: dict[str, list[object]] = {}
    for period in PERIODS:
        for name, _table, what in lapsing(period):
            column, empty = getattr(what, "column", "id"), getattr(what, "empty", None)
            rows = [row["it"] for row in await Statement(f'SELECT "{column}" AS "it" FROM "{name}"')() if row["it"] != empty]
            if rows:
                found[f"{name}.{column}"] = rows
    return found


def columns(period: str) -> set[str]:
    return {f"{name}.{getattr(what, 'column', 'id')}" for name, _table, what in lapsing(period)}


async def test_a_page_that_was_opened_before_shows_nothing_any_more_that_went_since(sqlite: Database):
    async with reading(sqlite, EVERY_KIND) as ada:
        for question, typed in (("reflect", {"text": ["A bird: Cassowary."]}), ("short", {"text": ["Cassowary"]})):
            assert (await ada.answer("every-kind", question, typed)).status_code == 303
        reason = {**form_of(await ada.page("/lessons/every-kind"), "/lessons/every-kind/commitment"), "reason": "Cassowary"}
        assert (await ada.post("/lessons/every-kind/completion", reason)).status_code == 303
        before = await ada.client.get("/lessons/every-kind")
        assert before.text.count("Cassowary") == 3
        assert (await actions.forget_old(clock.now() + timedelta(days=1_000), MONTHS))["answers"] == 3
        policy.forget()  # It is remembered for a second.
        after = await ada.client.get("/lessons/every-kind", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200, "the browser kept it, and its words"
        assert "Cassowary" not in after.text
