"""The one bot that finds people in Slack by their address: connecting it, trying it, finding somebody, and saying a line by it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from server import db, ledger, outgoing, vault
from server.db import Statement
from server.errors import Invalid
from server.facts import SlackConnected, SlackDisconnected
from server.integrations.chat import queries
from server.integrations.chat.card import Line
from server.integrations.chat.outside import Slack
from server.integrations.chat.queries import BOT, Chat
from server.integrations.chat.slack import FOR_PERSON, Trouble, Workspace, is_base, is_token
from server.ledger import Entry
from server.outgoing import Line as Wire
from server.outgoing.reply import LONGEST_WAIT
from server.outgoing.waits import holds
from server.people.actions.permission import need_admin
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.vault import Locked

SECONDS: Final = 10.0
"""How long somebody waits for Slack at their page."""

REST: Final = 60
"""Seconds for which Slack is left alone when it says that it is too much, and not for how long."""

LARGEST: Final = 256 * 1024
"""Bytes of an answer; what Slack says about a person is some thousand."""


class Within(Struct, frozen=True, kw_only=True):
    """What the settings say: the key that seals, whether private networks may be asked; and when it is."""

    key: str
    private: bool
    now: datetime


async def connect(actor: Actor, entry: Entry, *, base: str, token: str, within: Within) -> None:
    """Keeps the token of a bot, after it has opened Slack. Raises Forbidden, Invalid by field, and Trouble when Slack does not let us in.

    In another workspace everybody is looked up anew.
    """
    need_admin(actor)
    wrong = {}
    if not is_token(token):
        wrong["token"] = _("Copy the bot token of the app. It begins with xoxb-.")
    if not is_base(base, private=within.private):
        wrong["base"] = _("This is no address of Slack. It is https://slack.com/api, unless your workspace is on slack-gov.com.")
    if wrong:
        raise Invalid(wrong, {})
    async with _opened(base, token, within) as slack:
        found = await slack.workspace()
    sealed = vault.seal(token, key=within.key)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        before = await queries.connection()
        if before is None or before.team != found.id:
            await FORGET()
        await KEEP(BOT, base, sealed, found.id, found.name, found.bot, entry.at, entry.at)
        await ledger.record(SlackConnected(), entry)

    await db.run(verb)


async def test(actor: Actor, email: str, within: Within) -> bool:
    """Asks Slack who we are, and looks for this address without writing to it; returns whether somebody has it. Keeps how it went.

    Raises Forbidden, and Trouble: `ended` without a connection.
    """
    need_admin(actor)
    try:
        async with _open(within) as slack:
            found = await slack.workspace()
            known = await _knows(slack, email)
    except Trouble as trouble:
        await _note(trouble, within.now)
        raise
    await _well(found, within.now)
    return known


async def disconnect(actor: Actor, entry: Entry) -> None:
    """Forgets the token. Who had ticked Slack hears nothing there; without a connection, nothing happens. Raises Forbidden."""
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        if await END(BOT):
            await FORGET()
            await ledger.record(SlackDisconnected(), entry)

    await db.run(verb)


async def find(email: str, within: Within) -> str:
    """Slack's id of who has this address. Raises Trouble."""
    try:
        async with _open(within) as slack:
            return await slack.account_of(email)
    except Trouble as trouble:
        if trouble.code not in FOR_PERSON:
            await _note(trouble, within.now)
        raise


async def say(wire: Wire, to: Chat, person: Person, body: str, *, site: str, within: Within) -> None:
    """Says a line to somebody by the bot; who is not found any more is looked up once. Raises Trouble.

    While Slack asks to wait nobody asks it.
    """
    found = await queries.connection()
    if found is None:
        raise Trouble("ended")
    if found.busy_until and holds(found.busy_until, within.now, timedelta(seconds=LONGEST_WAIT)):
        raise Trouble("busy", seconds=round((found.busy_until - within.now).total_seconds()))
    line = msgspec.json.decode(body, type=Line)
    try:
        slack = Slack(wire, found.base, _token(found.token, within), within.now)
        account = to.account or await slack.account_of(person.email)
        try:
            await slack.say(account, line, site=site)
        except Trouble as trouble:
            if trouble.code not in FOR_PERSON or not to.account:
                raise
            account = await slack.account_of(person.email)
            await slack.say(account, line, site=site)
    except Trouble as trouble:
        if trouble.code not in FOR_PERSON:
            await _note(trouble, within.now)
        raise
    await db.run(lambda: SAID(within.now, BOT))
    if account != to.account:
        await db.run(lambda: FOUND(account, person.id))


async def _knows(slack: Slack, email: str) -> bool:
    try:
        await slack.account_of(email)
    except Trouble as trouble:
        if trouble.code in FOR_PERSON:
            return False
        raise
    return True


@asynccontextmanager
async def _open(within: Within) -> AsyncIterator[Slack]:
    """Slack, as it is connected. Raises Trouble."""
    found = await queries.connection()
    if found is None:
        raise Trouble("ended")
    async with _opened(found.base, _token(found.token, within), within) as slack:
        yield slack


@asynccontextmanager
async def _opened(base: str, token: str, within: Within) -> AsyncIterator[Slack]:
    async with outgoing.line(private=within.private, seconds=SECONDS, largest=LARGEST) as wire:
        yield Slack(wire, base, token, within.now)


def _token(sealed: bytes, within: Within) -> str:
    try:
        return vault.unseal(sealed, key=within.key)
    except Locked as error:
        raise Trouble("locked") from error


async def _note(trouble: Trouble, now: datetime) -> None:
    """Keeps what went wrong for the page of the admin, and until when Slack asks to wait."""
    until = now + timedelta(seconds=trouble.seconds or REST) if trouble.code == "busy" else None
    await db.run(lambda: PROBLEM(trouble.code, trouble.detail[:60], now, until, BOT))


async def _well(found: Workspace, now: datetime) -> None:
    await db.run(lambda: WELL(found.name, found.bot, now, BOT))


KEEP = Statement(
    'INSERT INTO "slack" ("key", "base", "token", "team", "name", "bot", "made_at", "tried_at", "problem", "detail") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, '', '') ON CONFLICT (\"key\") DO UPDATE SET "
    '"base" = EXCLUDED."base", "token" = EXCLUDED."token", "team" = EXCLUDED."team", "name" = EXCLUDED."name", "bot" = EXCLUDED."bot", '
    '"made_at" = EXCLUDED."made_at", "tried_at" = EXCLUDED."tried_at", "problem" = \'\', "detail" = \'\', "busy_until" = NULL'
)
END = Statement('DELETE FROM "slack" WHERE "key" = {} RETURNING "key"')
FORGET = Statement('UPDATE "chat" SET "account" = \'\' WHERE "form" = \'bot\'')
FOUND = Statement('UPDATE "chat" SET "account" = {} WHERE "person" = {} AND "form" = \'bot\'')
SAID = Statement('UPDATE "slack" SET "told_at" = {}, "problem" = \'\', "detail" = \'\', "busy_until" = NULL WHERE "key" = {}')
WELL = Statement(
    'UPDATE "slack" SET "name" = {}, "bot" = {}, "tried_at" = {}, "problem" = \'\', "detail" = \'\', "busy_until" = NULL WHERE "key" = {}'
)
PROBLEM = Statement('UPDATE "slack" SET "problem" = {}, "detail" = {}, "problem_at" = {}, "busy_until" = {} WHERE "key" = {}')
