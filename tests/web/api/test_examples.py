"""The examples of the guide do what it says, and its table names every address."""

import re
import shlex
from pathlib import Path

import httpx

from server.web.access import ACCESS
from server.web.api.operation import PREFIX
from tests import client, tree
from tests.databases import Database
from tests.web.api import world
from tests.web.api.world import token_of

GUIDE = tree.read(Path("docs/api.md"))


async def test_every_example_of_the_guide_works(sqlite: Database):
    examples = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in commands(block)]
    assert len(examples) == 9
    async with world.opened(sqlite) as programs, client.visiting(programs.door) as program:
        known = {"TOKEN": await token_of(programs.cast.ada, "write"), "SITE": client.HOME, "DEAL": ""}
        for example in examples:
            answer = await run(program, example, known)
            assert answer.status_code in {200, 201}, f"{example}: {answer.text}"
            if answer.url.path == "/api/v1/deals" and answer.status_code == 201:
                known["DEAL"] = answer.json()["id"]
        assert (await program.get(f"/api/v1/deals/{known['DEAL']}")).status_code == 401
        assert (await programs.read("ada", f"/deals/{known['DEAL']}"))["outcome"] == "won"


def test_the_table_of_the_guide_names_every_address():
    table = GUIDE.partition("## What there is")[2].partition("## What holds")[0]
    reads, changes = set[str](), set[str]()
    for row in re.findall(r"^\| (?!about|---)(.*?) \|$", table, re.MULTILINE):
        _about, read, change = row.split("|")
        reads |= set(re.findall(r"`([^`]+)`", read))
        changes |= set(re.findall(r"`([^`]+)`", change))
    told = {("GET", PREFIX + path) for path in reads} | {("POST", PREFIX + path) for path in changes}
    assert told == {route for route in ACCESS if route[1].startswith(PREFIX)} - {("GET", f"{PREFIX}/openapi.json")}


def commands(block: str) -> list[str]:
    """Its commands, each on one line."""
    return [line for line in block.replace("\\\n", " ").splitlines() if line.strip()]


async def run(program: httpx.AsyncClient, example: str, known: dict[str, str]) -> httpx.Response:
    """What `curl` would do: the variables filled in, the headers sent, and with --json a POST."""
    filled = re.sub(r"\$([A-Z]+)", lambda name: known[name[1]], example)
    word, *rest = shlex.split(filled)
    assert word == "curl"
    headers, body, address = {}, None, ""
    words = iter(rest)
    for one in words:
        if one == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif one == "--json":
            body = next(words)
            headers["Content-Type"] = "application/json"
        else:
            address = one
    return await program.request("POST" if body else "GET", address, headers=headers, content=body)
