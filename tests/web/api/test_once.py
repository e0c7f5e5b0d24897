"""A key does a thing once, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server import clock, ledger
from server.api import queries as kept
from server.api.tables import ApiAnswer
from server.facts import DealAdded, DealClosed
from tests.databases import Database
from tests.web.api import world
from tests.web.api.world import Programs

BODY = {"name": "Alder & Quay", "stage": "engage", "motion": "new"}


@pytest.fixture
async def programs(sqlite: Database) -> AsyncIterator[Programs]:
    async with world.opened(sqlite) as programs:
        yield programs


async def test_the_same_key_and_body_get_the_same_answer_and_another_body_none(programs: Programs):
    first = await programs.post("ada", "/deals", BODY, key="k")
    deal = first.json()["id"]
    assert first.headers["Location"] == f"/api/v1/deals/{deal}"
    await programs.change("ada", f"/deals/{deal}", {"name": "Renamed", "stage": "engage"})
    again = await programs.post("ada", "/deals", dict(reversed(BODY.items())), key="k")
    assert (again.status_code, again.text, again.headers["Location"]) == (201, first.text, first.headers["Location"])
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    for path, body in (("/deals", {**BODY, "name": "Other"}), (f"/deals/{deal}/closing", {"outcome": "won"})):
        answer = await programs.post("ada", path, body, key="k")
        assert (answer.status_code, answer.json()["type"]) == (422, "/api#key-reused")
    assert await ledger.of_kind(DealClosed) == []
    assert {(await programs.post(who, "/deals", BODY, key="k")).json()["id"] for who in ("bo", "ida")} != {deal}
    assert len(await ledger.of_kind(DealAdded)) == 3


async def test_keys_sent_at_the_same_moment_or_after_a_crash_do_it_once(database: Database):
    async with world.opened(database) as programs:
        answers = await asyncio.gather(*(programs.post("ada", "/deals", BODY, key="k") for _ in range(6)))
        assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
        assert len(await ledger.of_kind(DealAdded)) == 1
        others = [{**BODY, "name": f"Deal {n}"} for n in range(6)]
        raced = await asyncio.gather(*(programs.post("ada", "/deals", body, key="other") for body in others))
        assert sorted(answer.status_code for answer in raced) == [201, 422, 422, 422, 422, 422]
        # Killed between the deed and keeping what was answered.
        await ApiAnswer.delete(force=True)
        again = await programs.post("ada", "/deals", BODY, key="k")
        assert (again.status_code, again.json()["id"]) == (201, answers[0].json()["id"])
        other = await programs.post("ada", "/deals", {**BODY, "name": "Other"}, key="k")
        assert (other.status_code, other.json()["type"]) == (422, "/api#key-reused")
        assert len(await ledger.of_kind(DealAdded)) == 2


async def test_a_refusal_is_not_kept(programs: Programs):
    refused = await programs.post("ada", "/deals", {**BODY, "stage": "nowhere"}, key="k")
    assert refused.status_code == 409
    assert (await programs.post("ada", "/deals", BODY, key="k")).status_code == 201


async def test_answers_are_forgotten_after_a_day_and_the_deed_is_not(programs: Programs):
    await programs.post("ada", "/deals", BODY, key="k")
    await ApiAnswer.update({ApiAnswer.at: clock.now() - kept.KEPT - timedelta(minutes=1)}, force=True)
    again = await programs.post("ada", "/deals", BODY, key="k")
    assert "Idempotency-Replayed" not in again.headers
    assert (await programs.post("ada", "/deals", BODY, key="k")).headers["Idempotency-Replayed"] == "true"
    assert len(await ledger.of_kind(DealAdded)) == 1


async def test_what_is_known_already_is_not_sent_again(programs: Programs):
    deal = await programs.deal()
    first = await programs.get("ada", f"/deals/{deal}")
    known = {"If-None-Match": first.headers["ETag"]}
    same = await programs.clients["ada"].get(f"/api/v1/deals/{deal}", headers=known)
    assert (same.status_code, same.content) == (304, b"")
    await programs.change("ada", f"/deals/{deal}/closing", {"outcome": "won"})
    assert (await programs.clients["ada"].get(f"/api/v1/deals/{deal}", headers=known)).status_code == 200
