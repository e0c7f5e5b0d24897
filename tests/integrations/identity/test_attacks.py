"""Every way in which a sign-in through the company could be forged, each against a provider that tries it. Nobody is ever signed in."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from server import clock
from server.db import Statement
from server.integrations.identity import queries
from server.people import actions as people
from tests import client as clients
from tests import databases
from tests.integrations.identity.rogue import CLIENT, Rogue, ec, rsa, signed, unsigned
from tests.integrations.identity.world import ADA, World, opened, visited

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with databases.migrated("sqlite", tmp_path_factory.mktemp("attacks")) as database, opened(database) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def world(house: World) -> AsyncIterator[World]:
    async with visited(house) as world:
        yield world


async def test_without_an_attack_the_same_steps_sign_in(world: World):
    away = await world.browser.get("/sign-in/oidc")
    cookie = SimpleCookie(away.headers["Set-Cookie"])["__Host-plumbline-company"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "lax", "/")
    came = await world.sign_in("/my-line")
    assert (came.status_code, came.headers["Location"]) == (303, "/my-line")
    assert world.signed_in()


async def test_a_token_for_another_application_is_refused(world: World):
    await refused(world, "audience", aud="another-client")
    await refused(world, "audience", aud=[CLIENT, "another-client"])
    await refused(world, "audience", azp="another-client")


async def test_an_expired_token_is_refused(world: World):
    await refused(world, "expired", exp=at(timedelta(minutes=-2)))


async def test_a_token_of_the_future_is_refused(world: World):
    await refused(world, "early", nbf=at(timedelta(minutes=2)))
    await refused(world, "early", iat=at(timedelta(minutes=2)))


async def test_a_token_without_a_signature_is_refused(world: World):
    world.rogue.sign = lambda _rogue, claims: unsigned({"alg": "none"}, claims)
    await refused(world, "algorithm")


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(world: World):
    world.rogue.keys = [rsa("public")]
    public = rsa("public").public_key
    secrets = (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        json.dumps(rsa("public").as_dict(private=False)).encode(),
    )
    for secret in secrets:
        world.rogue.sign = lambda _rogue, claims, secret=secret: unsigned({"alg": "HS256", "kid": "public"}, claims, secret)
        await refused(world, "algorithm")


async def test_a_token_signed_by_somebody_else_is_refused(world: World):
    world.rogue.sign = lambda _rogue, claims: signed(claims, named("first"))
    await refused(world, "signature")


async def test_a_token_whose_claims_were_changed_after_it_was_signed_is_refused(world: World):
    def changed(rogue: Rogue, claims: dict[str, Any]) -> str:
        head, _, tail = signed(claims, rogue.keys[0]).split(".")
        return f"{head}.{unsigned({}, {**claims, 'sub': 'zoe'}).split('.')[1]}.{tail}"

    world.rogue.sign = changed
    await refused(world, "signature")


@pytest.mark.parametrize("brought", ["jwk", "jku", "x5u"])
async def test_a_key_that_the_token_brings_along_is_not_believed(world: World, brought: str):
    def brings(rogue: Rogue, claims: dict[str, Any]) -> str:
        own = ec("own")
        head = {"alg": "ES256", brought: own.as_dict(private=False) if brought == "jwk" else f"{rogue.issuer}/keys-of-mine"}
        return jwt.encode(head, claims, own, algorithms=["ES256"])

    world.rogue.sign = brings
    await refused(world, "signature")
    assert "/keys-of-mine" not in world.rogue.asked


async def test_a_token_of_another_sign_in_is_refused(world: World):
    await refused(world, "nonce", nonce="of another sign-in")
    await refused(world, "nonce", nonce=None)


async def test_a_token_of_another_issuer_is_refused(world: World):
    await refused(world, "issuer", iss="https://login.example.com")
    await refused(world, "issuer", iss=f"{world.rogue.issuer}/")


async def test_a_token_that_does_not_say_whose_it_is_is_refused(world: World):
    for subject in (None, "", " ", 7, "x" * 256):
        await refused(world, "subject", sub=subject)


async def test_a_code_and_state_that_were_used_are_refused(world: World):
    brought = world.rogue.approve(await world.depart(), **ADA)
    assert (await world.come_back(brought)).status_code == 303
    world.browser.cookies.delete("__Host-plumbline")
    assert (await world.come_back(brought)).status_code == 403
    assert not world.signed_in()


async def test_a_code_that_was_used_is_refused_with_a_fresh_state(world: World):
    brought = world.rogue.approve(await world.depart(), **ADA)
    await world.come_back(brought)
    world.browser.cookies.delete("__Host-plumbline")
    fresh = world.rogue.approve(await world.depart(), **ADA)
    await nobody(world, await world.come_back({**fresh, "code": brought["code"]}), "code")


async def test_a_code_that_another_browser_was_given_is_refused(world: World):
    async with clients.visiting(world.door) as theirs:
        brought = world.rogue.approve(await world.depart(browser=theirs), **ADA)
        ours = world.rogue.approve(await world.depart(), **ADA)
        # The code is bound to the verifier of the sign-in it began with (RFC 7636).
        await nobody(world, await world.come_back({**ours, "code": brought["code"]}), "code")


async def test_a_state_of_another_browser_is_refused_and_still_works_in_its_own(world: World):
    async with clients.visiting(world.door) as victim:
        await world.depart(browser=victim)
        brought = world.rogue.approve(await world.depart(), **ADA)
        assert (await world.come_back(brought, victim)).status_code == 403
        assert not world.signed_in(victim)
        assert (await world.come_back(brought)).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_link_of_another_site_signs_in_nobody_by_being_opened(world: World, site: str):
    # Who is signed in at the provider would come back with a session that they never asked for.
    led = await world.browser.get("/sign-in/oidc?next=/my-line", headers={"Sec-Fetch-Site": site})
    assert (led.status_code, led.headers["Location"]) == (303, "/sign-in?next=/my-line")
    assert "Set-Cookie" not in led.headers
    assert 'href="/sign-in/oidc?next=/my-line"' in (await world.browser.get(led.headers["Location"])).text
    for own in ("same-origin", "none"):
        away = await world.browser.get("/sign-in/oidc?next=/my-line", headers={"Sec-Fetch-Site": own})
        assert away.headers["Location"].startswith(world.rogue.issuer)


async def test_whoever_is_signed_in_is_led_by_such_a_link_to_where_it_leads_and_asked_for_nothing(world: World):
    await world.sign_in()
    for path, page in (
        ("/sign-in/oidc?next=/my-line", "/my-line"),
        ("/sign-in/oidc", "/"),
        ("/sign-in/oidc?next=//evil.example", "/"),
    ):
        led = await world.browser.get(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert (led.status_code, led.headers["Location"]) == (303, page)


async def test_a_state_without_a_cookie_is_refused(world: World):
    brought = world.rogue.approve(await world.depart(), **ADA)
    async with clients.visiting(world.door) as bare:
        assert (await world.come_back(brought, bare)).status_code == 403
        assert not world.signed_in(bare)


async def test_a_made_up_state_is_refused(world: World):
    assert (await world.come_back({"state": "x" * 43, "code": "x", "iss": world.rogue.issuer})).status_code == 403
    assert (await world.come_back({})).status_code == 403


async def test_an_answer_that_comes_after_ten_minutes_is_refused(world: World):
    brought = world.rogue.approve(await world.depart(), **ADA)
    await Statement('UPDATE "oidc_journey" SET "made" = {}')(clock.now() - timedelta(minutes=11))
    assert (await world.come_back(brought)).status_code == 403
    assert not world.signed_in()


async def test_an_answer_of_another_issuer_is_refused(world: World):
    brought = world.rogue.approve(await world.depart(), **ADA)
    await nobody(world, await world.come_back({**brought, "iss": "https://login.example.com"}), "mixed")


async def test_an_answer_without_an_issuer_is_refused_where_one_was_promised(world: World):
    world.rogue.document = {"authorization_response_iss_parameter_supported": True}
    await world.set_up()
    brought = world.rogue.approve(await world.depart(), **ADA)
    del brought["iss"]
    await nobody(world, await world.come_back(brought), "mixed")


async def test_what_is_told_of_another_account_is_not_mixed_in(world: World):
    world.rogue.info = {"sub": "zoe-at-the-company", "email": "zoe@example.org", "email_verified": True}
    await refused(world, "subject", email=None, email_verified=None)


async def test_two_tokens_that_do_not_belong_together_are_refused(world: World):
    await refused(world, "access", at_hash="of another token")


@pytest.mark.parametrize("mark", [False, None, "false", "yes please", ["true"], {}])
async def test_an_unverified_address_takes_over_nobodys_account(world: World, mark: object):
    await refused(world, "unverified", sub="mallory", email="zoe@example.org", email_verified=mark)
    assert await queries.account(world.rogue.issuer, "mallory") is None


async def test_an_address_that_only_looks_like_anothers_takes_over_nobodys_account(world: World):
    # The Kelvin sign is no k, but its lower case is one.
    await people.add_person(None, name="Kim", email="kim@example.org", roles=["admin"], entry=world.cast.entry())
    await refused(world, "unverified", sub="mallory", email="\u212aim@example.org")
    await refused(world, "address", sub="mallory", email="zoe@example.org, mallory@example.com")


async def test_a_second_account_with_the_same_address_is_not_the_same_person(world: World):
    await world.sign_in()
    world.browser.cookies.clear()
    await refused(world, "taken", sub="the next employee with this address")


async def test_who_left_stays_out_by_account_and_by_address(world: World):
    await world.sign_in(sub="ida", email="ida@example.org")
    world.browser.cookies.clear()
    for person in (world.cast.ida, world.cast.tom):
        await people.deactivate(None, person.id, entry=world.cast.entry())
    await refused(world, "left", sub="ida", email="ida@example.org")
    await refused(world, "left", sub="tom", email="tom@example.org")


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1"]
)
async def test_a_sign_in_leads_to_no_other_site(world: World, path: str):
    came = await world.sign_in(path)
    assert (came.status_code, came.headers["Location"]) == (303, "/")


async def test_a_new_key_is_looked_up_but_not_without_end(world: World):
    await world.sign_in()
    world.rogue.keys = [ec("second"), ec("first")]
    assert (await world.sign_in()).status_code == 303
    world.browser.cookies.clear()
    before = world.rogue.asked.count("/keys")
    world.rogue.sign = lambda _rogue, claims: signed(claims, ec("nobody published this"))
    for _ in range(6):
        await refused(world, "key")
    assert world.rogue.asked.count("/keys") - before <= 3


async def refused(world: World, why: str, **claims: object) -> None:
    """A sign-in with these claims lets nobody in, for this reason."""
    await nobody(world, await world.sign_in(**claims), why)


async def nobody(world: World, came: httpx.Response, why: str) -> None:
    provider = await queries.provider()
    assert provider is not None
    assert (came.status_code, provider.problem) == (403, why)
    assert not world.signed_in()


def at(later: timedelta) -> int:
    return int((clock.now() + later).timestamp())


def named(kid: str) -> ECKey:
    """Another key under the name of one that is published."""
    key = ec("somebody else")
    return ECKey.import_key({**key.as_dict(private=True), "kid": kid})
