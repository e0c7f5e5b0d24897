"""People come and go with the company's directory, by SCIM as Entra and Okta speak it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from litestar.types import ASGIApp
from scim2_models import NotFoundException

from server import clock, ids
from server.db import Statement
from server.integrations.directory.actions.storage import Directory
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.schema import provider
from server.people import actions, scopes
from server.people import queries as people
from tests import client as clients
from tests import databases
from tests.cast import TUESDAY, Cast, assemble, signed_in
from tests.databases import Database
from tests.integrations.directory.scim import BASE, CORE, ENTERPRISE, directory, grouped, inside, made, patch, token, user

USERS = "Users/"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """What the engines have a part in is asked of both by the storage suite, and by what people are given."""
    async with databases.migrated(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


@pytest.fixture
async def scim(cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    async with inside() as client:
        yield client


async def test_only_a_token_that_may_bring_people_comes_in(cast: Cast, door: ASGIApp):
    secrets = {"": 401, "plumb_nobody": 401, await token(cast, scope=scopes.MAIL): 403, await token(cast, scope=scopes.READ): 403}
    for secret, status in secrets.items():
        async with directory(door, secret) as client:
            for path in ("Users", "ServiceProviderConfig", "nothing/at/all"):
                answer = await client.get(path)
                assert (answer.status_code, answer.json()["status"]) == (status, str(status)), (secret, path)
                assert ("www-authenticate" in answer.headers) == (status == 401)
    cookie, _visit = await signed_in(cast.zoe)
    async with clients.visiting(door) as browser:
        browser.cookies.set("__Host-plumbline", cookie)
        assert (await browser.get("/scim/v2/Users")).status_code == 401, "the session of an admin is no token"


async def test_somebody_new_is_added_and_can_be_found(scim: httpx.AsyncClient):
    answer = await scim.post("Users", json=user("nia@example.org", timezone="Europe/Brussels", title="Rep"))
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == told["meta"]["location"] == f"{BASE}/{USERS}{told['id']}"
    assert "title" not in told, "what we do not need is not kept"
    person = await people.person_by_address("nia@example.org")
    assert person is not None
    assert (person.name, person.zone, person.roles, person.active) == ("Nia New", "Europe/Brussels", frozenset({"rep"}), True)
    for query in (
        'userName eq "NIA@example.org"',
        'externalId eq "ext-nia@example.org"',
        'emails[type eq "work" and value co "nia"]',
    ):
        found = (await scim.get("Users", params={"filter": query})).json()
        assert [one["id"] for one in found["Resources"]] == [told["id"]], query
    none = await scim.get("Users", params={"filter": 'userName eq "8d2f-nobody"'})
    assert (none.status_code, none.json()["totalResults"]) == (200, 0)


async def test_the_language_of_somebody_is_the_one_that_the_directory_says_and_nothing_while_it_says_none(
    scim: httpx.AsyncClient,
):
    for name, said, kept in (("nia", {"preferredLanguage": "es-MX"}, "es"), ("olu", {"locale": "en-GB"}, "en"), ("pia", {}, "")):
        await scim.post("Users", json=user(f"{name}@example.org", **said))
        person = await people.person_by_address(f"{name}@example.org")
        assert person is not None
        assert (person.locale, person.actor.locale) == (kept, kept or "en")


async def test_every_location_resolves_to_what_it_is_of(scim: httpx.AsyncClient):
    chief = await made(scim, "chief@example.org")
    one = await made(scim, "nia@example.org", **{"schemas": [CORE, ENTERPRISE], ENTERPRISE: {"manager": {"value": chief}}})
    await grouped(scim, "West", one)
    shown = [(await scim.get("ServiceProviderConfig")).json()]
    for kind in ("ResourceTypes", "Schemas", "Users", "Groups"):
        shown += (await scim.get(kind)).json()["Resources"]
    locations = {resource["meta"]["location"] for resource in shown}
    references = {manager["$ref"] for one in shown if (manager := one.get(ENTERPRISE, {}).get("manager"))}
    references |= {part["$ref"] for one in shown for name in ("members", "groups") for part in one.get(name, ())}
    assert (len(locations), len(references)) == (1 + 2 + 3 + 2 + 1, 3)
    for location in locations | references:
        answer = await scim.get(location)
        assert (answer.status_code, answer.json()["meta"]["location"]) == (200, location)


async def test_locations_are_right_behind_a_prefix(cast: Cast, database: Database):
    environ = {"PLUMBLINE_SCIM_URL": "https://gateway.example/plumbline/scim/v2/"}
    async with clients.opened(database, environ) as door, directory(door, await token(cast)) as client:
        answer = await client.post("Users", json=user("nia@example.org"))
        assert answer.headers["location"] == f"https://gateway.example/plumbline/scim/v2/{USERS}{answer.json()['id']}"
        listed = (await client.get("Schemas")).json()["Resources"]
        assert all(one["meta"]["location"].startswith("https://gateway.example/plumbline/scim/v2/Schemas/") for one in listed)


async def test_who_is_here_already_is_taken_up_and_keeps_what_they_did(scim: httpx.AsyncClient, cast: Cast):
    await made(scim, "Ada@Example.org", timezone="America/New_York")
    ada = await people.person(cast.ada.id)
    assert ada is not None
    assert (ada.name, ada.zone, ada.team) == ("Ada New", "Europe/Prague", cast.north), "their zone is their own choice"
    second = await scim.post("Users", json=user("other", emails=[{"value": "ada@example.org"}]))
    assert (second.status_code, second.json()["scimType"]) == (409, "uniqueness")
    twice = await scim.post("Users", json=user("ADA@example.org"))
    assert (twice.status_code, twice.json()["scimType"]) == (409, "uniqueness")


AWAY = (
    {"op": "Replace", "path": "active", "value": "False"},
    {"op": "replace", "value": {"active": False}},
    {"op": "replace", "path": f"{CORE}:active", "value": False},
)
"""As Entra sends it, as Okta does, and by its urn."""


async def test_who_is_deactivated_is_signed_out_at_once_and_their_history_stays(scim: httpx.AsyncClient, cast: Cast):
    id = await made(scim, "ada@example.org")
    for operation in AWAY:
        cookie, _visit = await signed_in(cast.ada)
        facts = await about(cast)
        assert (await scim.patch(f"Users/{id}", json=patch(operation))).status_code in {200, 204}
        assert await people.visit(cookie, TUESDAY) is None
        assert (await scim.get(f"Users/{id}")).json()["active"] is False
        ada = await people.person(cast.ada.id)
        assert ada is not None
        assert (ada.active, ada.team) == (False, None)
        assert (await about(cast))[: len(facts)] == facts
        await scim.patch(f"Users/{id}", json=patch({"op": "Replace", "path": "active", "value": "True"}))
        assert (await people.person(cast.ada.id) or ada).active


async def about(cast: Cast) -> list[str]:
    rows = await Statement('SELECT "kind" FROM "fact" WHERE "person" = {} ORDER BY "number"')(cast.ada.id)
    return [row["kind"] for row in rows]


async def test_who_is_deleted_is_gone_there_and_only_deactivated_here_and_may_come_back(scim: httpx.AsyncClient, cast: Cast):
    id = await made(scim, "ada@example.org")
    assert (await scim.delete(f"Users/{id}")).status_code == 204
    for answer in (
        await scim.get(f"Users/{id}"),
        await scim.delete(f"Users/{id}"),
        await scim.put(f"Users/{id}", json=user("ada@example.org")),
    ):
        assert answer.status_code == 404
    ada = await people.person(cast.ada.id)
    assert ada is not None
    assert not ada.active
    kept = await Statement('SELECT "body" FROM "directory_user"')()
    assert [row["body"] for row in kept] == ["{}"], "what the directory said is forgotten"
    again = await made(scim, "ada@example.org")
    assert again != id
    back = await people.person(cast.ada.id)
    assert back is not None
    assert (back.active, back.added_at) == (True, ada.added_at)


async def test_the_only_admin_stays_and_the_setup_page_can_say_why(scim: httpx.AsyncClient):
    id = await made(scim, "zoe@example.org")
    for _twice in range(2):
        refused = await scim.patch(f"Users/{id}", json=patch({"op": "replace", "path": "active", "value": False}))
        assert refused.status_code == 409
        assert "only admin" in refused.json()["detail"]
    assert (await scim.get(f"Users/{id}")).json()["active"] is True
    (kept,) = await queries.refusals()
    assert (kept.method, kept.about, kept.status, kept.again) == ("PATCH", f"Users/{id}", 409, 1)


async def test_the_address_of_an_admin_is_not_changed_from_outside(scim: httpx.AsyncClient, cast: Cast):
    id = await made(scim, "zoe@example.org")
    await scim.patch(f"Users/{id}", json=patch({"op": "replace", "path": "emails", "value": [{"value": "mallory@example.org"}]}))
    zoe, mallory = await people.person(cast.zoe.id), await people.person_by_address("mallory@example.org")
    assert zoe is not None
    assert (zoe.email, mallory) == ("zoe@example.org", None)


async def test_who_has_no_address_waits_for_one(scim: httpx.AsyncClient):
    answer = await scim.post("Users", json={"schemas": [CORE], "userName": "bjensen"})
    assert answer.status_code == 201
    before = len(await people.everyone())
    add = {"op": "Add", "path": 'emails[type eq "work"].value', "value": "bjensen@example.org"}
    await scim.patch(f"Users/{answer.json()['id']}", json=patch(add))
    assert len(await people.everyone()) == before + 1


async def test_what_somebody_changed_here_stays_until_the_directory_changes_it(scim: httpx.AsyncClient, cast: Cast):
    id = await made(scim, "nia@example.org")
    nia = await people.person_by_address("nia@example.org")
    assert nia is not None
    await actions.change_person(cast.zoe.actor, nia.id, name="Nia Newer", entry=cast.entry(cast.zoe))
    await actions.deactivate(cast.zoe.actor, nia.id, entry=cast.entry(cast.zoe))
    await scim.patch(f"Users/{id}", json=patch({"op": "replace", "path": "externalId", "value": "other"}))
    same = await people.person(nia.id)
    assert same is not None
    assert (same.name, same.active) == ("Nia Newer", False)
    await scim.patch(f"Users/{id}", json=patch({"op": "replace", "path": "displayName", "value": "Nia Newest"}))
    assert [one.name for one in await people.everyone() if one.id == nia.id] == ["Nia Newest"]


async def test_through_the_door_it_is_the_same(cast: Cast, door: ASGIApp):
    async with directory(door, await token(cast)) as client:
        id = await made(client, "nia@example.org")
        shown = await client.get(f"Users/{id}")
        assert (shown.status_code, shown.headers["content-type"]) == (200, "application/scim+json")
        change = patch({"op": "replace", "path": "displayName", "value": "Nia"})
        answers = [
            await client.patch(f"Users/{id}", json=change, headers={"If-Match": shown.headers["etag"]}),
            await client.get("Users", params={"filter": 'displayName eq "nia"'}),
            await client.post("Users", content=b" " * (1024 * 1024 + 1)),
            await client.delete(f"Users/{id}"),
        ]
        assert [answer.status_code for answer in answers] in ([200, 200, 413, 204], [204, 200, 413, 204])
        assert answers[1].json()["totalResults"] == 1


async def test_who_finds_it_gone_is_told_the_same_before_and_while_it_is_deleted(database: Database):
    storage, told = Directory(provider(), clock.now), []
    for kind in storage.provider.resource_types:
        for deed in (storage.get, storage.delete):
            with pytest.raises(NotFoundException) as gone:
                await deed(kind, str(ids.new()))
            told.append(gone.value.detail)
    assert told == ["There is no such user."] * 2 + ["There is no such group."] * 2


async def test_a_version_is_asked_for_and_an_older_one_is_refused(scim: httpx.AsyncClient):
    id = await made(scim, "nia@example.org")
    first = await scim.get(f"Users/{id}")
    tag = first.headers["etag"]
    assert (await scim.get(f"Users/{id}", headers={"If-None-Match": tag})).status_code == 304
    change = patch({"op": "replace", "path": "displayName", "value": "Nia"})
    assert (await scim.patch(f"Users/{id}", json=change, headers={"If-Match": tag})).status_code in {200, 204}
    assert (await scim.delete(f"Users/{id}", headers={"If-Match": tag})).status_code == 412
    same = await scim.patch(f"Users/{id}", json=change)
    assert same.headers["etag"] == (await scim.get(f"Users/{id}")).headers["etag"], "nothing changed, so the version stays"


async def test_a_list_is_paged_and_sorted(scim: httpx.AsyncClient):
    for name in ("c", "a", "b"):
        await made(scim, f"{name}@x.example")
    page = (await scim.get("Users", params={"startIndex": 2, "count": 1})).json()
    assert (page["totalResults"], page["itemsPerPage"], page["startIndex"]) == (3, 1, 2)
    names = [one["userName"] for one in (await scim.get("Users", params={"sortBy": "userName"})).json()["Resources"]]
    assert names == ["a@x.example", "b@x.example", "c@x.example"]
    assert (await scim.get("Users", params={"count": 0})).json()["totalResults"] == 3
    assert (await scim.post(".search", json={"filter": 'displayName sw "A "'})).json()["totalResults"] == 1


async def test_what_can_be_nowhere_is_not_found(scim: httpx.AsyncClient):
    await made(scim, "a@x.example")
    await grouped(scim, "West")
    for kind in ("Users", "Groups"):
        for asked in (
            {"startIndex": "9" * 20},
            {"startIndex": "9" * 20, "filter": "id pr"},
            {"filter": 'externalId eq "a\\u0000b"'},
            {"filter": 'displayName eq "\\u0000"'},
        ):
            answer = await scim.get(kind, params=asked)
            assert (answer.status_code, answer.json().get("Resources") or []) == (200, []), f"{kind} {asked}: {answer.text}"
    assert (await scim.get("Users", params={"filter": 'userName eq "a\\u0000b"'})).json()["totalResults"] == 0


async def test_changes_of_one_group_that_come_at_once_are_all_kept(scim: httpx.AsyncClient):
    users = [await made(scim, f"p{n}@x.example") for n in range(5)]
    group = await grouped(scim, "West")
    adds = (patch({"op": "Add", "path": "members", "value": [{"value": one}]}) for one in users)
    answers = await asyncio.gather(*(scim.patch(f"Groups/{group}", json=one) for one in adds))
    assert {answer.status_code for answer in answers} <= {200, 204}
    assert {one["value"] for one in (await scim.get(f"Groups/{group}")).json()["members"]} == set(users)


REFUSED = (
    ("POST", "Users", b"{", 400),
    ("POST", "Users", b"[" * 50_000, 400),
    ("POST", "Users", b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
    ("POST", "Users", b'{"schemas": []}', 400),
    ("POST", "Users", b'{"schemas": ["%s"], "userName": "%s"}' % (CORE.encode(), b"x" * 400), 400),
    ("POST", "Groups", b'{"displayName": "x", "members": [{"value": "nobody"}]}', 400),
    ("GET", "Users?filter=userName%20equals%20x", b"", 400),
    ("GET", "Users/..%2F..%2Fsetup", b"", 404),
    ("POST", "Bulk", b"{}", 501),
    ("GET", "Me", b"", 501),
    ("PUT", "Users", b"{}", 405),
    ("POST", "Users", b" " * (1024 * 1024 + 1), 413),
)


async def test_what_cannot_be_meant_is_refused_in_the_words_of_scim(scim: httpx.AsyncClient):
    for method, path, body, status in REFUSED:
        answer = await scim.request(method, path, content=body)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert answer.headers["content-type"] == "application/scim+json"
