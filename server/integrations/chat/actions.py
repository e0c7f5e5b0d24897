"""Choosing a chat, and putting what is said there into the outbox."""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from server import db, ids, ledger, outbox, vault
from server.db import Statement
from server.deals import queries as deals
from server.errors import Invalid
from server.facts import CalibrationRevealed, ChatChosen, ChatEnded, NoteWritten
from server.inspections import queries as inspections
from server.integrations.chat import queries
from server.integrations.chat.card import Form, Line
from server.ledger import Entry, Stored
from server.outbox import Call
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _

LINE: Final = "chat"
"""By which these calls leave."""

SLACK: Final = ("hooks.slack.com", "hooks.slack-gov.com")
TEAMS: Final = (".webhook.office.com", ".logic.azure.com", ".powerplatform.com", ".powerautomate.com")
"""Hosts of the addresses that the two hand out; of Teams, how they end."""


async def choose(actor: Actor, entry: Entry, *, url: str, day: bool, notes: bool, reveals: bool, key: str, private: bool) -> None:
    """Says what the actor is told at this address, which says itself whether it is Slack's or Teams'. Empty keeps the one there is.

    `private` takes any address, as it is needed where a proxy stands before them. Raises Invalid.
    """
    before = await queries.chat_of(actor.id)
    if not url and before is None:
        raise Invalid({"url": _("Paste the address that Slack or Teams made for you.")}, {})
    form = form_of(url, private=private) if url or before is None else before.form
    if form is None:
        raise Invalid({"url": _("This is no address that Slack or Teams makes. It begins with https://.")}, {})
    sealed = vault.seal(url, key=key) if url else before.url if before else b""
    host = (urlsplit(url).hostname or "") if url else before.host if before else ""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await KEEP(actor.id, form, sealed, host, day, notes, reveals, entry.at)
        fact = ChatChosen(form=form, day=day, notes=notes, reveals=reveals)
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


async def tell(stored: Stored) -> None:
    """A reaction: whoever was written to, and whoever closed a sheet that is compared now, hears of it where they wanted to."""
    fact = stored.fact
    if isinstance(fact, NoteWritten) and stored.person:
        found = await queries.chat_of(stored.person)
        if found and found.notes:
            by = await people.person(stored.actor) if stored.actor else None
            deal = (await deals.deals([fact.deal])).get(fact.deal) if fact.deal else None
            line = Line(kind="note", path="/my-line#written", by=by.name if by else "", deal=deal.name if deal else "")
            await _put(stored, stored.person, line)
    if isinstance(fact, CalibrationRevealed):
        shown = await inspections.any_calibration(fact.calibration)
        deal = (await deals.deals([fact.deal])).get(fact.deal)
        for seat in shown.seats if shown else ():
            found = await queries.chat_of(seat.inspector)
            if found and found.reveals:
                line = Line(kind="reveal", path=f"/calibrations/{fact.calibration}", deal=deal.name if deal else "")
                await _put(stored, seat.inspector, line)


async def of_day(person: UUID, words: str) -> Call | None:
    """The call that says the line of a day, None for whoever does not want it."""
    found = await queries.chat_of(person)
    return _call(person, Line(kind="day", path="/", words=words)) if found and found.day else None


async def heard(person: UUID, now: datetime) -> None:
    """The chat took it."""
    await db.run(lambda: HEARD(now, person))


async def missed(person: UUID, problem: str) -> None:
    """It did not."""
    await db.run(lambda: MISSED(problem[:300], person))


async def _put(stored: Stored, person: UUID, line: Line) -> None:
    await outbox.put(ids.derived(stored.id, f"chat {person}"), _call(person, line), at=stored.at)


def _call(person: UUID, line: Line) -> Call:
    return Call(line=LINE, target=person, body=msgspec.json.encode(line).decode())


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
    'INSERT INTO "chat" ("person", "form", "url", "host", "day", "notes", "reveals", "made_at", "failures", "problem") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, 0, '') ON CONFLICT (\"person\") DO UPDATE SET "
    '"form" = EXCLUDED."form", "url" = EXCLUDED."url", "host" = EXCLUDED."host", "day" = EXCLUDED."day", '
    '"notes" = EXCLUDED."notes", "reveals" = EXCLUDED."reveals", "failures" = 0, "problem" = \'\''
)
END = Statement('DELETE FROM "chat" WHERE "person" = {} RETURNING "person"')
HEARD = Statement('UPDATE "chat" SET "told_at" = {}, "failures" = 0, "problem" = \'\' WHERE "person" = {}')
MISSED = Statement('UPDATE "chat" SET "failures" = "failures" + 1, "problem" = {} WHERE "person" = {}')
