"""A leader who looks at a deal a second time reads nowhere what others found there, before their own sheet is closed."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from itertools import product
from uuid import UUID

import httpx
import pytest
from msgspec import Struct

from server import clock, ids
from server.coaching.tables import NoteRow
from server.deals import actions as selling_deals
from server.errors import Refused
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.web.access import ACCESS
from server.web.week.morning_mail import week_of
from tests import crawl, selling
from tests.client import form_of, send
from tests.databases import Database
from tests.web.api import world
from tests.web.api.world import Programs
from tests.web.selling_deeds import DAY, deal, inspected, promise

NAME, PROMISED, NOTED, ANSWERED = "Northgate", "Ask Petra for the date", "Nobody wrote it down yet", "It stands in the recap"

PAGES = {
    "/calibration",
    "/calibrations/{calibration}",
    "/commitments/{commitment}",
    "/deals/{deal}",
    "/deals/{deal}/replies",
    "/drift",
    "/drift/behaviours/{behaviour}",
    "/drift/cases",
    "/drift/deals",
    "/drift/managers/{manager}",
    "/inspections/{inspection}",
    "/people/{person}",
    "/people/{person}/one-to-one",
    "/replies/{reply}",
    "/review",
}
"""Where it stands as soon as it is closed."""

OPERATIONS = {
    "/commitments",
    "/commitments/{commitment}",
    "/deals",
    "/deals/{deal}",
    "/deals/{deal}/inspections",
    "/inspections/{inspection}",
}

ALONE = frozenset(
    {"/healthz", "/house/patterns", "/media/{file}", "/feeds/{file}", "/reminders/{token}/ending", "/inbox/{notice}"}
)
"""What is about no deal, or wants a key of its own."""


class Second(Struct, frozen=True):
    """The cast with their programs, a deal of Ada's that Mira inspected, the sheet, and what Lea's addresses are filled with."""

    programs: Programs
    deal: UUID
    sheet: UUID
    known: dict[str, list[str]]

    async def draw(self, lea: httpx.AsyncClient) -> str:
        """Lea's second look, begun; its address."""
        drawn = await send(lea, "/drift/managers", "/calibration/second-looks", manager=str(self.programs.cast.mira.id))
        return drawn.headers["location"]


@pytest.fixture
async def second(sqlite: Database) -> AsyncIterator[Second]:
    async with world.opened(sqlite) as programs:
        cast = programs.cast
        await programs.world.enter_policy()
        there = await deal(cast.ada, NAME, stage="commit", days=9)
        await inspected(cast.mira, there)
        (sheet,) = await inspections.sheets_of_deal(there)
        promised = await promise(cast.ada, there, due=DAY, words=PROMISED)
        await NoteRow.insert(
            NoteRow(id=ids.new(), person=cast.ada.id, by=cast.mira.id, deal=there, tag="step", words=NOTED, at=clock.now())
        )
        row = sheet.rows[0].behaviour if sheet.rows else "next-step-confirmed"
        reply = await inspecting.give_reply(cast.ada.actor, programs.world.entry(cast.ada), there, row, ANSWERED)
        known = {
            "deal": [str(there)],
            "inspection": [str(sheet.id)],
            "commitment": [str(promised)],
            "reply": [str(reply)],
            "behaviour": ["next-step-confirmed", "problem-in-buyer-words"],
            "stage": ["engage", "commit"],
            "manager": [str(cast.mira.id), str(cast.lea.id)],
            "person": [str(cast.ada.id), str(cast.mira.id)],
            "team": [str(cast.north)],
            "lesson": ["next-step"],
            "artifact": ["meeting-recap"],
        }
        yield Second(programs, there, sheet.id, known)


async def test_a_leader_is_told_nowhere_what_others_found_before_their_own_sheet_is_closed(second: Second):
    lea_is = second.programs.cast.lea
    async with second.programs.world.visit(lea_is) as lea:
        calibration = await second.draw(lea)
        second.known["calibration"] = [calibration.removeprefix("/calibrations/")]
        assert {kind async for kind in pages_that_tell(lea, second)} == set()
        assert {kind async for kind in operations_that_tell(second)} == set()
        assert "not named here" in (await lea.get("/drift")).text
        with pytest.raises(Refused, match="a second time"):
            await inspecting.begin(lea_is.actor, second.programs.world.entry(lea_is), second.deal, mode="full", pick="chosen")
        own = (await send(lea, calibration, f"{calibration}/sheets")).headers["location"]
        fields = form_of((await lea.get(own)).text, f"{own}/closing")
        await lea.post(f"{own}/closing", data={**fields, "looked": "next-step-confirmed"}, headers={"Origin": "https://test"})
        assert {kind async for kind in pages_that_tell(lea, second)} == PAGES
        assert {kind async for kind in operations_that_tell(second)} == OPERATIONS
        assert "not named here" not in (await lea.get("/drift")).text


async def test_the_mail_of_a_monday_does_not_name_the_deal(second: Second):
    lea = second.programs.cast.lea
    assert NAME in " ".join((await week_of(lea, clock.now())).says)
    async with second.programs.world.visit(lea) as visitor:
        await second.draw(visitor)
    told = await week_of(lea, clock.now())
    assert told.says
    assert NAME not in " ".join(told.says)


async def test_a_deal_that_has_ended_counts_among_the_results_and_is_not_named(second: Second):
    cast = second.programs.cast
    await selling_deals.close(cast.ada.actor, second.programs.world.entry(cast.ada), second.deal, "lost")
    async with second.programs.world.visit(cast.lea) as lea:
        assert NAME in (await lea.get("/drift/results/engage")).text
        await second.draw(lea)
        told = (await lea.get("/drift/results/engage")).text
        assert "without: 0 of 1" in told
        assert NAME not in told


async def test_a_deal_that_is_kept_from_a_leader_is_not_told_as_none_at_all(second: Second):
    async with second.programs.world.visit(second.programs.cast.lea) as lea:
        await second.draw(lea)
        week, review = (await lea.get("/week")).text, (await lea.get("/review")).text
    assert "No open deal of the team asks for an inspection this week." in week
    assert "not named here" in review
    assert "or a rep adds them by hand." not in week + review


async def pages_that_tell(lea: httpx.AsyncClient, second: Second) -> AsyncIterator[str]:
    """The kinds of pages on which Lea reads what others found: of every address that she may open, and of every link of these."""
    waiting, seen = [*_addresses(second)], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/api/"):
            continue
        seen.add(path)
        page = await lea.get(path)
        assert page.status_code < 500, path
        if _tells(page.text, second):
            yield crawl.kind_of(path)
        if path.startswith(("/drift", "/review", "/team", "/people", "/week")) and page.headers.get(
            "content-type", ""
        ).startswith("text/html"):
            waiting += crawl.links(page.text)


async def operations_that_tell(second: Second) -> AsyncIterator[str]:
    """The same for a program of hers."""
    for method, template in ACCESS:
        if method != "GET" or not template.startswith("/api/v1/") or template.endswith(".json"):
            continue
        for path in _filled(template.removeprefix("/api/v1"), second.known):
            answer = await second.programs.get("lea", path)
            assert answer.status_code < 500, path
            if answer.status_code == 200 and _program_tells(answer.json(), second):
                yield template.removeprefix("/api/v1")
    person = await second.programs.get("lea", "/commitments", person=second.known["person"][0])
    if _program_tells(person.json(), second):
        yield "/commitments"


def _addresses(second: Second) -> Iterator[str]:
    for method, template in ACCESS:
        if (
            method == "GET"
            and template not in ALONE
            and not template.startswith(("/api", "/sign-in", "/setup", "/academy", "/scim"))
        ):
            yield from _filled(template, second.known)
    yield f"/deals/{second.deal}/replies?behaviour={selling.PROCESS.behaviours[0].id}"
    yield from (f"/drift/deals?state={state}" for state in ("supported", "overstated", "uninspected"))
    yield from (f"/review?of={second.programs.cast.ada.id}&deal={second.deal}", f"/week?team={second.programs.cast.north}")


def _filled(template: str, known: dict[str, list[str]]) -> Iterator[str]:
    """The addresses of a kind; none where a part of it is about something else."""
    names = re.findall(r"\{(\w+)\}", template)
    if set(names) <= known.keys():
        for values in product(*(known[name] for name in names)):
            yield template.format(**dict(zip(names, values, strict=True)))


def _tells(page: str, second: Second) -> bool:
    """Whether a page says what a sheet, a note, a promise or a reply about the deal says, or where beside its name the supported stage stands."""
    text = unescape(page)
    if any(words in text for words in (PROMISED, NOTED, ANSWERED)):
        return True
    about = [one for one in re.split(r"<(?:tr|li|section|header|h1)\b", text) if str(second.deal) in one or NAME in one]
    return any(re.search(r"\b(Engage|Not met|nothing shown|further than)\b", re.sub(r"<[^>]*>", " ", one)) for one in about)


def _program_tells(found: object, second: Second) -> bool:
    text = json.dumps(found)
    told = re.search(r'"supported": "engage"|"answer": "not-met"', text)
    return any(words in text for words in (PROMISED, NOTED, ANSWERED)) or (str(second.deal) in text and bool(told))
