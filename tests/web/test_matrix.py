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
from server.web.door import FOR_PROGRAMS
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
from tests.web.every_form import HOME, WHO, House, deal_of

PAGES = {route: roles for route, roles in ACCESS.items() if not route[1].startswith(FOR_PROGRAMS) and roles is not PROGRAM}
"""What people use; the addresses for programs have a matrix of their own in `tests/web/api/`."""

EVERYBODY = (*WHO, "vera")
"""The cast, and Vera, who leads and manages nobody."""

ALL = frozenset(EVERYBODY)
NONE = frozenset[str]()
ADA = frozenset({"ada", "mira", "lea", "vera"})
"""Who sees a deal of Ada's: she, whoever manages her team or a team above it, and leaders."""
IDA = frozenset({"ida", "tom", "lea", "vera"})
OVER_ADA, OVER_IDA = frozenset({"mira", "lea"}), frozenset({"tom", "lea"})
ADMIN = frozenset({"zoe"})
PAIR, LEADING = frozenset({"mira", "tom"}), frozenset({"lea", "vera"})
"""Who looks at one deal of Ada's alone, and who leads."""

RECORDS: Mapping[tuple[str, str], Mapping[str, frozenset[str]]] = {
    ("GET", "/deals/{deal}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/deals/{deal}/roles"): {"ada": OVER_ADA | {"ada"}, "ida": OVER_IDA | {"ida"}, "unknown": NONE},
    ("POST", "/deals/{deal}/closing"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/deals/{deal}/tending"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/deals/{deal}/self-check"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/deals/{deal}/before-a-call"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("GET", "/deals/{deal}/evidence"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/evidence"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/evidence/{evidence}/clauses"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/evidence/{evidence}/withdrawal"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("GET", "/evidence/{evidence}/file"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("GET", "/deals/{deal}/replies"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/replies"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/replies/{reply}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/replies/{reply}"): {"ada": ADA - {"ada"}, "ida": IDA - {"ida"}, "unknown": NONE},
    ("GET", "/deals/{deal}/baseline"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/baseline"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/inspections"): {"ada": ADA - {"ada"}, "ida": IDA - {"ida"}, "unknown": NONE},
    ("GET", "/inspections/{inspection}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/inspections/{inspection}/rows"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/inspections/{inspection}/rows/{behaviour}"): {
        "ada": frozenset({"mira"}),
        "ida": frozenset({"tom"}),
        "unknown": NONE,
    },
    ("POST", "/inspections/{inspection}/closing"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/inspections/{inspection}/misfits"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/mail/{item}/filing"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/mail/{item}/dropping"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/people/{person}"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/people/{person}/assignments"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/people/{person}/notes"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("GET", "/people/{person}/one-to-one"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/people/{person}/one-to-one"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("GET", "/one-to-ones/{meeting}"): {"ada": frozenset({"ada", "mira"}), "ida": frozenset({"ida", "tom"}), "unknown": NONE},
    ("POST", "/one-to-ones/{meeting}/sheet"): {
        "ada": frozenset({"ada", "mira"}),
        "ida": frozenset({"ida", "tom"}),
        "unknown": NONE,
    },
    ("POST", "/one-to-ones/{meeting}/comparison"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/one-to-ones/{meeting}/closing"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/one-to-ones/{meeting}/parting"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/commitments/{commitment}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/commitments/{commitment}/outcome"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/assignments/{assignment}/restoration"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/assignments/{assignment}/withdrawal"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("GET", "/calibrations/{calibration}"): {"pair": PAIR | LEADING, "key": LEADING, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/sheets"): {"pair": PAIR, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/wording"): {"pair": PAIR | LEADING, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/answers"): {"key": LEADING, "pair": NONE, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/key"): {"key": LEADING, "pair": NONE, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/talks"): {"key": LEADING, "pair": NONE, "unknown": NONE},
    ("POST", "/calibration/training/{person}/ending"): {"learner": LEADING, "unknown": NONE},
    ("POST", "/wording/{wording}/outcome"): {"pair": frozenset({"sam"}), "unknown": NONE},
    ("GET", "/setup/deals/{run}"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/mapping"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/people"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/beginning"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/discarding"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/withdrawal"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/missing"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/directory/groups/{group}"): {"directory": ADMIN, "unknown": NONE},
    ("GET", "/setup/people/import/{file}"): {"directory": ADMIN, "nowhere": NONE},
    ("POST", "/setup/people/import/{file}/columns"): {"directory": ADMIN, "nowhere": NONE},
    ("POST", "/setup/people/import/{file}/taking-over"): {"directory": ADMIN, "nowhere": NONE},
    ("POST", "/setup/people/import/{file}/discarding"): {"directory": ADMIN, "nowhere": NONE},
    ("GET", "/setup/crm/{source}"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/test"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/looking"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/pulling"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/mapping"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/schedule"): {"crm": ADMIN, "unknown": NONE},
    ("GET", "/setup/crm/{source}/evidence-stage"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/evidence-stage"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/evidence-stage/test"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/evidence-stage/field"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/ending"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/operations/jobs/{job}/asking"): {"job": ADMIN, "unknown": NONE},
    ("POST", "/setup/operations/messages/{message}/trial"): {"message": ADMIN, "unknown": NONE},
    ("POST", "/setup/operations/messages/{message}/dropping"): {"message": ADMIN, "unknown": NONE},
    ("POST", "/setup/webhooks/{webhook}/secret"): {"webhook": ADMIN, "unknown": NONE},
    ("POST", "/setup/webhooks/{webhook}/trial"): {"webhook": ADMIN, "unknown": NONE},
    ("POST", "/setup/webhooks/{webhook}/ending"): {"webhook": ADMIN, "unknown": NONE},
    ("POST", "/week/picks/{pick}/swap"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/account/absences/{absence}/withdrawal"): {
        "ada": OVER_ADA | ADMIN | {"ada"},
        "ida": OVER_IDA | ADMIN | {"ida"},
        "unknown": NONE,
    },
    ("POST", "/account/tokens/{token}/ending"): {
        "ada": frozenset({"ada", "zoe"}),
        "ida": frozenset({"ida", "zoe"}),
        "unknown": NONE,
    },
    ("POST", "/account/passkeys/{passkey}/removal"): {
        "ada": frozenset({"ada"}),
        "ida": frozenset({"ida"}),
        "unknown": NONE,
    },
    ("POST", "/setup/sign-in/accounts/{identity}/parting"): {"company": ADMIN, "unknown": NONE},
    ("POST", "/setup/tokens/{token}/ending"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/account/sessions/{session}/sign-out"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/setup/people/{person}"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/roles"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/team"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/managed-teams"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/managed-teams/{team}/ending"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/deactivation"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/reactivation"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("GET", "/setup/people/{person}/erasure"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/erasure"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/teams/{team}"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("GET", "/academy/lessons/{lesson}"): {"ada": frozenset({"sam", "zoe"}), "unknown": NONE},
    ("GET", "/academy/lessons/{lesson}/package"): {"ada": frozenset({"sam"}), "unknown": NONE},
    ("GET", "/process/templates/{artifact}"): {"ada": ALL, "unknown": NONE},
    ("GET", "/process/templates/{artifact}/form"): {"ada": ALL, "unknown": NONE},
    ("GET", "/process/{behaviour}/note"): {"ada": frozenset({"mira", "lea", "tom"}), "unknown": NONE},
    ("POST", "/process/{behaviour}/note"): {"ada": frozenset({"mira", "lea", "tom"}), "unknown": NONE},
    ("GET", "/my-line/{behaviour}"): {"ada": ALL, "unknown": NONE},
    ("GET", "/lessons/{lesson}"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/answers"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/hints"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/moves"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/rewinds"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/commitment"): {"ada": ALL, "unknown": NONE},
    ("GET", "/lessons/{lesson}/completion"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/completion"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/takes"): {"ada": ALL, "unknown": NONE},
    ("GET", "/media/{file}"): {"unknown": NONE},
    ("GET", "/drift/managers/{manager}"): {"ada": LEADING | {"mira"}, "ida": LEADING | {"tom"}, "unknown": NONE},
    ("GET", "/drift/results/{stage}"): {"ada": LEADING, "unknown": NONE},
    ("GET", "/drift/skipped/{stage}"): {"ada": LEADING, "unknown": NONE},
    ("GET", "/drift/behaviours/{behaviour}"): {"ada": LEADING, "unknown": NONE},
    ("POST", "/drift/turns/{turn}/back"): {"unknown": NONE},
    ("GET", "/wording/clauses/{behaviour}/{clause}"): {"unknown": NONE},
    ("GET", "/inbox/{notice}"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/practice/answers/{answer}"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
}
"""Whose record it is, and who gets through to it. What is reached by a secret in its address is nobody's record: whoever has it may."""


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


def holders(house: House, roles: frozenset[str]) -> frozenset[str]:
    """Who of the cast has one of these roles."""
    if roles in (ANYONE, SIGNED_IN):
        return frozenset(house.visits)
    return frozenset(who for who, visit in house.visits.items() if visit.actor.roles & roles)
