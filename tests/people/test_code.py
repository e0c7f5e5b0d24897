"""Whose a code is."""

import pytest

from server.people import actions
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.people.signing_in import MINUTE, ask, mail, use


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_a_code_belongs_to_the_request_that_asked_for_it(cast: Cast):
    first = await ask("ada@example.org")
    _link, of_first = await mail()
    second = await ask("ada@example.org", now=TUESDAY + MINUTE)
    _link, of_second = await mail()
    hers = await ask("bo@example.org", now=TUESDAY + 2 * MINUTE)
    _link, of_bo = await mail()
    assert len({of_first, of_second, of_bo}) == 3
    for asked, code in ((first, of_second), (second, of_first), (first, of_bo), (hers, of_first)):
        assert (await actions.sign_in_by_code(asked, code, use(TUESDAY + 3 * MINUTE), source="")).result == "wrong"
    assert (await actions.sign_in_by_code(second, of_second, use(TUESDAY + 3 * MINUTE), source="")).person == cast.ada.id
