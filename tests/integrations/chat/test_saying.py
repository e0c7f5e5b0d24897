"""Whoever wants a line in a chat gets it there, once, and nobody else does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest
from msgspec import Struct

from server import ledger, outbox, settings, vault
from server.coaching import actions as coaching
from server.errors import Invalid
from server.integrations.chat import actions, queries
from server.jobs.call_out import STALE, call_due
from server.jobs.morning_digest import Pages, write_due
from server.notices.letter import Week
from server.people import actions as people
from server.people.queries import Person
from server.settings import Settings
from server.wiring import REACTIONS
from tests.cast import SITE, TUESDAY, Cast, assemble
from tests.client import KEY
from tests.databases import Database
from tests.integrations.webhooks.listener import Listener, listening
from tests.selling import serve


class Room(Struct):
    """Ada's chat, and what is said in it."""

    cast: Cast
    listener: Listener
    given: Settings

    async def wants(self, *, url: str | None = None, day: bool = True, notes: bool = True, private: bool = True) -> None:
        """Ada chooses."""
        ada = self.cast.ada
        await actions.choose(
            ada.actor,
            self.cast.entry(ada),
            url=self.listener.url if url is None else url,
            day=day,
            notes=notes,
            reveals=True,
            key=KEY,
            private=private,
        )

    async def note(self, to: Person | None = None) -> None:
        """Mira writes to somebody, else to Ada."""
        mira = self.cast.mira
        await coaching.write_note(
            mira.actor, self.cast.entry(mira), person=(to or self.cast.ada).id, words="Ask who decides.", tag="step"
        )

    async def calls(self, *, minutes: float = 0.0) -> list[str]:
        """What waits is said, and what the chat has heard since it began."""
        self.cast.now += timedelta(minutes=minutes)
        await call_due(self.given, self.cast.now)
        return [body for _given, body in self.listener.heard]


@pytest.fixture
async def room(sqlite: Database) -> AsyncIterator[Room]:
    async with opened(sqlite) as found:
        yield found


@pytest.fixture
async def both(database: Database) -> AsyncIterator[Room]:
    """The same on both engines, for what they keep."""
    async with opened(database) as found:
        yield found


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Room]:
    environ = {"PLUMBLINE_KEY": KEY, "PLUMBLINE_PRIVATE_NETWORKS": "allow", "PLUMBLINE_URL": SITE}
    ledger.react_with(REACTIONS)
    await serve()
    cast = await assemble()
    async with listening() as listener:
        yield Room(cast, listener, settings.read({"DATABASE_URL": database.url, **environ}))
    ledger.react_with({})


async def test_who_wants_to_hear_of_a_note_does_and_not_a_word_of_it(room: Room):
    await room.note()
    assert await room.calls() == []
    await room.wants()
    await room.note()
    await room.note(room.cast.bo)
    (said,) = await room.calls()
    assert "Mira North wrote to you." in said
    assert f"{SITE}/my-line#written" in said
    assert "decides" not in said
    assert await room.calls(minutes=60) == [said]


async def test_who_turned_it_off_hears_nothing(both: Room):
    await both.wants(notes=False)
    await both.note()
    assert await both.calls() == []
    await both.wants(url="", notes=True)
    await both.note()
    assert len(await both.calls()) == 1
    ada = both.cast.ada
    await both.note()
    await actions.end(ada.actor, both.cast.entry(ada))
    assert len(await both.calls()) == 1
    assert await queries.chat_of(ada.id) is None


async def test_the_line_of_a_day_goes_out_with_the_mail_and_once(both: Room):
    await both.wants()
    await mornings(TUESDAY, NOTHING)
    for minutes in (60 * 23, 0, 1):
        both.cast.now += timedelta(minutes=minutes)
        await mornings(both.cast.now, FOUR)
    (said,) = await both.calls()
    assert "Today: 4 min." in said
    assert f'"{SITE}/"' in said


async def test_a_line_that_nobody_took_for_hours_is_no_news(both: Room):
    await both.wants()
    await both.note()
    both.listener.status = 500
    await both.calls()
    found = await queries.chat_of(both.cast.ada.id)
    assert found is not None
    assert (found.failures, found.problem) == (1, "It answered with status 500.")
    both.listener.status = 200
    assert len(await both.calls(minutes=STALE.total_seconds() / 60 + 1)) == 1
    assert len(await both.calls(minutes=600)) == 1


async def test_why_a_line_was_not_heard_is_told_to_its_reader_in_their_language_and_kept_for_admins_in_english(both: Room):
    ada = both.cast.ada
    await people.change_person(ada.actor, ada.id, entry=both.cast.entry(ada), locale="es")
    await both.wants()
    both.listener.status = 500
    await both.note()
    await both.calls()
    chat = await queries.chat_of(ada.id)
    assert chat is not None
    assert chat.problem == "Respondió con el estado 500."
    assert [one.problem for one in await outbox.unsent(9, both.cast.now)] == ["It answered with status 500."]


async def test_somebody_who_left_hears_nothing(room: Room):
    await room.wants()
    await room.note()
    await people.deactivate(None, room.cast.ada.id, entry=room.cast.entry())
    assert await room.calls() == []


async def test_the_address_is_kept_sealed(both: Room):
    await both.wants()
    found = await queries.chat_of(both.cast.ada.id)
    assert found is not None
    assert b"path" not in found.url
    assert vault.unseal(found.url, key=KEY) == both.listener.url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://a@hooks.slack.com/x",
        "https://[",
    ],
)
async def test_only_slack_and_teams_are_told(room: Room, url: str):
    with pytest.raises(Invalid):
        await room.wants(url=url, private=False)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://prod-1.westeurope.logic.azure.com/workflows/x", "teams"),
        ("https://contoso.webhook.office.com/x", "teams"),
    ],
)
def test_an_address_says_whose_it_is(url: str, form: str):
    assert actions.form_of(url, private=False) == form


async def mornings(now: datetime, pages: Pages) -> None:
    """Everybody whose morning has come is looked at."""
    while await write_due(SITE, pages, now):
        pass


async def so_many(seconds: int, _person: Person, _now: datetime) -> int:
    return seconds


async def no_week(_person: Person, _now: datetime) -> Week:
    return Week()


NOTHING = Pages(seconds=partial(so_many, 0), week=no_week)
FOUR = Pages(seconds=partial(so_many, 240), week=no_week)
