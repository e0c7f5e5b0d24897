"""Every operation × everybody × whose record it is. A new one is red until it says who gets through."""

import re
from collections.abc import Mapping
from datetime import date

from server import clock, ids
from server.ledger import Entry
from server.people import actions as people
from server.people import queries
from server.web.access import ACCESS
from server.web.api.operation import PREFIX, Operation
from server.web.api.routes import RESOURCES
from tests.databases import Database
from tests.web.api import records, world
from tests.web.api.records import BODIES, Records, for_changing
from tests.web.api.world import WHO, Programs

ALL, NONE = frozenset(WHO), frozenset[str]()
DEALS = {"ada": frozenset({"ada", "mira", "lea"}), "ida": frozenset({"ida", "tom", "lea"}), "unknown": NONE}
"""Who may see a deal: its owner, who manages their team or one above it, and leaders."""
OWN = {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE}
OVER = {"ada": frozenset({"mira", "lea"}), "ida": frozenset({"tom", "lea"}), "unknown": NONE}
SHEET = {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE}
EVERYBODY = {"ada": ALL, "ida": ALL, "unknown": NONE}

RECORDS: Mapping[tuple[str, str], Mapping[str, frozenset[str]]] = {
    ("GET", "/people/{person}"): {"ada": DEALS["ada"] | {"zoe"}, "ida": DEALS["ida"] | {"zoe"}, "unknown": NONE},
    ("POST", "/people/{person}/assignments"): OVER,
    ("GET", "/teams/{team}"): {
        "ada": frozenset({"ada", "bo", "mira", "lea", "zoe"}),
        "ida": frozenset({"ida", "tom", "lea", "zoe"}),
        "unknown": NONE,
    },
    ("GET", "/teams/{team}/series"): OVER,
    ("GET", "/lessons/{lesson}"): EVERYBODY,
    ("POST", "/lessons/{lesson}/answers"): EVERYBODY,
    ("GET", "/answers/{answer}"): OWN,
    ("GET", "/deals/{deal}"): DEALS,
    ("GET", "/deals/{deal}/stages"): DEALS,
    ("GET", "/deals/{deal}/evidence"): DEALS,
    ("GET", "/deals/{deal}/inspections"): DEALS,
    ("GET", "/evidence/{evidence}"): DEALS,
    ("GET", "/evidence/{evidence}/file"): DEALS,
    ("GET", "/inspections/{inspection}"): DEALS,
    ("GET", "/commitments/{commitment}"): DEALS,
    ("GET", "/assignments/{assignment}"): {"ada": OVER["ada"] | {"ada"}, "ida": OVER["ida"] | {"ida"}, "unknown": NONE},
    ("POST", "/deals/{deal}/evidence"): DEALS,
    ("POST", "/evidence/{evidence}/clauses"): DEALS,
    ("POST", "/deals/{deal}/inspections"): OVER,
    ("POST", "/deals/{deal}/commitments"): OVER,
    ("POST", "/inspections/{inspection}/rows/{behaviour}"): SHEET,
    ("POST", "/inspections/{inspection}/closing"): SHEET,
    ("POST", "/commitments/{commitment}/outcome"): OVER,
    ("POST", "/assignments/{assignment}/withdrawal"): OVER,
    ("POST", "/evidence/{evidence}/withdrawal"): DEALS,
    ("POST", "/deals/{deal}"): OWN,
    ("POST", "/deals/{deal}/closing"): OWN,
}
"""Whose record it is, and who gets through to it, in an order in which each can be done."""

MAY_ASK_OF_ADA = {"/gaps": {"ada"}, "/commitments": DEALS["ada"], "/assignments": OVER["ada"] | {"ada"}}
"""Who may ask for a list about Ada, while no policy is in force."""

OPERATIONS = {(one.method, one.template.removeprefix(PREFIX)): one for all_ in RESOURCES.values() for one in all_}


def test_every_operation_about_a_record_says_whose_it_is_for():
    assert set(RECORDS) == {route for route in OPERATIONS if "{" in route[1]}


def test_every_operation_that_changes_something_has_a_body_to_try():
    assert set(BODIES) == {path for method, path in OPERATIONS if method == "POST"}


async def test_everybody_gets_through_to_what_is_theirs_and_to_nothing_else(sqlite: Database):
    async with world.opened(sqlite) as programs:
        known, found = await records.planted(programs), []
        for route, by in RECORDS.items():
            for whose, allowed in by.items():
                # First come those who are refused, so that nothing they might have done stays hidden.
                for who in sorted(WHO, key=lambda who: who in allowed):
                    status = await ask(programs, who, route, path_of(route, known, whose))
                    if status not in ({200, 201, 409, 422} if who in allowed else {404}):
                        found.append(f"{who} {route[0]} {route[1]} of {whose}: {status}")
        assert "\n".join(found) == ""


async def test_a_list_is_open_to_its_roles_and_holds_what_is_ones_own_to_see(sqlite: Database):
    async with world.opened(sqlite) as programs:
        known = await records.planted(programs)
        for (method, path), operation in OPERATIONS.items():
            if "{" not in path and method == "GET":
                for who in WHO:
                    status = await ask(programs, who, (method, path), path)
                    assert status == (200 if has_role(programs, who, operation) else 404), f"{who} {path}"
        seen = {who: await ids_in(programs, who, "/deals") for who in ("ada", "bo", "mira", "tom", "lea")}
        ada, ida = known.ada["deal"], known.ida["deal"]
        assert {who: (ada in deals, ida in deals) for who, deals in seen.items()} == {
            "ada": (True, False),
            "bo": (False, False),
            "mira": (True, False),
            "tom": (False, True),
            "lea": (True, True),
        }
        assert await ids_in(programs, "tom", "/deals", owner=known.ada["person"]) == []
        for path in ("/gaps", "/commitments", "/assignments"):
            for whose in ("ada", "unknown"):
                readers = {
                    who for who in WHO if (await programs.get(who, path, person=known.of(whose)["person"])).status_code == 200
                }
                assert readers == (MAY_ASK_OF_ADA[path] if whose == "ada" else set()), f"{path} {whose}"
        assert len(await ids_in(programs, "zoe", "/people")) == len(WHO)
        assert await ids_in(programs, "ada", "/people") == [known.ada["person"]]


async def test_nobody_reads_an_answer_but_who_gave_it(sqlite: Database):
    async with world.opened(sqlite) as programs:
        known = await records.planted(programs)
        for who in WHO:
            mine = known.of(who)["answer"] if who in {"ada", "ida"} else None
            assert await ids_in(programs, who, "/answers") == ([mine] if mine else [])
            refused = await programs.get(who, "/answers", person=known.ada["person"])
            assert refused.status_code == 422


async def test_numbers_about_a_person_wait_for_a_policy_and_whoever_looks_is_noted(sqlite: Database):
    async with world.opened(sqlite) as programs:
        ada = programs.cast.ada
        assert {who for who in WHO if (await programs.get(who, "/gaps", person=ada.id)).status_code == 200} == {"ada"}
        await programs.world.enter_policy()
        readers = {who for who in WHO if (await programs.get(who, "/gaps", person=ada.id)).status_code == 200}
        assert readers == {"ada", "mira", "lea"}
        looks = await queries.who_looked(ada.id)
        assert {look.viewer for look in looks} == {programs.cast.mira.id, programs.cast.lea.id}
        kinds = [gap["kind"] for gap in (await programs.read("mira", "/gaps", person=ada.id))["items"]]
        assert None not in kinds
        await counts_only(programs)
        for who in ("ada", "mira"):
            told = (await programs.read(who, "/gaps", person=ada.id))["items"]
            assert {(gap["kind"], gap["know"]["chance"], gap["do"]["chance"]) for gap in told} == {(None, None, None)}
            assert not any(word in gap["explanation"] for gap in told for word in ("Teach", "Coach", "lesson"))


async def counts_only(programs: Programs) -> None:
    """The policy lets counts alone be seen."""
    zoe = programs.cast.zoe
    entry = Entry(id=ids.new(), at=clock.now(), actor=zoe.id)
    await people.set_policy(
        zoe.actor,
        company="Northwind",
        text="for coaching",
        owner="Lea",
        in_force_from=date(2026, 11, 2),
        counts_only=True,
        entry=entry,
    )


async def ask(programs: Programs, who: str, route: tuple[str, str], path: str) -> int:
    """What a program of theirs is answered."""
    if route[0] == "GET":
        query = "?behaviour=next-step-confirmed" if path == "/series" else ""
        return (await programs.get(who, path + query)).status_code
    return (await programs.post(who, path, BODIES[route[1]])).status_code


async def ids_in(programs: Programs, who: str, path: str, **query: object) -> list[str]:
    """The ids of a list."""
    return [one["id"] for one in (await programs.read(who, path, **query))["items"]]


def path_of(route: tuple[str, str], known: Records, whose: str) -> str:
    """The address with the ids of whose it is."""
    record = known.of(whose)
    if route[0] == "POST":
        record = for_changing(record, route[1])
    return re.sub(r"\{(\w+)\}", lambda part: record[part[1]], route[1])


def has_role(programs: Programs, who: str, operation: Operation) -> bool:
    roles = ACCESS[operation.method, operation.template]
    return "signed in" in roles or bool(roles & programs.person(who).roles)
