"""Choosing a chat."""

from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from server import db, ledger, vault
from server.db import Statement
from server.errors import Invalid
from server.facts import ChatChosen, ChatEnded
from server.integrations.chat import queries
from server.integrations.chat.card import Form
from server.ledger import Entry
from server.people.roles import Actor
from server.sentences import gettext as _

SLACK: Final = ("hooks.slack.com", "hooks.slack-gov.com")
TEAMS: Final = (".webhook.office.com", ".logic.azure.com", ".powerplatform.com", ".powerautomate.com")
"""Hosts of the addresses that the two hand out; of Teams, how they end."""


async def choose(actor: Actor, entry: Entry, *, url: str, day: bool, notes: bool, reveals: bool, key: str, private: bool) -> None:
    """Says what the actor is told at this address, which says itself whether it is Slack's or Teams'. Empty keeps the one there is.

    `private` takes any address, as it is needed where a proxy stands before them. Raises Invalid.
    """
    if await ledger.seen(entry):
        return
    before = await queries.chat_of(actor.id)
    if before is not None and before.form == "bot":
        before = None
    if not url and before is None:
        raise Invalid({"url": _("Paste the address that Slack or Teams made for you.")}, {})
    form = form_of(url, private=private) if url or before is None else before.form
    if form is None:
        raise Invalid({"url": _("This is no address that Slack or Teams makes. It begins with https://.")}, {})
    sealed = vault.seal(url, key=key) if url else before.url if before else b""
    host = (urlsplit(url).hostname or "") if url else before.host if before else ""

    await _keep(actor, entry, Place(form=form, url=sealed, host=host), day=day, notes=notes, reveals=reveals)


async def choose_slack(actor: Actor, entry: Entry, *, account: str, day: bool, notes: bool, reveals: bool) -> None:
    """Says what the actor is told by the bot in Slack, where they are `account`; an address they had pasted is gone."""
    await _keep(actor, entry, Place(form="bot", account=account), day=day, notes=notes, reveals=reveals)


class Place(Struct, frozen=True, kw_only=True):
    """Where somebody is told: at a sealed address, or as an account of Slack."""

    form: Form
    url: bytes = b""
    host: str = ""
    account: str = ""


async def _keep(actor: Actor, entry: Entry, place: Place, *, day: bool, notes: bool, reveals: bool) -> None:
    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await KEEP(actor.id, place.form, place.url, place.host, place.account, day, notes, reveals, entry.at)
        fact = ChatChosen(form=place.form, day=day, notes=notes, reveals=reveals)
        await ledger.record(fact, entry, person=actor.id, team=actor.team)

    await db.run(verb)


async def end(actor: Actor, entry: Entry) -> None:
    """Nothing is said in the actor's chat any more, and its address is gone; without one, nothing happens."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        if await END(actor.id):
            await ledger.record(ChatEnded(), entry, person=actor.id, team=actor.team)

    await db.run(verb)


def form_of(url: str, *, private: bool) -> Form | None:
    """Whose address this is, None for neither's. Where private networks are allowed, any address with `teams` in it is of Teams."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if len(url) > 2_000 or len(host) > 253:
        return None
    if private and parts.scheme in {"http", "https"} and host:
        return "teams" if "teams" in url else "slack"
    if parts.scheme != "https" or parts.username:
        return None
    return "slack" if host in SLACK else "teams" if host.endswith(TEAMS) else None


KEEP = Statement(
    'INSERT INTO "chat" ("person", "form", "url", "host", "account", "day", "notes", "reveals", "made_at", "failures", "problem") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, 0, '') ON CONFLICT (\"person\") DO UPDATE SET "
    '"form" = EXCLUDED."form", "url" = EXCLUDED."url", "host" = EXCLUDED."host", "account" = EXCLUDED."account", '
    '"day" = EXCLUDED."day", "notes" = EXCLUDED."notes", "reveals" = EXCLUDED."reveals", "failures" = 0, "problem" = \'\''
)
END = Statement('DELETE FROM "chat" WHERE "person" = {} RETURNING "person"')
