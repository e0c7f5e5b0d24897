"""An account of PostgreSQL that may read and write rows, and nothing else, serves everything: the schema is another one's to change."""

import re
from pathlib import Path

import asyncpg
import pytest

from server import db, ids
from server.db import Statement
from tests import crawl, databases, tree
from tests.databases import MIGRATIONS
from tests.web import every_form
from tests.web.every_form import FORMS

SERVES = "plumbline_serves"


async def test_an_account_that_may_not_touch_the_schema_serves_everything(tmp_path: Path):
    async with databases.migrated("postgres", tmp_path) as owner:
        await granted(owner.url)
        async with databases.opened("postgres", re.sub(r"//\w+@", f"//{SERVES}@", owner.url)) as database:
            assert await db.pending(MIGRATIONS) == []
            async with every_form.opened(database) as house:
                for shape, fill in FORMS.items():
                    sent = await fill(house)
                    answer = await house.send(sent, ids.new())
                    assert answer.status_code == sent.went, f"{shape}: {answer.status_code} {answer.text[-500:]}"
                for who in ("mira", "lea", "sam", "zoe"):
                    pages = await crawl.crawl(house.browsers[who], "/", each=1)
                    assert {page.path: page.status for page in pages if page.status != 200} == {}
            for forbidden in ('DROP TABLE "note"', 'CREATE TABLE "x" ("id" int)', 'TRUNCATE "note"', 'DELETE FROM "migration"'):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await Statement(forbidden)()
        databases.open_here(owner.url)


async def granted(url: str) -> None:
    """Does as the document says, for the account that serves."""
    (said,) = re.findall(r"```sql\n(.*?)```", tree.read(Path("docs/deploy.md")), re.DOTALL)
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", SERVES):
            await connection.execute(f"CREATE ROLE {SERVES} LOGIN")
        await connection.execute(said)
    finally:
        await connection.close()
