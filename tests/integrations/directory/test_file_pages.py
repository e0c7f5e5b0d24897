"""An admin brings people from a file, in a browser without JavaScript."""

import httpx
import pytest
from litestar.types import ASGIApp

from server import clock
from server.people import queries as people
from tests.cast import Cast, assemble, signed_in
from tests.client import HOME, form_of, send
from tests.databases import Database

IMPORT = "/setup/people/import"
FILE = """\
Email,Name,Manager email
ada@example.org,Ada Lovelace,mira@example.org
mira@example.org,Mira North,
new@example.org,Nia <New>,mira@example.org
"""


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def enter(client: httpx.AsyncClient, cast: Cast) -> None:
    token, _visit = await signed_in(cast.zoe, clock.now())
    client.cookies.set("__Host-plumbline", token)


async def give(client: httpx.AsyncClient, text: str) -> str:
    fields = form_of((await client.get(IMPORT)).text, IMPORT)
    sent = await client.post(IMPORT, data=fields, files={"file": ("people.csv", text.encode())}, headers={"Origin": HOME})
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def test_a_file_is_looked_at_taken_over_and_told(client: httpx.AsyncClient, cast: Cast):
    await enter(client, cast)
    file = await give(client, FILE)
    page = await client.get(file)
    assert "One new person, 1 changed, nothing written yet" in page.text
    assert "Nia &lt;New&gt;" in page.text
    assert "Bo Rep" in page.text, "who is not in it is named"
    assert "Zoe Admin</" not in page.text.partition("Who may have left")[2], "nobody lets themselves go"
    done = await send(client, file, f"{file}/taking-over", leave=[str(cast.bo.id)])
    assert done.headers["location"] == file
    told = (await client.get(file)).text
    assert "One person came in" in told
    assert "1 was changed. 1 left." in told
    assert ">0 " not in told, "what did not happen is not told"
    assert 'class="button brass" href="/setup/people"' in told
    everyone = {one.email: one.active for one in await people.everyone()}
    assert everyone["new@example.org"]
    assert everyone["ida@example.org"], "only who was ticked is let go"
    assert not everyone["bo@example.org"]


async def test_columns_that_nobody_recognised_are_said_on_the_page(client: httpx.AsyncClient, cast: Cast):
    await enter(client, cast)
    file = await give(client, "Wer,Wo\nAda Rep,ada@example.org\n")
    assert "Say which columns are which" in (await client.get(file)).text
    twice = await send(client, file, f"{file}/columns", c0="name", c1="name")
    assert twice.status_code == 422
    assert (await send(client, file, f"{file}/columns", c0="name", c1="email")).status_code == 303
    assert "Everybody in it is here as it says" in (await client.get(file)).text


async def test_what_changed_since_is_shown_again_with_the_ticks_that_were_made(client: httpx.AsyncClient, cast: Cast):
    await enter(client, cast)
    file = await give(client, FILE)
    fields = form_of((await client.get(file)).text, f"{file}/taking-over")
    other = await give(client, "Email,Name\nnew@example.org,Nia\n")
    await send(client, other, f"{other}/taking-over")
    late = await client.post(f"{file}/taking-over", data={**fields, "leave": str(cast.bo.id)}, headers={"Origin": HOME})
    assert late.status_code == 409
    assert "Something changed since you looked" in late.text
    assert f'value="{cast.bo.id}" checked' in late.text


async def test_a_file_that_is_no_table_says_so_beside_the_field(client: httpx.AsyncClient, door: ASGIApp, cast: Cast):
    await enter(client, cast)
    fields = form_of((await client.get(IMPORT)).text, IMPORT)
    sent = await client.post(IMPORT, data=fields, files={"file": ("x.xlsx", b"PK\x03\x04")}, headers={"Origin": HOME})
    assert sent.status_code == 422
    assert "This is a workbook" in sent.text
    assert (await client.post(IMPORT, data=fields, headers={"Origin": HOME})).status_code == 422
