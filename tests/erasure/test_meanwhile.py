"""Somebody is erased while something of theirs is under way: whichever comes first, nothing of them is left, and what others do goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from server import clock, db, ids, ledger, outbox
from server.db import Statement
from server.deals import actions as deals
from server.deals.actions import Told
from server.drift.queries import board as boards
from server.erasure import actions
from server.erasure.queries.preview import files_wait
from server.errors import DomainError, Refused
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from server.integrations.directory.actions import files
from server.integrations.directory.tables import DirectoryUser
from server.outbox import Mail
from server.people import actions as people
from server.people import queries
from server.wiring import REACTIONS
from tests import databases, selling
from tests.cast import TUESDAY, Cast, assemble, signed_in
from tests.databases import Database
from tests.erasure import full
from tests.integrations.directory.scim import inside, user


@pytest.fixture
async def postgres(tmp_path: Path) -> AsyncIterator[Database]:
    """The engine on which two write at once."""
    async with databases.migrated("postgres", tmp_path) as made:
        yield made


async def erased(cast: Cast, who: str) -> None:
    """They left, and now they are erased."""
    person = getattr(cast, who)
    await people.deactivate(cast.zoe.actor, person.id, entry=cast.entry(cast.zoe))
    await actions.erase(cast.zoe.actor, person.id, entry=cast.entry(cast.zoe))


async def left(cast: Cast, who: str) -> list[str]:
    """What the database still holds of them."""
    person = getattr(cast, who)
    words = [word.casefold() for word in (person.name, person.email, *full.spelled(person.id))]
    return [line for line in (await full.dump()).casefold().splitlines() if any(word in line for word in words)]


@pytest.mark.parametrize("who", ["ada", "tom"], ids=["whose deal it is", "who judges it"])
async def test_a_calibration_goes_on_without_whoever_was_erased(database: Database, who: str):
    cast = await assemble()
    await selling.serve()
    told = Told(name="Juniper", stage="discover")
    deal = await deals.add(cast.ada.actor, cast.entry(cast.ada), told, motion="new", currency="EUR", process=selling.PROCESS)
    pair = await inspecting.begin_calibration(cast.mira.actor, cast.entry(cast.mira), deal, other=cast.tom.id)
    await inspecting.take_seat(cast.tom.actor, cast.entry(cast.tom), pair)
    sheet = await inspecting.take_seat(cast.mira.actor, cast.entry(cast.mira), pair)
    await erased(cast, who)
    assert await left(cast, who) == []
    await inspecting.close(
        cast.mira.actor, cast.entry(cast.mira), sheet, {"next-step-confirmed": Done(ticked=Ticked(looked=True))}
    )
    found = await inspections.any_calibration(pair)
    assert found
    assert await left(cast, who) == []


async def test_a_mail_that_is_on_its_way_leaves_nothing_behind_however_it_ends(database: Database):
    cast = await assemble()
    ends = {"sent": ids.new(), "failed": ids.new(), "given up": ids.new()}
    mail = Mail(to=cast.ada.email, subject=cast.ada.name, text=cast.ada.name)
    for id in ends.values():
        await db.run(partial(outbox.put, id, mail, at=TUESDAY))
    claimed = {one.id: one for one in await outbox.claim(TUESDAY) if one.id in ends.values()}
    assert set(claimed) == set(ends.values())
    await erased(cast, "ada")
    problem = f"550 {cast.ada.email} is unknown"
    await outbox.sent(ends["sent"])
    await outbox.failed(claimed[ends["failed"]], problem, now=clock.now())
    await outbox.given_up(ends["given up"], problem)
    assert await left(cast, "ada") == []


@pytest.mark.parametrize("said", [0, 1])
async def test_what_a_leader_was_shown_a_moment_ago_with_their_name_is_counted_anew(database: Database, said: int):
    await selling.serve()
    cast = await assemble()
    ledger.react_with(REACTIONS)
    try:
        for stage in ["discover"][:said]:
            await inspecting.set_focus(cast.lea.actor, cast.entry(cast.lea), stage)
        before = await boards.board(cast.now)
        assert await boards.board(cast.now) is before
        await erased(cast, "ada")
        assert await boards.board(cast.now) is not before
    finally:
        ledger.react_with({})


async def test_both_devices_are_out_at_once(database: Database):
    cast = await assemble()
    phone, desk = [(await signed_in(cast.ada, remember=remember))[0] for remember in (True, False)]
    assert all([await queries.visit(token, TUESDAY) for token in (phone, desk)])
    await erased(cast, "ada")
    assert [await queries.visit(token, TUESDAY) for token in (phone, desk)] == [None, None]
    assert await left(cast, "ada") == []


async def test_what_a_directory_says_of_them_goes_whether_or_not_it_brought_them(database: Database):
    cast = await assemble()
    async with inside() as program:
        assert (await program.post("Users", json=user(cast.ada.email, displayName=cast.ada.name))).status_code == 201
        other = user("a.rep@example.net", displayName=cast.ada.name, active=False)
        assert (await program.post("Users", json=other)).status_code == 201
    await erased(cast, "ada")
    assert await left(cast, "ada") == []


async def test_what_begins_to_point_at_them_in_the_middle_goes_as_well(postgres: Database):
    cast = await assemble()
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    pointing, go_on = asyncio.Event(), asyncio.Event()
    row = DirectoryUser(
        id=ids.new(), key=cast.ada.email, person=cast.ada.id, body=cast.ada.name, made_at=TUESDAY, changed_at=TUESDAY
    )

    async def point() -> None:
        await DirectoryUser.insert(row)
        pointing.set()
        await go_on.wait()

    bringing = asyncio.create_task(db.run(point))
    await pointing.wait()
    erasing = asyncio.create_task(actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe)))
    while not await WAITS():
        assert not erasing.done()
        await asyncio.sleep(0.005)
    go_on.set()
    await asyncio.gather(bringing, erasing)
    assert await left(cast, "ada") == []


async def test_nobody_is_erased_beside_a_file_that_came_in_the_middle(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    cast = await assemble()
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    data = f"Email,Name\n{cast.ada.email},{cast.ada.name}\n".encode()
    came: list[asyncio.Task[UUID]] = []

    async def looked() -> bool:
        found = await files_wait()
        if not came:
            giving = files.give_file(cast.zoe.actor, cast.entry(cast.zoe), name="people.csv", data=data)
            # Of its own, because a task begins with the transaction of who makes it.
            came.append(Context().run(asyncio.get_running_loop().create_task, giving))
            await asyncio.wait(came, timeout=0.3)
            in_the_middle.append(came[0].done())
        return found

    in_the_middle: list[bool] = []
    monkeypatch.setattr("server.erasure.actions.people.files_wait", looked)
    (erased,) = await asyncio.gather(
        actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe)), return_exceptions=True
    )
    await asyncio.gather(*came)
    assert isinstance(erased, Refused) == in_the_middle[0], erased


WAITS = Statement("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.mark.parametrize("nth", range(2))
async def test_a_directory_that_wants_them_back_at_the_same_moment_does_not_get_them(database: Database, nth: int):
    cast = await assemble()
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    async with inside() as program:

        async def ask() -> None:
            await asyncio.sleep(nth * 0.01)
            await program.post("Users", json=user(cast.ada.email, displayName=cast.ada.name))

        async def erase() -> None:
            try:
                await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
            except DomainError:
                # The directory was quicker and they are here again; so they leave once more.
                await erased(cast, "ada")

        await asyncio.gather(erase(), *(ask() for _ in range(2)))
        await program.post("Users", json=user(cast.ada.email, displayName=cast.ada.name))
    assert await left(cast, "ada") == []
