"""Two people who send the same form about one record at the same moment do what they would have done one after the other.

Everybody has a double with the same roles and teams, and whoever else gets through by the matrix sends it too. What comes of it one after the other
on SQLite, which has one writer, is what has to come of it at once on PostgreSQL.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from msgspec.structs import replace

from server import clock, ids, ledger
from server.ledger import Entry
from server.people import actions as people
from server.people import queries
from server.people.queries import Person
from server.web.access import ACCESS, ANYONE, REP, SIGNED_IN
from server.wiring import REACTIONS
from tests import databases
from tests.cast import signed_in
from tests.databases import Database
from tests.web import every_form
from tests.web.counted import counts, facts
from tests.web.every_form import FORMS, HOME, WHO, House
from tests.web.records import RECORDS, holders

DOUBLE = "double of "

MOST = 3
"""People who send one form: its sender, their double, and one whose role is another."""

OWN = (ANYONE, SIGNED_IN, REP)
"""Routes without a record behind which everybody finds what is their own."""


class Outcome(NamedTuple):
    """What came of one form that several people sent."""

    answers: Sequence[int]
    facts: Mapping[str, int]
    rows: Mapping[str, int]


async def test_what_two_people_send_at_once_is_what_they_would_have_sent_one_after_the_other(tmp_path: Path):
    async with databases.migrated("postgres", tmp_path) as many_writers:
        found = await walk(many_writers)
    several = [shape for shape, one in found.items() if sum(status not in {403, 404} for status in one.answers) > 1]
    assert len(several) > len(FORMS) // 2, "most forms can be sent by more than one person, or this test looks at nothing"
    wrong = {shape: [f"at once: {one}"] for shape, one in found.items()}
    for first in range(MOST):
        # Whoever came first decides what the others find, so another order is asked where this one would have come to something else.
        if wrong:
            async with databases.migrated("sqlite", tmp_path) as one_writer:
                told = await walk(one_writer, first=first)
            wrong = {shape: [*said, f"in turn: {told[shape]}"] for shape, said in wrong.items() if told[shape] != found[shape]}
    assert not wrong, "\n".join("\n    ".join([shape, *said]) for shape, said in wrong.items())


@pytest.mark.parametrize("same", [pytest.param(False, id="several people"), pytest.param(True, id="one in several tabs")])
async def test_what_is_sent_one_after_the_other_comes_to_the_same_by_clocks_that_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool
):
    """Each is answered by another server: whoever comes later may come at a moment before."""
    real, ahead = clock.now, [timedelta(seconds=-100)]
    monkeypatch.setattr(clock, "now", lambda: real() + ahead[0])
    found = []
    for seconds in ((0, 0, 0), AHEAD):
        ahead[0] = timedelta(seconds=-100)

        def turn(place: int | None, seconds: Sequence[float] = seconds) -> None:
            ahead[0] = timedelta(seconds=0 if place is None else seconds[place])

        (folder := tmp_path / f"{seconds[0]}").mkdir()
        async with databases.migrated("sqlite", folder) as one_writer:
            found.append(await walk(one_writer, first=0, same=same, turn=turn))
    one_clock, several = found
    assert len(several) > len(FORMS) // 2, "most forms are sent by somebody"
    wrong = [
        f"{shape}\n    one clock: {one_clock[shape]}\n    several: {one}"
        for shape, one in several.items()
        if one != one_clock[shape]
    ]
    assert not wrong, "\n".join(wrong)


AHEAD = (5.0, 3.5, 2.0)
"""Seconds by which the clocks of those who send a form are ahead of that by which it is filled."""


async def walk(
    database: Database, *, first: int | None = None, same: bool = False, turn: Callable[[int | None], None] = lambda _place: None
) -> dict[str, Outcome]:
    """What comes of every form, by path template, when all send it at once, or one after the other from the one with this number on. `same`: its
    sender several times. `turn` is told whose turn it is, None while a form is filled.
    """
    found = {}
    async with doubled(database) as house:
        for shape, fill in FORMS.items():
            turn(None)
            sent = await fill(house)
            if sent.who:
                whose = [sent.who] * MOST if same else senders(house, shape, sent.who)
                each = [(replace(sent, who=who), ids.new()) for who in whose]
                known, there = await facts(), await counts()
                if first is None:
                    answers = await asyncio.gather(*(house.send(one, form) for one, form in each))
                else:
                    start, answers = first % len(each), []
                    for place, (one, form) in enumerate(each[start:] + each[:start]):
                        turn(place)
                        answers.append(await house.send(one, form))
                more = Counter(await counts())
                more.subtract(there)
                rows = {table: n for table, n in sorted(more.items()) if n}
                found[shape] = Outcome(
                    sorted(one.status_code for one in answers), dict(sorted((await facts() - known).items())), rows
                )
    return found


def senders(house: House, shape: str, who: str) -> list[str]:
    """Who sends it: whoever did in the walk of one, their double, and somebody else who may."""
    route = ("POST", shape)
    if route in RECORDS:
        may = frozenset[str]().union(*(allowed for allowed in RECORDS[route].values() if who in allowed))
    else:
        may = frozenset() if ACCESS[route] in OWN else holders(house, ACCESS[route])
    return [who, DOUBLE + who, *(one for one in WHO if one in may - {who})][:MOST]


@asynccontextmanager
async def doubled(database: Database) -> AsyncIterator[House]:
    """The house, and everybody twice."""
    # Whether it is the first house of this process or not, its people come as they do in the product.
    ledger.react_with(REACTIONS)
    async with every_form.opened(database) as house:
        for who in WHO:
            token, visit = await signed_in(await _double(house.person(who)), clock.now())
            transport = httpx.ASGITransport(app=house.door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
            browser = httpx.AsyncClient(transport=transport, base_url=HOME, cookies={"plumbline": token})
            house.browsers[DOUBLE + who] = await house.closing.enter_async_context(browser)
            house.visits[DOUBLE + who] = visit
        yield house


async def _double(person: Person) -> Person:
    def entry() -> Entry:
        return Entry(id=ids.new(), at=clock.now())

    email = f"double-of-{person.email}"
    made = await people.add_person(
        None, name=f"{person.name} Twice", email=email, roles=person.roles, zone=person.zone, team=person.team, entry=entry()
    )
    if person.process_owner:
        await people.set_roles(None, made.id, person.roles, process_owner=True, entry=entry())
    for place in await queries.memberships(person=person.id, lasting=True):
        if place.manages:
            await people.join_team(None, made.id, place.team, manages=True, entry=entry())
    return made
