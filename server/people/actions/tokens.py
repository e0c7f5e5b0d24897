"""Tokens, by which a program speaks for a person or for the installation: made, seen, ended."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from server import db, ids, ledger
from server.db import Statement
from server.errors import Invalid, NotFound, Refused
from server.facts import TokenEnded, TokenMade
from server.ledger import Entry
from server.people import scopes as all_scopes
from server.people.actions.permission import need_admin
from server.people.queries import Bearer
from server.people.roles import Actor
from server.people.tables import ApiToken
from server.sentences import gettext as _

MOST = 20
"""Live tokens of one person, or of the installation. Whoever needs more has lost some."""


async def make_token(
    actor: Actor, *, secret: str, name: str, scopes: Collection[str], lasts: str, entry: Entry, installation: bool = False
) -> UUID:
    """Makes a token that `secret` opens from now on; only its digest is kept. Returns its id.

    It is the actor's own, or the `installation`'s, which takes an admin. `lasts` is a key of `scopes.LIFETIMES`, or `scopes.ENDLESS` for one of the
    installation. Raises Forbidden, Invalid by field, Refused when there are too many already.
    """
    id = ids.derived(entry.id, "token")
    owner = None if installation else actor.id

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return id
        if installation:
            need_admin(actor)
            await ledger.take_turn()
        held, called = _checked(name, scopes, lasts, installation=installation)
        expires = entry.at + all_scopes.LIFETIMES[lasts] if lasts != all_scopes.ENDLESS else None
        await _need_room(owner, entry.at)
        await ApiToken.insert(
            ApiToken(
                id=id,
                secret=ids.digest(secret),
                name=called,
                scopes=" ".join(held),
                person=owner,
                made_by=actor.id,
                made_at=entry.at,
                expires_at=expires,
            )
        )
        made = TokenMade(token=id, scopes=held, installation=installation)
        await ledger.record(made, entry, person=actor.id, team=actor.team)
        return id

    return await db.run(verb)


async def end_token(actor: Actor, token: UUID, *, entry: Entry) -> None:
    """Ends a token at once: one's own, or, for an admin, any. Raises NotFound for another one; one that has ended stays so."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        row = await ApiToken.select(ApiToken.person, ApiToken.ended_at).where(ApiToken.id == token).first()
        if row is None or (row["person"] != actor.id and not actor.has("admin")):
            raise NotFound("There is no such token of yours.")
        if await END(entry.at, token):
            await ledger.record(TokenEnded(token=token), entry, person=row["person"] or actor.id)

    await db.run(verb)


async def end_tokens_of(person: UUID, at: datetime) -> None:
    """Ends every token of somebody who leaves, inside the verb that lets them go. What they made for the installation goes on."""
    await END_ALL(at, person)


async def token_seen(bearer: Bearer, now: datetime) -> None:
    """Notes that a token was used. Call it for a `fading` one only."""

    async def verb() -> None:
        await SEEN(now, bearer.token)

    await db.run(verb)


def _checked(name: str, scopes: Collection[str], lasts: str, *, installation: bool) -> tuple[tuple[str, ...], str]:
    wrong: dict[str, str] = {}
    held: tuple[str, ...] = ()
    called = " ".join(name.split())
    if not called or len(called) > all_scopes.LONGEST_NAME or not called.isprintable():
        wrong["name"] = _("Write what the token is for, in at most %(most)d characters.") % {"most": all_scopes.LONGEST_NAME}
    try:
        held = all_scopes.held(scopes, allowed=all_scopes.INSTALLATION if installation else all_scopes.PERSONAL)
    except ValueError:
        wrong["scopes"] = _("Choose what the token may do.")
    if lasts not in all_scopes.LIFETIMES and not (installation and lasts == all_scopes.ENDLESS):
        wrong["lasts"] = _("Choose how long it lasts.")
    if wrong:
        raise Invalid(wrong, {})
    return held, called


async def _need_room(owner: UUID | None, now: datetime) -> None:
    mine = ApiToken.person == owner if owner else ApiToken.person.is_null()
    live = ApiToken.count().where(
        mine, ApiToken.ended_at.is_null(), (ApiToken.expires_at.is_null()) | (ApiToken.expires_at > now)
    )
    if await live >= MOST:
        raise Refused(
            _("There are %(most)d tokens already. End one that is no longer used, then make a new one.") % {"most": MOST}
        )


END = Statement('UPDATE "api_token" SET "ended_at" = {} WHERE "id" = {} AND "ended_at" IS NULL RETURNING "id"')
END_ALL = Statement('UPDATE "api_token" SET "ended_at" = {} WHERE "person" = {} AND "ended_at" IS NULL')
SEEN = Statement('UPDATE "api_token" SET "seen_at" = {} WHERE "id" = {}')
