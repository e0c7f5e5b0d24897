"""Every form that changes something: sent twice, raced, and sent again when all is over, it is done once."""

import asyncio
from collections import Counter
from pathlib import Path

from server import ids
from server.db import Statement
from server.piccolo_app import TABLES
from server.web.access import ACCESS, PROGRAM
from server.web.door import FOR_PROGRAMS
from tests import databases
from tests.databases import Database
from tests.web import every_form
from tests.web.every_form import FORMS

RACING = 5
"""Tabs that send the same form at the same moment."""

BREATHING = {"session", "sign_in", "sign_in_try", "oidc_journey"}
"""Tables that a repeated sign-in may touch: it gets the same session under another token, and every try is counted. Whoever sets out for their
company account again sets out under a new secret, because only digests of the old one are kept; within twenty minutes it is forgotten.
"""


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
    async with every_form.opened(database) as house:
        for shape, fill in FORMS.items():
            sent, form, before = await fill(house), ids.new(), await facts()
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


async def facts() -> Counter[str]:
    """How many facts of each kind there are."""
    return Counter({row["kind"]: int(row["n"]) for row in await FACTS()})


async def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {row["name"]: int(row["n"]) for row in await COUNTS()}


FACTS = Statement('SELECT "kind", COUNT(*) AS "n" FROM "fact" GROUP BY "kind"')
COUNTS = Statement(
    " UNION ALL ".join(
        f'SELECT \'{name}\' AS "name", COUNT(*) AS "n" FROM "{name}"'
        for name in sorted({table._meta.tablename for table in TABLES} - BREATHING)
    )
)
