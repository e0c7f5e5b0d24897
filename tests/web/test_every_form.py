"""Every form that changes something: sent twice, raced, and sent again when all is over, it is done once."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

from server import ids
from server.web.access import ACCESS, PROGRAM
from server.web.door.door import FOR_PROGRAMS
from tests import databases
from tests.databases import Database
from tests.web import every_form
from tests.web.counted import counts, facts
from tests.web.every_form import FORMS, WHO, House, Sent
from tests.web.logged import logged

RACING = 5
"""Tabs that send the same form at the same moment."""


def test_every_route_that_changes_something_has_its_form():
    asked = {path for (method, path), roles in ACCESS.items() if method == "POST" and roles is not PROGRAM}
    assert set(FORMS) == {path for path in asked if not path.startswith(FOR_PROGRAMS)}


async def test_whatever_is_sent_twice_is_done_once(database: Database):
    await walk(database)


async def test_whatever_is_sent_twice_is_done_once_where_rivals_fail_at_commit(tmp_path: Path):
    async with databases.migrated("postgres", tmp_path, isolation="serializable") as strict:
        await walk(strict)


async def walk(database: Database) -> None:
    """Sends every form from several tabs at once, and once more afterwards."""
    typed: set[str] = set()
    async with every_form.opened(database) as house:
        with logged() as lines:
            await _walk(house, typed)
    assert len(lines.read()) > len(FORMS) * RACING
    text = "\n".join(lines)
    assert len(typed) > 40
    assert sorted(word for word in typed if word in text) == [], "nobody finds in the log who it was, what they typed, or a key"


async def _walk(house: House, typed: set[str]) -> None:
    """The same, in a house. What must be nowhere else is added to `typed`: names, addresses, cookies, and everything of more than one word."""
    for who in WHO:
        typed |= {house.person(who).name, house.person(who).email, house.browsers[who].cookies["plumbline"]}
    for shape, fill in FORMS.items():
        sent, form, before = await fill(house), ids.new(), await facts()
        typed |= {value for value in _values(sent) if re.search(r"\w[ @]\w", value)}
        raced = await asyncio.gather(*(house.send(sent, form) for _ in range(RACING)))
        told = f"{shape}: {[(one.status_code, one.headers.get('Location')) for one in raced]}"
        # Signing out everywhere ends the session that the slower of its rivals came with, so they are told what a late one is told.
        assert {one.status_code for one in raced} <= {sent.went, sent.late}, told
        assert len({one.headers.get("Location") for one in raced if one.status_code == sent.went}) == 1, told
        assert sorted((await facts() - before).elements()) == sorted(sent.facts), shape
        rows = await counts()
        late = await house.send(sent, form)
        assert late.status_code == sent.late, f"{shape}: {late.status_code}"
        assert (await facts() - before).total() == len(sent.facts), shape
        assert await counts() == rows, shape


def _values(sent: Sent) -> Iterator[str]:
    for value in sent.fields.values():
        yield from (value,) if isinstance(value, str) else value
