"""One bot brings a line to whoever ticked Slack, finds them by their address, and says what went wrong to whoever can mend it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec import Struct

from server import ledger, settings
from server.coaching import actions as coaching
from server.db import Statement
from server.errors import Forbidden, Invalid
from server.integrations.chat import actions, queries
from server.integrations.chat.actions import Within
from server.integrations.chat.slack import Trouble
from server.integrations.chat.tables import SlackRow
from server.jobs.call_out import call_due
from server.outbox.tables import OutboxRow
from server.people.queries import Person
from server.settings import Settings
from server.wiring import REACTIONS
from tests.cast import SITE, Cast, assemble
from tests.client import KEY
from tests.databases import Database
from tests.integrations.chat.fake_slack import TOKEN, Slack
from tests.integrations.crm.fakes.serve import Answer, serving
from tests.selling import serve


class Office(Struct):
    """A company whose Slack knows Ada and Zoe."""

    cast: Cast
    slack: Slack
    base: str
    given: Settings

    @property
    def within(self) -> Within:
        return Within(key=KEY, private=True, now=self.cast.now)

    async def connect(self, token: str = TOKEN) -> None:
        """Zoe enters the token."""
        zoe = self.cast.zoe
        await actions.connect(zoe.actor, self.cast.entry(zoe), base=self.base, token=token, within=self.within)

    async def ticks(self, who: Person | None = None) -> None:
        """Ada ticks Slack, or somebody else does."""
        person = who or self.cast.ada
        account = await actions.find(person.email, self.within)
        await actions.choose_slack(person.actor, self.cast.entry(person), account=account, day=True, notes=True, reveals=True)

    async def note(self, to: Person | None = None) -> None:
        """Mira writes to Ada, or to somebody else."""
        mira = self.cast.mira
        person = (to or self.cast.ada).id
        await coaching.write_note(mira.actor, self.cast.entry(mira), person=person, words="Ask who decides.", tag="step")

    async def calls(self, *, minutes: float = 0.0) -> list[str]:
        """What waits is said; to whom something was said since the beginning."""
        self.cast.now += timedelta(minutes=minutes)
        await call_due(self.given, self.cast.now)
        return [who for who, _what in self.slack.said]

    async def waits(self) -> list[tuple[str, float]]:
        """State of every message, and minutes until it is due."""
        rows = await OutboxRow.select(OutboxRow.state, OutboxRow.due).where(OutboxRow.kind == "call").order_by(OutboxRow.made)
        now = self.cast.now
        return [(row["state"], (row["due"] - now).total_seconds() / 60 if row["due"] else 0.0) for row in rows]


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    ledger.react_with(REACTIONS)
    await serve()
    cast = await assemble()
    slack = Slack(people={cast.ada.email: "UADA", cast.zoe.email: "UZOE"})
    with serving(slack) as address:
        environ = {"PLUMBLINE_KEY": KEY, "PLUMBLINE_PRIVATE_NETWORKS": "allow", "PLUMBLINE_URL": SITE}
        yield Office(cast, slack, f"{address}/api", settings.read({"DATABASE_URL": database.url, **environ}))
    ledger.react_with({})


async def test_one_tick_and_the_bot_writes_to_me_and_to_nobody_else(office: Office):
    await office.connect()
    await office.note()
    assert await office.calls() == []
    await office.ticks()
    await office.note()
    await office.note(office.cast.bo)
    assert await office.calls() == ["UADA"]
    (_who, what) = office.slack.said[0]
    assert "Mira North wrote to you." in what["text"]
    assert what["blocks"][1]["elements"][0]["url"] == f"{SITE}/my-line#written"
    assert "decides" not in str(what)
    ada = office.cast.ada
    await actions.end(ada.actor, office.cast.entry(ada))
    await office.note()
    assert await office.calls(minutes=1) == ["UADA"]


async def test_a_token_is_kept_sealed_and_only_once_slack_has_taken_it(office: Office):
    for token, wrong in (("xoxb-of-nobody", "token"), ("xoxp-1", None)):
        with pytest.raises(Trouble if wrong else Invalid) as refused:
            await office.connect(token)
        assert getattr(refused.value, "code", None) == wrong
    office.slack.scopes = "chat:write"
    with pytest.raises(Trouble, match=r"scope users:read, users:read.email"):
        await office.connect()
    assert await queries.connection() is None
    office.slack.scopes = "chat:write,users:read,users:read.email"
    await office.connect()
    found = await queries.connection()
    assert found is not None
    assert (found.name, found.bot, found.problem) == ("Northwind", "plumbline", "")
    assert TOKEN.encode() not in found.token
    with pytest.raises(Forbidden):
        await actions.connect(
            office.cast.ada.actor, office.cast.entry(office.cast.ada), base=office.base, token=TOKEN, within=office.within
        )


async def test_a_trial_writes_to_nobody_and_says_whether_the_admin_is_known(office: Office):
    await office.connect()
    assert await actions.test(office.cast.zoe.actor, office.cast.zoe.email, office.within)
    assert not await actions.test(office.cast.zoe.actor, "elsewhere@example.org", office.within)
    assert office.slack.said == []
    office.slack.token = "xoxb-another"
    with pytest.raises(Trouble):
        await actions.test(office.cast.zoe.actor, office.cast.zoe.email, office.within)
    found = await queries.connection()
    assert found is not None
    assert (found.problem, found.detail) == ("token", "invalid_auth")


async def test_whoever_slack_does_not_know_is_told_so_at_the_tick(office: Office):
    await office.connect()
    with pytest.raises(Trouble) as refused:
        await office.ticks(office.cast.bo)
    assert refused.value.code == "unknown"
    found = await queries.connection()
    assert found is not None
    assert found.problem == ""


async def test_slack_is_left_alone_as_long_as_it_asks(office: Office):
    await office.connect()
    await office.ticks()
    await office.ticks(office.cast.zoe)
    await office.note()
    office.slack.wrong.append(Answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "600"}))
    assert await office.calls() == []
    assert await office.waits() == [("waiting", 10.0)]
    asked = len(office.slack.log)
    await office.note()
    assert await office.calls(minutes=2) == []
    assert len(office.slack.log) == asked
    assert [state for state, _due in await office.waits()] == ["waiting", "waiting"]
    assert await office.calls(minutes=9) == ["UADA", "UADA"]
    found, chat = await queries.connection(), await queries.chat_of(office.cast.ada.id)
    assert found is not None
    assert chat is not None
    assert (found.problem, found.busy_until, chat.problem, chat.failures) == ("", None, "", 0)


async def test_a_clock_that_was_put_back_leaves_slack_no_longer_alone(office: Office):
    await office.connect()
    await office.ticks()
    await office.note()
    await Statement('UPDATE "slack" SET "busy_until" = {}')(office.cast.now + timedelta(days=3_650))
    assert await office.calls() == ["UADA"]


async def test_slack_that_is_asked_too_much_and_does_not_say_for_how_long_is_left_alone_for_a_minute(office: Office):
    await office.connect()
    await office.ticks()
    await office.note()
    office.slack.wrong.append(Answer({"ok": False, "error": "ratelimited"}, status=429))
    assert await office.calls() == []
    asked = len(office.slack.log)
    await office.note()
    assert await office.calls(minutes=0.5) == []
    assert len(office.slack.log) == asked
    assert await office.calls(minutes=2) == ["UADA", "UADA"]


async def test_a_token_that_ended_is_the_admins_to_mend_and_the_line_goes_out_after(office: Office):
    await office.connect()
    await office.ticks()
    await office.note()
    office.slack.wrong.append(Answer({"ok": False, "error": "account_inactive"}))
    await office.calls()
    found, chat = await queries.connection(), await queries.chat_of(office.cast.ada.id)
    assert found is not None
    assert chat is not None
    assert found.problem == "inactive"
    assert chat.problem == "Slack does not let us in any more. Your admin sees why and what helps."
    assert await queries.how_many() == (1, 1)
    await office.connect()
    assert await office.calls(minutes=1) == ["UADA"]
    assert await queries.how_many() == (1, 0)


async def test_somebody_who_moved_in_slack_is_looked_up_again_and_who_left_it_is_told(office: Office):
    await office.connect()
    await office.ticks()
    office.slack.people[office.cast.ada.email] = "UNEW"
    await office.note()
    assert await office.calls() == ["UNEW"]
    chat = await queries.chat_of(office.cast.ada.id)
    assert chat is not None
    assert chat.account == "UNEW"
    office.slack.closed.add("UNEW")
    await office.note()
    assert await office.calls() == ["UNEW"]
    assert [state for state, _due in await office.waits()] == ["sent", "dead"]
    chat, found = await queries.chat_of(office.cast.ada.id), await queries.connection()
    assert chat is not None
    assert found is not None
    assert chat.problem.startswith("Slack finds no conversation with you.")
    assert found.problem == ""


async def test_in_another_workspace_everybody_is_looked_up_anew_and_without_one_nothing_is_said(office: Office):
    await office.connect()
    await office.ticks()
    office.slack.team = "T2"
    await office.connect()
    chat = await queries.chat_of(office.cast.ada.id)
    assert chat is not None
    assert chat.account == ""
    await office.note()
    assert await office.calls() == ["UADA"]
    await office.note()
    zoe = office.cast.zoe
    await actions.disconnect(zoe.actor, office.cast.entry(zoe))
    await actions.disconnect(zoe.actor, office.cast.entry(zoe))
    assert await office.calls() == ["UADA"]
    assert await SlackRow.count() == 0
