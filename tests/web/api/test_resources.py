"""What is sent comes back as it was meant, one resource after the other."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from server import db, ledger
from server.facts import BehaviourSeen
from server.inspections.trends import Seen
from server.web.api.teams import by_week
from tests.databases import Database
from tests.still import still
from tests.web.api import world
from tests.web.api.records import PROOF
from tests.web.api.world import Programs
from tests.web.deeds import in_days

STEP, PROBLEM = "next-step-confirmed", "problem-in-buyer-words"


@pytest.fixture
async def programs(sqlite: Database) -> AsyncIterator[Programs]:
    async with world.opened(sqlite) as programs:
        yield programs


async def test_a_deal_from_its_beginning_to_its_end(database: Database):
    async with world.opened(database) as programs:
        await from_beginning_to_end(programs)


async def from_beginning_to_end(programs: Programs) -> None:
    deal = await programs.deal(amount=6_200_000, close_date="2027-03-31", stage="discover")
    proof = await programs.change("ada", f"/deals/{deal}/evidence", PROOF)
    assert (proof["file"], proof["shows"], proof["by"]) == ("recap.txt", [f"{PROBLEM}/written"], str(programs.cast.ada.id))
    file = await programs.read("mira", f"/evidence/{proof['id']}/file")
    assert base64.b64decode(file["data"]) == b"Yes, in March."
    sheet = await programs.change("mira", f"/deals/{deal}/inspections")
    assert {row["answer"] for row in sheet["rows"]} == {None}
    again = await programs.change("mira", f"/deals/{deal}/inspections")
    assert again["id"] == sheet["id"]
    ticked = await programs.change("mira", f"/inspections/{sheet['id']}/rows/{PROBLEM}", {"ticks": ["written", "no-clause"]})
    assert [row["ticks"] for row in ticked["rows"] if row["behaviour"] == PROBLEM] == [["written"]]
    await programs.change("mira", f"/inspections/{sheet['id']}/rows/{STEP}", {"looked": True})
    left = {"behaviour": STEP, "commitment": "Agree the day.", "due": in_days(300), "note": "Well asked.", "about": "step"}
    closed = await programs.change("mira", f"/inspections/{sheet['id']}/closing", left)
    answers = {row["behaviour"]: (row["answer"], row["proven"]) for row in closed["rows"]}
    assert answers[STEP] == ("not-met", [])
    assert answers[PROBLEM][1] == ["written"]
    assert (closed["supported"], closed["missing"]) == ("engage", STEP)
    assert await ledger.of_kind(BehaviourSeen)
    (promise,) = (await programs.read("ada", "/commitments"))["items"]
    assert (promise["words"], promise["made_by"], promise["inspection"]) == (
        "Agree the day.",
        str(programs.cast.mira.id),
        sheet["id"],
    )
    await programs.change("mira", f"/commitments/{promise['id']}/outcome", {"outcome": "not-yet", "again": in_days(330)})
    settled = await programs.change(
        "mira", f"/commitments/{promise['id']}/outcome", {"outcome": "not-yet", "again": in_days(338)}
    )
    assert (settled["state"], settled["put_off"]) == ("missed", 1)
    told = await programs.read("ada", f"/deals/{deal}")
    assert told["amount"] == {"amount": 6_200_000, "currency": "EUR"}
    assert (told["stage"], told["conclusion"]["supported"], told["conclusion"]["gap"]) == ("discover", "engage", 1)
    await programs.change("ada", f"/evidence/{proof['id']}/withdrawal", {"why": "It was another buyer."})
    (withdrawn,) = (await programs.read("ada", f"/deals/{deal}/evidence"))["items"]
    assert (withdrawn["why"], withdrawn["withdrawn_at"] is not None) == ("It was another buyer.", True)
    assert (await programs.change("ada", f"/deals/{deal}/closing", {"outcome": "lost"}))["outcome"] == "lost"
    assert (await programs.read("ada", "/deals"))["items"] == []
    assert (await programs.read("mira", f"/teams/{programs.cast.north}/series"))["items"] == [], "Mira chose this deal herself"


async def test_a_lesson_is_answered_without_being_told_what_is_right(programs: Programs):
    lesson = await programs.read("ada", "/lessons/next-step")
    assert lesson["locale"] == "en"
    (first, _second) = lesson["questions"]
    assert set(first) == {"id", "kind", "title", "text", "optional", "answerable", "parts", "lefts", "gaps"}
    assert all(set(part) == {"id", "text"} for part in first["parts"])
    wrong = await programs.post("ada", "/lessons/next-step/answers", {"question": "first", "picks": ["nothing"]})
    assert wrong.status_code == 422
    answers = [
        await programs.change("ada", "/lessons/next-step/answers", {"question": "first", "picks": [pick]}) for pick in "ab"
    ]
    assert [(answer["nth"], answer["lesson"]) for answer in answers] == [(0, "next-step"), (1, "next-step")]
    assert {answer["mark"] for answer in answers} == {0.0, 1.0}
    told = await programs.read("ada", f"/answers/{answers[0]['id']}")
    assert told == answers[0]


async def test_lists_go_on_where_they_ended_whatever_is_added_meanwhile(programs: Programs):
    names = [f"Deal {n}" for n in range(7)]
    for name in names:
        await programs.deal(name=name)
    told: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        part = await programs.read("mira", "/deals", limit=3, cursor=cursor)
        told += [one["name"] for one in part["items"]]
        cursor = part["next"]
        if len(told) == 3:
            await programs.deal("bo", name="Deal 7")
    assert told == [*names, "Deal 7"]
    for n in range(3):
        await programs.change("ada", "/lessons/next-step/answers", {"question": "first", "picks": ["ab"[n % 2]]})
    newest = await programs.read("ada", "/answers", limit=2)
    rest = await programs.read("ada", "/answers", limit=2, cursor=newest["next"])
    assert [one["nth"] for one in newest["items"] + rest["items"]] == [2, 1, 0]
    assert rest["next"] is None


async def test_a_list_asks_the_database_no_more_often_the_longer_it_is(programs: Programs):
    lists = ("/deals", "/people", "/teams", "/lessons", "/commitments", "/assignments")
    asked = []
    for _more in range(2):
        for n in range(3):
            await programs.deal(name=f"Deal {n}")
        with still():
            asked.append([await statements(programs, path) for path in (*lists, *lists)][len(lists) :])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 8


async def statements(programs: Programs, path: str) -> int:
    """What a list asks itself: how often a token was used is told every so many requests, and not with each."""
    return min([await _statements(programs, path) for _time in range(2)])


async def _statements(programs: Programs, path: str) -> int:
    with db.counted() as count:
        await programs.read("lea", path)
    return count.n


async def test_an_assignment_is_given_and_taken_back(programs: Programs):
    path = f"/people/{programs.cast.ada.id}/assignments"
    both = {"lesson": "hear-it", "path": "new-rep", "reason": "For Friday.", "due": in_days(300)}
    assert (await programs.post("mira", path, both)).status_code == 422
    given = await programs.change("mira", path, {name: value for name, value in both.items() if name != "path"})
    again = await programs.post("mira", path, {name: value for name, value in both.items() if name != "path"})
    assert (again.status_code, again.json()["type"]) == (409, "/api#refused")
    (told,) = (await programs.read("ada", "/assignments"))["items"]
    assert told == given
    taken = await programs.change("mira", f"/assignments/{given['id']}/withdrawal")
    assert taken["withdrawn_at"] is not None


def test_a_week_of_a_team_counts_each_deal_once_with_its_newest_answer():
    deals, monday = [UUID(int=n) for n in range(3)], datetime(2026, 11, 15, 23, tzinfo=UTC)
    seen = [
        Seen(deal=deals[0], behaviour=STEP, answer="not-met", at=monday + timedelta(days=1)),
        Seen(deal=deals[0], behaviour=STEP, answer="met", at=monday + timedelta(days=3)),
        Seen(deal=deals[1], behaviour=STEP, answer="partly", at=monday),
        Seen(deal=deals[2], behaviour=STEP, answer="claimed", at=monday),
        Seen(deal=deals[0], behaviour=PROBLEM, answer="met", at=monday),
        Seen(deal=deals[0], behaviour=STEP, answer="not-met", at=monday - timedelta(seconds=1)),
    ]
    told = [(week.monday, week.deals, week.met, week.partly, week.not_met) for week in by_week(seen, STEP, "Europe/Prague")]
    assert told == [(monday - timedelta(days=7), 1, 0, 0, 1), (monday, 2, 1, 1, 0)]
    assert {week.behaviour for week in by_week(seen, "", "Europe/Prague")} == {STEP, PROBLEM}
