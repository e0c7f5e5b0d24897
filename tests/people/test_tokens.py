"""Tokens: what opens with one, for whom, and for how long."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from server import ids, ledger
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import TokenEnded, TokenMade
from server.people import actions, queries, scopes
from server.people.actions.tokens import MOST
from server.people.queries import Person
from server.people.tables import ApiToken
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database

DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def made(
    cast: Cast, who: Person, *, lasts: str = "90", installation: bool = False, may: tuple[str, ...] = ("read",)
) -> str:
    """A new token of theirs, or one that they make for the installation; returns its secret."""
    secret = scopes.PREFIX + ids.token()
    entry = cast.entry(who)
    await actions.make_token(
        who.actor, secret=secret, name="Our warehouse", scopes=may, lasts=lasts, entry=entry, installation=installation
    )
    return secret


async def test_a_token_acts_as_its_person_with_what_it_was_given(cast: Cast):
    bearer = await queries.token_owner(await made(cast, cast.ada, may=("write",)), TUESDAY)
    assert bearer is not None
    assert bearer.actor == cast.ada.actor
    assert bearer.scopes == {"read", "write"}
    assert [fact.fact for fact in await ledger.of_kind(TokenMade)] == [
        TokenMade(token=bearer.token, scopes=("read", "write"), installation=False)
    ]


async def test_a_token_of_the_installation_is_nobody(cast: Cast):
    bearer = await queries.token_owner(await made(cast, cast.zoe, installation=True, may=("scim",), lasts="0"), TUESDAY)
    assert bearer is not None
    assert bearer.actor is None
    assert bearer.scopes == {"scim"}
    assert await queries.tokens_of(cast.zoe.id, TUESDAY) == []
    assert [(token.owner, token.made_by_name) for token in await queries.all_tokens(TUESDAY)] == [(None, "Zoe Admin")]


async def test_only_a_digest_of_the_secret_is_kept_and_an_unknown_one_is_nobodys(cast: Cast):
    secret = await made(cast, cast.ada)
    for unknown in ("", "plumb_", "plumb_unknown", secret[:-1], secret.removeprefix(scopes.PREFIX)):
        assert await queries.token_owner(unknown, TUESDAY) is None
    kept = str(await ApiToken.select())
    assert secret not in kept
    assert secret.removeprefix(scopes.PREFIX) not in kept


async def test_a_token_is_over_on_its_last_day(cast: Cast):
    secret = await made(cast, cast.ada, lasts="30")
    assert await queries.token_owner(secret, TUESDAY + 30 * DAY - timedelta(seconds=1)) is not None
    assert await queries.token_owner(secret, TUESDAY + 30 * DAY) is None
    assert await queries.tokens_of(cast.ada.id, TUESDAY + 30 * DAY) == []


async def test_a_token_ends_with_its_person_and_does_not_come_back_with_them(cast: Cast):
    secret, other = await made(cast, cast.ada), await made(cast, cast.zoe, installation=True, may=("mail",))
    await actions.deactivate(None, cast.ada.id, entry=cast.entry())
    assert await queries.token_owner(secret, TUESDAY) is None
    await actions.reactivate(None, cast.ada.id, entry=cast.entry())
    assert await queries.token_owner(secret, TUESDAY) is None
    await actions.set_roles(None, cast.mira.id, ["admin"], entry=cast.entry())
    await actions.deactivate(None, cast.zoe.id, entry=cast.entry())
    assert await queries.token_owner(other, TUESDAY) is not None


async def test_its_person_and_an_admin_may_end_it_and_nobody_else(cast: Cast):
    for who in (cast.ada, cast.zoe):
        secret = await made(cast, cast.ada)
        token = await id_of(secret)
        for stranger in (cast.bo, cast.mira, cast.lea):
            with pytest.raises(NotFound):
                await actions.end_token(stranger.actor, token, entry=cast.entry(stranger))
        entry = cast.entry(who)
        for _twice in range(2):
            await actions.end_token(who.actor, token, entry=entry)
        await actions.end_token(who.actor, token, entry=cast.entry(who))
        assert await queries.token_owner(secret, TUESDAY) is None
    assert [fact.person for fact in await ledger.of_kind(TokenEnded)] == [cast.ada.id] * 2
    with pytest.raises(NotFound):
        await actions.end_token(cast.zoe.actor, ids.new(), entry=cast.entry(cast.zoe))


async def test_the_same_form_makes_one_token(cast: Cast):
    entry, secret = cast.entry(cast.ada), scopes.PREFIX + ids.token()
    made = {
        await actions.make_token(cast.ada.actor, secret=secret, name="x", scopes=["read"], lasts="30", entry=entry)
        for _twice in range(2)
    }
    assert len(made) == await ApiToken.count() == 1


async def test_only_an_admin_makes_one_for_the_installation(cast: Cast):
    with pytest.raises(Forbidden):
        await made(cast, cast.lea, installation=True, may=("scim",))


MEANT_OTHERWISE: Sequence[tuple[str, str, tuple[str, ...], str, bool]] = (
    ("name", "  ", ("read",), "30", False),
    ("name", "x" * 81, ("read",), "30", False),
    ("name", "a\u202eb", ("read",), "30", False),
    ("scopes", "x", (), "30", False),
    ("scopes", "x", ("scim",), "30", False),
    ("scopes", "x", ("read",), "30", True),
    ("scopes", "x", ("read", "admin"), "30", False),
    ("lasts", "x", ("read",), "0", False),
    ("lasts", "x", ("read",), "31", False),
)
"""The field, and name, scopes, days and whose it is, of which one cannot be meant."""


async def test_what_cannot_be_meant_is_said_by_field(cast: Cast):
    for field, name, may, lasts, installation in MEANT_OTHERWISE:
        entry, actor = cast.entry(cast.zoe), cast.zoe.actor
        with pytest.raises(Invalid) as refused:
            await actions.make_token(
                actor, secret="plumb_x", name=name, scopes=may, lasts=lasts, entry=entry, installation=installation
            )
        assert set(refused.value.fields) == {field}
    assert await ApiToken.count() == 0


async def test_there_is_an_end_to_how_many_one_has(cast: Cast):
    for _one in range(MOST):
        await made(cast, cast.ada)
    with pytest.raises(Refused):
        await made(cast, cast.ada)
    await made(cast, cast.bo)
    (newest, *_rest) = await queries.tokens_of(cast.ada.id, TUESDAY)
    await actions.end_token(cast.ada.actor, newest.id, entry=cast.entry(cast.ada))
    await made(cast, cast.ada)


async def test_its_use_is_noted_every_five_minutes(cast: Cast):
    secret = await made(cast, cast.ada)
    bearer = await queries.token_owner(secret, TUESDAY)
    assert bearer is not None
    assert bearer.fading
    await actions.token_seen(bearer, TUESDAY)
    later = await queries.token_owner(secret, TUESDAY + timedelta(minutes=4))
    assert later is not None
    assert not later.fading
    again = await queries.token_owner(secret, TUESDAY + timedelta(minutes=5))
    assert again is not None
    assert again.fading
    assert [token.seen_at for token in await queries.tokens_of(cast.ada.id, TUESDAY)] == [TUESDAY]


async def id_of(secret: str) -> UUID:
    bearer = await queries.token_owner(secret, TUESDAY)
    assert bearer is not None
    return bearer.token
