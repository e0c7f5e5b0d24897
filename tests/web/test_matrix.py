"""Every route × everybody × whose record it is: who gets through, and who is told that there is nothing.

Routes without a record follow from the roles of `ACCESS`. A route with one stands in `RECORDS`, or the first test here goes red.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

import tests.web.every_form  # noqa: F401  # its parts know it too, so it comes first
from server import clock, ids
from server.assignments import actions as assignments
from server.ledger import Entry
from server.notices import queries as notices
from server.people import actions as people
from server.web.access import ACCESS, ANYONE, PROGRAM, SECRET, SIGNED_IN
from server.web.door.door import FOR_PROGRAMS
from tests.cast import again, signed_in
from tests.databases import Database
from tests.web import (
    crm_forms,
    directory_forms,
    every_form,
    inspect_forms,
    mail_forms,
    operations_forms,
    sign_in_forms,
    token_forms,
    webhook_forms,
    week_forms,
)
from tests.web.calibrating_forms import begun
from tests.web.every_form import HOME, House, deal_of
from tests.web.records import EVERYBODY, RECORDS, holders

PAGES = {route: roles for route, roles in ACCESS.items() if not route[1].startswith(FOR_PROGRAMS) and roles is not PROGRAM}
"""What people use; the addresses for programs have a matrix of their own in `tests/web/api/`."""


def test_every_route_with_a_record_says_whose_it_is_for():
    with_record = {(method, shape) for method, shape in PAGES if "{" in shape and not shape.startswith(("/sign-in", *SECRET))}
    assert set(RECORDS) == with_record


async def test_everybody_gets_through_to_what_is_theirs_and_to_nothing_else(sqlite: Database):
    async with peopled(sqlite) as (house, records):
        asked = [
            (who, method, path_of(shape, records[whose]), allowed)
            for (method, shape), by in RECORDS.items()
            for whose, allowed in by.items()
            for who in ("", *EVERYBODY)
        ]
        assert "\n".join(await surprises(house, asked)) == ""


async def test_a_route_without_a_record_is_open_to_its_roles(sqlite: Database):
    async with peopled(sqlite) as (house, _records):
        asked = [
            (who, method, shape, holders(house, roles))
            for (method, shape), roles in PAGES.items()
            if "{" not in shape and roles is not ANYONE
            for who in ("", *EVERYBODY)
        ]
        assert "\n".join(await surprises(house, asked)) == ""


async def test_what_changes_something_wants_the_token_of_the_session(sqlite: Database):
    async with peopled(sqlite) as (house, records):
        for (method, shape), allowed in PAGES.items():
            if method == "POST" and not shape.startswith(("/sign-in", *SECRET)):
                path = path_of(shape, records["ada"])
                for who in house.visits:
                    answer = await house.browsers[who].post(path, data={"form": str(ids.new())}, headers={"Origin": HOME})
                    refused = {403} if allowed in (ANYONE, SIGNED_IN) or who in holders(house, allowed) else {404}
                    assert {answer.status_code} == refused, f"{who} {shape}"


@asynccontextmanager
async def peopled(database: Database) -> AsyncIterator[tuple[House, Mapping[str, Mapping[str, str]]]]:
    """The house with Vera, and for Ada, Ida and nobody the ids of everything that is theirs."""
    async with every_form.opened(database) as house:
        entry = Entry(id=ids.new(), at=clock.now())
        vera = await people.add_person(None, name="Vera Lead", email="vera@example.org", roles=["leader"], entry=entry)
        token, house.visits["vera"] = await signed_in(vera, clock.now())
        transport = httpx.ASGITransport(app=house.door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
        async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies={"plumbline": token}) as browser:
            house.browsers["vera"] = browser
            await sign_in_forms.offered(house)
            nothing = {
                name: str(ids.new())
                for name in (
                    "deal",
                    "person",
                    "assignment",
                    "commitment",
                    "meeting",
                    "session",
                    "team",
                    "answer",
                    "notice",
                    "item",
                )
            }
            yield (
                house,
                {
                    "ada": await of(house, "ada", "mira"),
                    "ida": await of(house, "ida", "tom"),
                    **await begun(house),
                    "file": {"run": str(await every_form.file_of(house, 9))},
                    "directory": await directory_forms.there(house),
                    # Their file has an id, and that of a lesson's picture a path.
                    "nowhere": {},
                    "crm": {"source": await crm_forms.connected(house)},
                    "job": {"job": "settle-gaps"},
                    "message": {"message": str(await operations_forms.unsent())},
                    "webhook": {"webhook": await webhook_forms.made(house)},
                    "company": {"identity": str(await sign_in_forms.linked(house))},
                    "unknown": {
                        **nothing,
                        "lesson": "no-such-lesson",
                        "behaviour": "no-such-behaviour",
                        "artifact": "none",
                        "file": "no/such.png",
                    },
                },
            )


async def of(house: House, who: str, manager: str) -> Mapping[str, str]:
    """What is theirs, by the name of the part of a path."""
    person, now = await again(house.person(who)), clock.now()
    assignment = await assignments.assign(
        house.person(manager).actor,
        Entry(id=ids.new(), at=now, actor=house.person(manager).id),
        person=person.id,
        lesson="every-kind",
        reason="For Friday.",
        day=(now + timedelta(days=3)).date(),
        site=HOME,
    )
    _token, other = await signed_in(person, now)
    return {
        "deal": str(await deal_of(house, who)),
        "person": str(person.id),
        "assignment": str(assignment),
        "meeting": str(await every_form.met(house, who, manager)),
        "commitment": str(await every_form.promised(house, who)),
        "session": str(other.session),
        "token": str(await token_forms.made(house, who)),
        "passkey": str((await sign_in_forms.passkey_of(house, who))[0]),
        "team": str(person.team),
        "manager": str(house.person(manager).id),
        "stage": "engage",
        "lesson": "every-kind",
        "behaviour": "next-step-confirmed",
        "artifact": "meeting-recap",
        "answer": await practised(house, who),
        "item": str(await mail_forms.waits(house, who)),
        # The picks come first: what is inspected this week is not picked.
        **await week_forms.planned(house, who, manager),
        **await inspect_forms.looked(house, who, manager),
        "notice": str((await notices.inbox(person.id))[0].id),
    }


async def practised(house: House, who: str) -> str:
    """An answer that they gave in practice."""
    form = ids.new()
    answer = await house.send(await every_form.came_back(house, who), form)
    assert answer.headers["Location"] == f"/practice/answers/{form}"
    return str(form)


async def surprises(house: House, asked: Sequence[tuple[str, str, str, frozenset[str]]]) -> list[str]:
    """What was answered otherwise than it should. First come those who are refused, last what ends a session or lets somebody go."""
    ending = ("sign-out", "deactivation")
    found = []
    for who, method, path, allowed in sorted(asked, key=lambda one: (one[0] in one[3], one[2].endswith(ending))):
        status = await ask(house, who, method, path)
        if not expected(status, who, allowed):
            found.append(f"{who or 'nobody'} {method} {path}: {status}")
    return found


def path_of(shape: str, record: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda part: record.get(part[1], str(ids.new())), shape)


async def ask(house: House, who: str, method: str, path: str) -> int:
    """What somebody is answered. Forms say at most which question they are about: who gets through is told what is missing."""
    browser = house.browsers[who]
    if method == "GET":
        return (await browser.get(path)).status_code
    return (
        await house.send(
            every_form.Sent(who, path, {"question": "single"} if path.endswith(("answers", "hints")) else {}), ids.new()
        )
    ).status_code


def expected(status: int, who: str, allowed: frozenset[str]) -> bool:
    if not who:
        return status in {303, 401}
    return status in {200, 303, 409, 422} if who in allowed else status == 404
