"""A client that somebody else wrote finds our SCIM to be SCIM, and a process that no directory asks carries nothing of it."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests import databases, served
from tests.cast import assemble
from tests.databases import Database
from tests.integrations.directory.scim import token
from tests.machine import ROOT

SCIM2 = Path(sys.executable).with_name("scim2")


@pytest.mark.long
async def test_scim2_tester_finds_nothing_to_say(sqlite: Database, tmp_path: Path):
    await nothing_to_say(sqlite, tmp_path)


@pytest.mark.long
async def test_scim2_tester_finds_nothing_to_say_on_postgresql(tmp_path: Path):
    async with databases.migrated("postgres", tmp_path) as database:
        await nothing_to_say(database, tmp_path)


async def nothing_to_say(database: Database, folder: Path) -> None:
    secret = await token(await assemble())
    with served.on_file(folder / "directory.sqlite", environ={"DATABASE_URL": database.url}) as server:
        done = await asyncio.to_thread(tried, f"{server.url}/scim/v2", secret)
    told = [line for line in done.stdout.splitlines() if line.strip()]
    assert done.returncode == 0, done.stdout + done.stderr
    assert sum(line.strip().startswith("SUCCESS") for line in told) >= 90, done.stdout
    assert {line.split()[0] for line in told if re.fullmatch(r" *[A-Z]+ [a-z_]+", line)} <= {"SUCCESS", "SKIPPED"}, done.stdout


def tried(url: str, secret: str) -> "subprocess.CompletedProcess[str]":
    # The first request loads what serves it, and the stranger waits five seconds for any.
    assert httpx.get(f"{url}/Schemas", headers={"Authorization": f"Bearer {secret}"}, timeout=60).status_code == 200
    environment = os.environ | {"SCIM_CLI_HEADERS": f"Authorization: Bearer {secret}", "NO_COLOR": "1"}
    return subprocess.run(
        [SCIM2, "--url", url, "test", "--verbose"], env=environment, capture_output=True, text=True, check=False
    )


LOADED = """
import sys
from server import app, settings

app.build(settings.read())
heavy = {"pydantic", "scim2_models", "scim2_server", "lark", "email_validator", "aiosmtplib", "httpx", "icalendar", "imaplib", "markdown_it"}
print(sorted(heavy & set(sys.modules)))
"""


def test_a_process_that_no_directory_asks_carries_nothing_of_it(tmp_path: Path):
    environment = served.environment(tmp_path / "none.sqlite")
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
