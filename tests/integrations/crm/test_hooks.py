"""A CRM tells that something changed: who may, and what comes of it."""

import base64
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from server import clock
from server.integrations.crm import actions, queries
from server.integrations.crm.hooks import fits
from tests.cast import TUESDAY
from tests.databases import Database
from tests.integrations.crm.fakes.hubspot import TOKEN
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.hooks import BODY, SECRET, URL, signed
from tests.integrations.crm.setting_up import PAGE, pull, send
from tests.integrations.crm.world import small
from tests.web import every_form
from tests.web.every_form import HOME, House


def basic(password: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'plumbline:{password}'.encode()).decode()}"}


def test_what_hubspot_signed_is_believed_to_come_from_it():
    assert fits("hubspot", SECRET, url=URL, body=BODY, headers=signed(), now=TUESDAY + timedelta(minutes=4))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(secret="other"),
        signed(url=URL + "?more"),
        signed(body=b"[]"),
        signed(at=TUESDAY - timedelta(minutes=6)),
        signed(at=TUESDAY + timedelta(minutes=6)),
        signed() | {"x-hubspot-request-timestamp": "soon"},
        signed() | {"x-hubspot-request-timestamp": "9" * 40},
        signed() | {"x-hubspot-signature-v3": "é"},
        basic(SECRET),
    ],
)
def test_what_is_signed_otherwise_or_long_ago_is_not(headers: dict[str, str]):
    assert not fits("hubspot", SECRET, url=URL, body=BODY, headers=headers, now=TUESDAY)


def test_pipedrive_shows_the_password_that_both_know():
    def shown(headers: dict[str, str], secret: str = SECRET, source: str = "pipedrive") -> bool:
        return fits(source, secret, url=URL, body=BODY, headers=headers, now=TUESDAY)

    assert shown(basic(SECRET))
    assert not shown(basic("other"))
    assert not shown(basic(""), secret="")
    assert not shown({"authorization": "Basic ???"})
    assert not shown({"authorization": f"Bearer {SECRET}"})
    assert not shown(basic(SECRET), source="salesforce")
    assert not shown(signed())


@pytest.fixture
async def house(sqlite: Database) -> AsyncIterator[House]:
    async with every_form.opened(sqlite) as house:
        yield house


@pytest.fixture
def base() -> Iterator[str]:
    with serving(small(2)) as address:
        yield address


async def test_a_crm_that_tells_of_a_change_is_asked_soon_and_nobody_else_can_have_it_asked(house: House, base: str):
    await send(house, PAGE, base=base, secret=TOKEN, hook=SECRET)
    await send(house, f"{PAGE}/looking")
    await pull(house)
    await send(house, f"{PAGE}/schedule", every="1440")
    await pull(house)
    [last] = await queries.runs("hubspot", most=1)
    now, path, nobody = last.at + timedelta(minutes=2), "/crm/arrivals/hubspot", house.browsers[""]
    assert (await nobody.post(path, content=BODY)).status_code == 404
    assert (await nobody.post(path, content=BODY, headers=signed(HOME + path, secret="other", at=clock.now()))).status_code == 404
    assert (await nobody.post("/crm/arrivals/pipedrive", content=BODY, headers=basic(SECRET))).status_code == 404
    assert await actions.begin_due(now) == []
    for _ in range(3):
        answer = await nobody.post(path, content=BODY, headers=signed(HOME + path, at=clock.now()))
        assert (answer.status_code, answer.json()) == (200, {"noted": True})
    assert await actions.begin_due(last.at + timedelta(seconds=50)) == []
    assert len(await actions.begin_due(now)) == 1
