"""What a program sends twice at the same moment comes to what it comes to when it is sent twice: every arrival, and every write of a directory.

As in `test_two_people.py`, what comes of it one after the other on SQLite is what has to come of it at once on PostgreSQL.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx
from scim2_server.routing import RESERVED_NAMES, ROUTES

from server import clock, ids
from server.integrations.directory.schema import provider
from server.integrations.mail import queries as mail
from server.web.access import ACCESS, PROGRAM
from tests import databases
from tests.databases import Database
from tests.integrations.crm.fakes.hubspot import TOKEN
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.hooks import BODY, SECRET, signed
from tests.integrations.crm.world import small
from tests.integrations.directory import scim
from tests.integrations.directory.scim import GROUP, grouped, made, patch, user
from tests.integrations.git import pushed
from tests.integrations.mail.post import FORWARDED, INBOX
from tests.integrations.mail.post import mail as letter
from tests.web import every_form
from tests.web.counted import counts, facts
from tests.web.every_form import HOME, House, Sent

TWICE = 3
"""Deliveries of one thing: a program that hears nothing for a while sends it again, and once more."""

BRINGING = "a-secret-of-24-characters"
SETTINGS = {"PLUMBLINE_INBOX": f"hook:{BRINGING}", "PLUMBLINE_INBOX_ADDRESS": INBOX}

Request = Callable[[], Awaitable[httpx.Response]]


class Outcome(NamedTuple):
    """What came of one thing that was sent several times."""

    answers: list[int]
    facts: Mapping[str, int]
    rows: Mapping[str, int]


async def _push(house: House) -> Request:
    assert (await house.send(Sent("zoe", "/setup/lessons/secret", {"secret": pushed.SECRET}), ids.new())).status_code == 303
    return lambda: house.browsers[""].post("/lessons/arrivals", content=pushed.BODY, headers=pushed.HEADERS)


async def _change(house: House) -> Request:
    address = house.closing.enter_context(serving(small(2)))
    fields = {"base": address, "secret": TOKEN, "hook": SECRET}
    assert (await house.send(Sent("zoe", "/setup/crm/hubspot", fields), ids.new())).status_code == 303
    headers = signed(f"{HOME}/crm/arrivals/hubspot", at=clock.now())
    return lambda: house.browsers[""].post("/crm/arrivals/hubspot", content=BODY, headers=headers)


async def _mail(house: House) -> Request:
    assert (await house.send(Sent("ada", "/account/mail", {}), ids.new())).status_code == 303
    token, _at = await mail.address_of(house.cast.ada.id) or ("", None)
    raw = letter(FORWARDED["outlook"], sender=house.cast.ada.email, to=f"deals+{token}@in.example").as_bytes()
    headers = {"Content-Type": "message/rfc822", "Authorization": f"Bearer {BRINGING}"}
    return lambda: house.browsers[""].post("/mail/arrivals", content=raw, headers=headers)


ARRIVALS: Mapping[str, Callable[[House], Awaitable[Request]]] = {
    "/lessons/arrivals": _push,
    "/crm/arrivals/{source}": _change,
    "/mail/arrivals": _mail,
}
"""What comes in from programs, by path template."""

Program = httpx.AsyncClient


async def _come(program: Program) -> Request:
    return lambda: program.post("Users", json=user("nia@example.org"))


async def _whole_user(program: Program) -> Request:
    id = await made(program, "ola@example.org")
    return lambda: program.put(f"Users/{id}", json=user("ola@example.org", displayName="Ola Other"))


async def _part_of_user(program: Program) -> Request:
    id = await made(program, "pia@example.org")
    return lambda: program.patch(f"Users/{id}", json=patch({"op": "replace", "path": "active", "value": False}))


async def _go(program: Program) -> Request:
    id = await made(program, "rui@example.org")
    return lambda: program.delete(f"Users/{id}")


async def _group(program: Program) -> Request:
    id = await made(program, "sia@example.org")
    told = {"schemas": [GROUP], "displayName": "Sellers", "members": [{"value": id}]}
    return lambda: program.post("Groups", json=told)


async def _whole_group(program: Program) -> Request:
    id = await grouped(program, "East", await made(program, "tea@example.org"))
    return lambda: program.put(f"Groups/{id}", json={"schemas": [GROUP], "displayName": "Far East", "members": []})


async def _part_of_group(program: Program) -> Request:
    id, member = await grouped(program, "West"), await made(program, "uma@example.org")
    return lambda: program.patch(f"Groups/{id}", json=patch({"op": "add", "path": "members", "value": [{"value": member}]}))


async def _no_group(program: Program) -> Request:
    id = await grouped(program, "Past", await made(program, "vic@example.org"))
    return lambda: program.delete(f"Groups/{id}")


WRITES: Mapping[tuple[str, str], Callable[[Program], Awaitable[Request]]] = {
    ("POST", "User"): _come,
    ("PUT", "User"): _whole_user,
    ("PATCH", "User"): _part_of_user,
    ("DELETE", "User"): _go,
    ("POST", "Group"): _group,
    ("PUT", "Group"): _whole_group,
    ("PATCH", "Group"): _part_of_group,
    ("DELETE", "Group"): _no_group,
}
"""What a directory writes, by method and what it is about."""


def test_every_arrival_and_every_write_of_a_directory_is_here():
    # What the provider of company accounts says is refused the second time, by its name: tests/integrations/identity/test_company_out.py.
    assert {*ARRIVALS, "/sign-in/oidc/over"} == {
        path for (method, path), roles in ACCESS.items() if roles is PROGRAM and method == "POST"
    }
    writing = [route for route in ROUTES if route.method != "GET" and not route.pattern.endswith(".search")]
    # /Bulk and /Me are not served (`schema.py`).
    ours = [route for route in writing if route.pattern.strip("/") not in RESERVED_NAMES]
    assert set(WRITES) == {(one.method, kind.name) for one in ours for kind in provider().resource_types}


async def test_what_a_program_sends_twice_at_once_comes_to_what_it_comes_to_when_it_is_sent_twice(tmp_path: Path):
    told = []
    for kind in ("postgres", "sqlite"):
        async with databases.migrated(kind, tmp_path) as database:
            told.append(await walk(database, at_once=kind == "postgres"))
    at_once, in_turn = told
    wrong = [f"{name}: {one}\n    in turn: {in_turn[name]}" for name, one in at_once.items() if one != in_turn[name]]
    assert not wrong, "\n".join(wrong)


async def walk(database: Database, *, at_once: bool) -> dict[str, Outcome]:
    """What comes of each."""
    found = {}
    async with every_form.opened(database, **SETTINGS) as house, scim.inside() as program:
        for path, arrival in ARRIVALS.items():
            found[path] = await sent(await arrival(house), at_once=at_once)
        for (method, kind), write in WRITES.items():
            found[f"{method} {kind}"] = await sent(await write(program), at_once=at_once)
    return found


async def sent(request: Request, *, at_once: bool) -> Outcome:
    """What comes of a request that is sent again and again."""
    known, there = await facts(), await counts()
    answers = await asyncio.gather(*(request() for _ in range(TWICE))) if at_once else [await request() for _ in range(TWICE)]
    more = Counter(await counts())
    more.subtract(there)
    rows = {table: n for table, n in sorted(more.items()) if n}
    return Outcome(sorted(one.status_code for one in answers), dict(sorted((await facts() - known).items())), rows)
