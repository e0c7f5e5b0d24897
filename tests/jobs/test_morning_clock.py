"""Mornings that a clock set which was years ahead, and was put back since."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from server.jobs.morning_digest import Pages
from tests.cast import TUESDAY, assemble
from tests.databases import Database
from tests.jobs.mornings import mails, note, nothing, so_many, some_week, write_all
from tests.selling import serve

EIGHT = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
"""Wednesday, eight in the morning in Prague."""


@pytest.mark.usefixtures("wired")
async def test_after_the_clock_was_put_back_the_next_morning_is_like_any_other(database: Database):
    await serve()
    cast = await assemble()
    await write_all(TUESDAY, nothing)
    years, leads = timedelta(weeks=520), Pages(seconds=partial(so_many, 0), week=some_week)
    await write_all(EIGHT + years - timedelta(days=1), nothing)
    await write_all(EIGHT + years, leads)
    before = Counter(one.to for one in await mails())
    assert (before[cast.mira.email], before[cast.ada.email]) == (1, 0)
    await note(cast, cast.ada)
    # Nobody is written to at the hour at which it is noticed.
    await write_all(EIGHT - timedelta(hours=3), leads)
    assert Counter(one.to for one in await mails()) == before
    await write_all(EIGHT, leads)
    after = Counter(one.to for one in await mails())
    assert (after[cast.mira.email], after[cast.ada.email]) == (2, 1), "a week begins, and there is news"
    assert database.url
