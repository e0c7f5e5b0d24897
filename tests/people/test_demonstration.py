"""The cast of a demonstration: listed for whoever sits at this machine, and for nobody else, whatever they say about themselves."""

import httpx
import pytest

from server import ids
from server.people import actions
from server.people.queries import Person
from tests import client as clients
from tests.cast import assemble
from tests.databases import Database

HERE = "127.0.0.1:8000"
LOOPBACK = {"PLUMBLINE_URL": f"http://{HERE}"}


@pytest.mark.parametrize(
    ("environ", "marked", "headers", "listed"),
    [
        (LOOPBACK, True, {}, True),
        (LOOPBACK, True, {"Host": "localhost:8000"}, True),
        (LOOPBACK, True, {"Host": "[::1]:8000"}, True),
        (LOOPBACK, False, {}, False),
        ({}, True, {}, False),
        ({"PLUMBLINE_URL": "http://plumbline.example"}, True, {}, False),
        ({**LOOPBACK, "PLUMBLINE_HOST": "0.0.0.0"}, True, {}, False),
        (LOOPBACK, True, {"Host": "plumbline.example"}, False),
        (LOOPBACK, True, {"Host": "127.0.0.1.plumbline.example"}, False),
        (LOOPBACK, True, {"X-Forwarded-For": "127.0.0.1"}, False),
        (LOOPBACK, True, {"Forwarded": "for=127.0.0.1"}, False),
        (LOOPBACK, True, {"X-Forwarded-Host": HERE}, False),
    ],
)
async def test_the_cast_signs_in_by_one_tap_at_this_machine_only(
    sqlite: Database, environ: dict[str, str], marked: bool, headers: dict[str, str], listed: bool
):
    cast = await assemble()
    if marked:
        await actions.mark_demonstration("Northwind Tools")
    async with clients.opened(sqlite, environ) as door, clients.visiting(door) as visitor:
        visitor.headers.update({"Host": HERE, **headers})
        page = await visitor.get("/sign-in")
        assert page.status_code == 200
        assert ("Ada Rep" in page.text) is listed
        answer = await tap(visitor, cast.ada)
        assert answer.status_code == (303 if listed else 404)
        if listed:
            assert "Secure" not in answer.headers["Set-Cookie"]
            assert answer.headers["Set-Cookie"].startswith("plumbline=")


async def tap(visitor: httpx.AsyncClient, person: Person) -> httpx.Response:
    fields = {"form": str(ids.new()), "person": str(person.id)}
    return await visitor.post("/sign-in/demo", data=fields, headers={"Origin": f"http://{visitor.headers['Host']}"})
