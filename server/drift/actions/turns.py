"""What a leader says of an open signal: we act on it, or its level is the new one."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger
from server.drift.queries import board as boards
from server.drift.tables import TurnRow
from server.drift.watch import Key, Signal
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import TurnSaid, TurnTakenBack
from server.ledger import Entry
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day

DID: Final = ("acted", "accepted")

LONGEST: Final = 200
"""Characters of the line that says what, or why."""


class Told(Struct, frozen=True, kw_only=True):
    """What is said of a signal: its kind, its behaviour or stage, its team (None for the company), and what somebody did about it, in a line."""

    kind: str
    about: str
    team: UUID | None
    did: str
    words: str = ""

    @property
    def key(self) -> Key:
        """What names the signal, if there is one."""
        return self.kind, self.about, self.team  # type: ignore[return-value]  # it comes from a form, and of another kind there is none


async def say_turn(actor: Actor, entry: Entry, told: Told) -> UUID:
    """Says it, and returns its id: from that day on the chart begins again, or learns the level anew.

    Raises Forbidden for who is no leader, NotFound for a signal that there is not, Refused for one that is not open or of which somebody said
    something on the same day, Invalid for a level that is accepted without a reason, or more than a line.
    """
    _leads(actor)
    words = " ".join(told.words.split())
    _check(told, words)
    signal, zone = await _found(told, entry), await _zone(told.team)
    day = local_day(entry.at, zone)

    async def verb() -> UUID:
        id = ids.derived(entry.id, "turn")
        if await ledger.seen(entry):
            return id
        if signal is None:
            raise NotFound("There is no such signal.")
        if not signal.outside:
            raise Refused(_("This signal is not low and not falling any more. There is nothing to say of it now."))
        key = f"{told.kind} {told.about} {told.team or ''} {day}"
        if not await SAY(id, told.kind, told.about, told.team, told.did, words, actor.id, entry.at, key):
            raise Refused(_("Somebody said something of this signal today. Take it back first, or wait until tomorrow."))
        fact = TurnSaid(turn=id, signal=told.kind, about=told.about, team=told.team, did=told.did)
        await ledger.record(fact, entry)
        return id

    return await db.run(verb)


async def take_back(actor: Actor, entry: Entry, turn: UUID) -> None:
    """Takes back what a leader said on the same day, as if it had not been said.

    Raises Forbidden for who is no leader, NotFound, Refused on a later day and for what was taken back already.
    """
    _leads(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        rows = await TurnRow.select(TurnRow.team, TurnRow.at).where(TurnRow.id == turn)
        if not rows:
            raise NotFound("Nothing of this kind was said.")
        zone = await _zone(rows[0]["team"])
        if local_day(rows[0]["at"], zone) != local_day(entry.at, zone):
            raise Refused(_("This was said on an earlier day, and it stands."))
        taken = (
            await TurnRow.update({TurnRow.withdrawn_at: entry.at, TurnRow.withdrawn_by: actor.id, TurnRow.open_key: str(turn)})
            .where(TurnRow.id == turn, TurnRow.withdrawn_at.is_null())
            .returning(TurnRow.id)
        )
        if not taken:
            raise Refused(_("This was taken back already."))
        await ledger.record(TurnTakenBack(turn=turn), entry)

    await db.run(verb)


def _leads(actor: Actor) -> None:
    if not actor.has("leader"):
        raise Forbidden("Only a leader answers a signal.")


def _check(told: Told, words: str) -> None:
    if told.did not in DID:
        raise Invalid({"did": _("Say whether you act on it, or take its level as the new one.")}, {})
    if told.did == "accepted" and not words:
        raise Invalid({"words": _("Say in a line why this level is the new one.")}, {})
    if len(words) > LONGEST:
        raise Invalid(
            {"words": _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": LONGEST}}, {}
        )


async def _found(told: Told, entry: Entry) -> Signal | None:
    """The signal as the page counts it now."""
    board = await boards.board(entry.at)
    return await boards.signal(board, told.key, entry.at) if board else None


async def _zone(team: UUID | None) -> str:
    """In which zone its days are counted; the company's in UTC."""
    return next((one.zone for one in await people.teams() if one.id == team), "UTC")


SAY: Final = db.Statement(
    'INSERT INTO "turn" ("id", "kind", "about", "team", "did", "words", "by", "at", "open_key") '
    'VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT ("open_key") DO NOTHING RETURNING "id"'
)
