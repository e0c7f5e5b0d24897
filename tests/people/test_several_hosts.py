"""Limits of signing in are counted in the database: whichever process of whichever host is asked, they are the same."""

import pytest

from server import ids
from server.errors import TooMany
from server.people import actions, limits
from server.people.actions.sign_in import Request
from tests import databases
from tests.cast import SITE, TUESDAY, Cast, assemble
from tests.databases import Database


async def ask(cast: Cast) -> None:
    form = ids.new()
    await actions.request_sign_in(
        Request(form=form, email=cast.ada.email, token=ids.token(), code=ids.code(), site=SITE, source=str(form), now=TUESDAY)
    )


async def test_what_one_process_counted_another_one_counts_on(database: Database):
    cast = await assemble()
    for _ in range(limits.ASKS_PER_ACCOUNT.most - 1):
        await ask(cast)
    async with databases.opened(database.kind, database.url):
        await ask(cast)
        with pytest.raises(TooMany):
            await ask(cast)
    databases.open_here(database.url)
