"""Signing in with the company's own account: first that it works, then who gets in as what."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import msgspec
import pytest
import pytest_asyncio

from server import clock
from server.integrations.identity import outside, queries
from server.integrations.identity.claims import Rule
from server.outbox import Mail
from server.outbox.tables import OutboxRow
from server.people import queries as persons
from tests import client as clients
from tests import databases
from tests.cast import again, signed_in
from tests.client import send
from tests.integrations.identity.rogue import SECRET
from tests.integrations.identity.world import ADA, COOKIE, World, opened, visited

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD = Rule(claim="groups", value="Sales managers", role="manager")
BO = {"sub": "bo-at-the-company", "email": "bo@example.org"}
ZOE = {"sub": "zoe-at-the-company", "email": "zoe@example.org"}
NEWER = {"sub": "newer", "email": "Newer@Example.org", "name": "New Person", "zoneinfo": "Europe/Prague"}
NEW = {"sub": "new", "email": "New@Example.org", "name": "New Person", "zoneinfo": "Europe/Prague"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with databases.migrated("sqlite", tmp_path_factory.mktemp("company")) as database, opened(database) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def lite(house: World) -> AsyncIterator[World]:
    async with visited(house) as world:
        yield world


async def test_rules_give_and_take_roles_and_choose_the_team(lite: World):
    south = Rule(claim="department", value="South", team=lite.cast.south)
    await lite.set_up(LEAD, south)
    await lite.sign_in(**BO, groups=["Everybody", "Sales managers"], department="South")
    bo = await again(lite.cast.bo)
    assert (bo.roles, bo.team) == (frozenset({"rep", "manager"}), lite.cast.south)
    lite.browser.cookies.clear()
    await lite.sign_in(**BO, groups=["Everybody"])
    bo = await again(lite.cast.bo)
    assert (bo.roles, bo.team) == (frozenset({"rep"}), lite.cast.south)


async def test_somebody_new_is_added_where_that_is_allowed(lite: World):
    await lite.set_up(LEAD, adds=True)
    refused = await lite.sign_in(**NEWER)
    assert (refused.status_code, await problem()) == (403, "roles")
    assert await persons.person_by_address("newer@example.org") is None
    await lite.sign_in(**NEWER, groups="Sales managers")
    new = await persons.person_by_address("newer@example.org")
    assert new is not None
    assert (new.name, new.zone, new.roles) == ("New Person", "Europe/Prague", frozenset({"manager"}))
    assert await who(lite) == new.id


async def test_nobody_is_added_where_it_is_not(lite: World):
    assert (await lite.sign_in(**NEW)).status_code == 403
    assert await problem() == "nobody"


async def test_an_address_is_not_enough_where_an_admin_says_so(lite: World):
    await lite.set_up(links=False)
    assert (await lite.sign_in()).status_code == 403
    assert await problem() == "links"


async def test_the_last_admin_stays_one_whatever_the_provider_says(lite: World):
    await lite.set_up(Rule(claim="groups", value="Admins", role="admin"), LEAD)
    await lite.sign_in(**ZOE, groups=["Sales managers"])
    assert (await again(lite.cast.zoe)).roles == {"manager", "admin"}


async def test_what_the_token_leaves_out_is_asked_of_the_provider(lite: World):
    lite.rogue.info = {**ADA}
    came = await lite.sign_in(email=None, email_verified=None)
    assert came.status_code == 303
    assert "/userinfo" in lite.rogue.asked


async def test_clocks_may_differ_by_a_minute(lite: World):
    now = clock.now()
    for at in (timedelta(seconds=50), timedelta(seconds=-50)):
        lite.browser.cookies.clear()
        told = {"iat": int((now + at).timestamp()), "exp": int((now + at).timestamp()) + 20}
        assert (await lite.sign_in(**told)).status_code == 303


async def test_two_tabs_may_be_on_their_way_at_once(lite: World):
    first, second = await lite.depart("/my-line"), await lite.depart("/lessons")
    for way, path in ((second, "/lessons"), (first, "/my-line")):
        assert (await lite.come_back(lite.rogue.approve(way, **ADA))).headers["Location"] == path


async def test_loading_the_address_again_leads_to_the_first_page(lite: World):
    brought = lite.rogue.approve(await lite.depart(), **ADA)
    await lite.come_back(brought)
    assert (await lite.come_back(brought)).headers["Location"] == "/"


async def test_a_provider_that_is_away_or_refuses_is_said_and_mail_still_works(lite: World):
    lite.rogue.status = {"/token": 500}
    answer = await lite.sign_in()
    assert (answer.status_code, await problem()) == (403, "status")
    assert "could not be trusted" in answer.text
    lite.rogue.status = {"/token": 400}
    assert (await lite.sign_in()).status_code == 403
    assert await problem() == "code"
    outside.forget()
    lite.rogue.status = {"/.well-known/openid-configuration": 503}
    away = await lite.browser.get("/sign-in/oidc")
    assert away.status_code == 502
    assert "/sign-in" in away.text


async def test_somebody_who_says_no_at_the_provider_is_led_back(lite: World):
    brought = lite.rogue.approve(await lite.depart(), **ADA)
    del brought["code"]
    answer = await lite.come_back({**brought, "error": "access_denied", "error_description": "<b>words of theirs</b>"})
    assert (answer.status_code, await problem()) == (403, "denied")
    assert "words of theirs" not in answer.text


async def test_a_provider_that_is_off_signs_in_nobody(lite: World):
    await lite.set_up(on=False)
    assert (await lite.browser.get("/sign-in/oidc")).status_code == 404
    assert (await lite.browser.get("/sign-in/oidc/return?state=x&code=y")).status_code == 404
    assert "/sign-in/oidc" not in (await lite.browser.get("/sign-in")).text


async def test_where_it_is_the_only_way_mail_lets_in_admins_alone(lite: World):
    await lite.set_up(only=True)
    page = await lite.browser.get("/sign-in?next=/my-line")
    assert 'href="/sign-in/oidc?next=/my-line"' in page.text
    for email in ("ada@example.org", "zoe@example.org"):
        await send(lite.browser, "/sign-in", "/sign-in", email=email)
    rows = await OutboxRow.select(OutboxRow.body).order_by(OutboxRow.made).where(OutboxRow.body.like("%sign in to Plumbline%"))
    to_ada, to_zoe = [msgspec.json.decode(row["body"], type=Mail) for row in rows]
    assert ("/sign-in/oidc" in to_ada.text, "/sign-in/link/" in to_ada.text) == (True, False)
    assert "/sign-in/link/" in to_zoe.text
    assert (await lite.sign_in()).status_code == 303


async def test_signing_out_leads_to_signing_out_there_as_well(lite: World):
    await lite.sign_in()
    out = await send(lite.browser, "/account", "/sign-out")
    assert out.headers["Location"] == "/sign-in/oidc/out"
    page = await lite.browser.get("/sign-in/oidc/out")
    assert f"{lite.rogue.issuer}/logout?client_id=" in page.text
    assert "post_logout_redirect_uri=https%3A%2F%2Ftest%2Fsign-in" in page.text
    assert "id_token_hint=ey" in page.text
    assert not lite.signed_in()


async def test_who_signs_in_by_mail_signs_out_as_before(lite: World):
    token, _visit = await signed_in(lite.cast.ada, clock.now())
    lite.browser.cookies.set(COOKIE, token)
    assert (await send(lite.browser, "/account", "/sign-out")).headers["Location"] == "/sign-in"


async def test_who_signed_in_long_ago_is_asked_again_before_a_passkey_is_added(lite: World):
    token, _visit = await signed_in(lite.cast.ada, clock.now() - timedelta(hours=14), remember=True)
    lite.browser.cookies.set(COOKIE, token)
    assert (await lite.browser.get("/account")).status_code == 200
    led = await lite.browser.get("/account/passkeys")
    assert (led.status_code, led.headers["Location"]) == (303, "/sign-in?next=/account/passkeys")


async def test_setup_shows_what_the_provider_has_to_be_told(lite: World):
    page = await (await admin(lite)).get("/setup/sign-in")
    for address in ("/sign-in/oidc/return", "/sign-in", "/sign-in/oidc/over"):
        assert f"<code>{clients.HOME}{address}</code>" in page.text


async def test_the_secret_is_sealed_and_never_shown_again(lite: World):
    zoe = await admin(lite)
    page = await zoe.get("/setup/sign-in")
    provider = await queries.provider()
    assert provider is not None
    assert provider.secret is not None
    assert SECRET.encode() not in provider.secret
    assert SECRET not in page.text
    fields = typed(lite, label="Another name")
    kept = await keep(zoe, fields)
    assert kept.headers["Location"] == "/setup/sign-in?saved=1"
    assert (await lite.sign_in()).status_code == 303
    wrong = await keep(zoe, {**fields, "rules": "nonsense", "secret": "just typed"})
    assert wrong.status_code == 422
    assert "just typed" not in wrong.text


async def test_a_provider_is_turned_on_only_when_it_answers(lite: World):
    zoe = await admin(lite)
    for issuer, words in (
        (f"{lite.rogue.issuer}/other", "answered with an error"),
        ("http://127.0.0.1:1", "Nobody answers"),
        ("ftp://example.com", "begins with https"),
    ):
        answer = await keep(zoe, typed(lite, issuer=issuer))
        assert answer.status_code == 422
        assert words in answer.text
    lite.rogue.document = {"issuer": "https://login.example.com"}
    answer = await keep(zoe, typed(lite))
    assert "by another issuer" in answer.text
    lite.rogue.document = {"authorization_endpoint": "javascript:alert(1)"}
    answer = await keep(zoe, typed(lite))
    assert "without https" in answer.text
    provider = await queries.provider()
    assert provider is not None
    assert provider.issuer == lite.rogue.issuer


async def test_a_trial_says_who_somebody_would_be_and_keeps_nothing(lite: World):
    zoe = await admin(lite)
    rules = "groups: Sales managers -> manager\ndepartment: South -> team Team South"
    claims = {**ADA, "groups": ["Sales managers"], "department": "South"}
    answer = await keep(zoe, typed(lite, rules=rules, claims=json.dumps(claims), trial="yes"))
    assert answer.status_code == 200
    for words in ("Ada Rep, by the verified address", "rep, manager", "Team South", "groups: Sales managers -&gt; manager"):
        assert words in answer.text
    claims["email_verified"] = False
    answer = await keep(zoe, typed(lite, claims=json.dumps(claims), trial="yes"))
    assert "not marked as verified" in answer.text
    answer = await keep(zoe, typed(lite, claims=f'{{"a": {"[" * 4_000}', trial="yes"))
    assert "Paste the claims as JSON" in answer.text
    provider = await queries.provider()
    assert provider is not None
    assert provider.terms.rules == ()
    assert await queries.accounts(provider.issuer) == []


async def test_an_account_that_was_parted_from_its_person_is_linked_anew(lite: World):
    await lite.sign_in()
    (account,) = await queries.accounts(lite.rogue.issuer)
    zoe = await admin(lite)
    await send(zoe, "/setup/sign-in", f"/setup/sign-in/accounts/{account.id}/parting")
    lite.browser.cookies.clear()
    await lite.sign_in(sub="another account")
    (account,) = await queries.accounts(lite.rogue.issuer)
    assert (account.person, account.subject) == (lite.cast.ada.id, "another account")


def typed(world: World, **more: str) -> dict[str, str]:
    """The form of the provider, filled."""
    return {
        "label": "Northwind account",
        "issuer": world.rogue.issuer,
        "client": "plumbline-client",
        "links": "yes",
        "on": "yes",
        **more,
    }


async def keep(browser: httpx.AsyncClient, fields: dict[str, str]) -> httpx.Response:
    """Fills the form of the setup page and sends it."""
    shown = await browser.get("/setup/sign-in")
    hidden = clients.form_of(shown.text, "/setup/sign-in")
    return await browser.post("/setup/sign-in", data={**hidden, **fields}, headers={"Origin": clients.HOME})


async def admin(world: World) -> httpx.AsyncClient:
    """Zoe's browser, signed in."""
    token, _visit = await signed_in(world.cast.zoe, clock.now())
    browser = httpx.AsyncClient(transport=world.browser._transport, base_url=clients.HOME)
    browser.cookies.set(COOKIE, token)
    return browser


async def who(world: World) -> object:
    """Who this browser is signed in as."""
    visit = await persons.visit(world.browser.cookies[COOKIE], clock.now())
    return visit.actor.id if visit else None


async def problem() -> str:
    """Why the last sign-in failed, as the admin sees it."""
    provider = await queries.provider()
    assert provider is not None
    return provider.problem
