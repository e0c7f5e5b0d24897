"""What was worked out last, and when it is worked out again."""

import asyncio

import pytest

from server import lately
from server.lately import Lately


def test_it_is_worked_out_again_when_something_differs_that_it_follows_from():
    kept, told = Lately[str](9), list[str]()

    def make(*words: str) -> str:
        told.append(" ".join(words))
        return told[-1]

    assert [kept.get("key", make, *of) for of in ("ab", "ab", "ac", "ab")] == ["a b", "a b", "a c", "a b"]
    assert told == ["a b", "a c", "a b"]


def test_what_is_counted_by_weight_pushes_the_oldest_out_and_the_newest_stays_whatever_it_weighs():
    kept = Lately[str](10, len)
    for key, of in (("a", "four"), ("b", "five5"), ("c", "two")):
        kept.get(key, str.upper, of)
    assert list(kept.kept) == ["b", "c"]
    kept.get("d", str.upper, "far more than ten of them")
    assert list(kept.kept) == ["d"]


def test_keys_are_kept_apart_and_those_that_were_worked_out_last_stay():
    kept = Lately[int](2)
    assert [kept.get(key, len, [key]) for key in "abc"] == [1, 1, 1]
    assert list(kept.kept) == ["b", "c"]


def test_nothing_that_was_worked_out_is_no_reason_to_work_it_out_again():
    kept, asked = Lately[None](9), list[int]()
    for _ in range(2):
        assert kept.get("key", asked.append, 1) is None
    assert asked == [1]


async def test_all_of_it_is_let_go_every_hour_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lately, "HOUR", 0.01)
    kept, stop = Lately[str](9), asyncio.Event()
    kept.get("key", str.lower, "WORDS")
    forgetting = asyncio.create_task(lately.keep_forgetting(stop))
    async with asyncio.timeout(20):
        while kept.kept:  # noqa: ASYNC110  # what is let go sets no event
            await asyncio.sleep(0.01)
        stop.set()
        await forgetting
