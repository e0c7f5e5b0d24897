"""Whatever a directory changes, in whichever of its ways, the user is what a simple model says, and so is the person."""

import asyncio
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import ids
from server.integrations.directory.api.serving import Answered, Serving
from server.people import queries as people
from tests import databases
from tests.integrations.directory.scim import CORE, ENTERPRISE, PATCH

WORK = 'emails[type eq "work"]'
PATHS = {
    "display": "displayName",
    "given": "name.givenName",
    "family": "name.familyName",
    "external": "externalId",
    "department": f"{ENTERPRISE}:department",
}
"""Fields of the model to the path by which a directory changes them."""

words = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=12)
Operation = tuple[dict[str, Any], str, Any]
"""What is sent, and which field of the model is what afterwards."""


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """One operation as Entra, Okta or the standard writes it."""
    field = draw(st.sampled_from(["active", "work", *PATHS]))
    op = draw(st.sampled_from(["add", "Add", "replace", "Replace", "remove", "Remove"]))
    if field == "active":
        active = draw(st.booleans())
        value: Any = draw(st.sampled_from([active, str(active), str(active).lower()]))
        sent = {"path": "active", "value": value} if draw(st.booleans()) else {"value": {"active": value}}
        return {"op": "replace" if "emove" in op else op, **sent}, "active", active
    if field == "work":
        address = f"{draw(st.sampled_from('abcdef'))}.{draw(st.integers(0, 9))}"
        if "emove" in op:
            return {"op": op, "path": WORK}, "work", None
        return {"op": op, "path": f"{WORK}.value", "value": address}, "work", address
    path = PATHS[field]
    if "emove" in op:
        return {"op": op, "path": path}, field, None
    value = draw(words)
    return {"op": op, **({"path": path, "value": value} if draw(st.booleans()) else {"value": {path: value}})}, field, value


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def runner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as loop:
        opened = databases.migrated(request.param, tmp_path_factory.mktemp("patches"))
        loop.run(opened.__aenter__())
        yield loop
        loop.run(opened.__aexit__(None, None, None))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(sent=st.lists(st.lists(operations(), min_size=1, max_size=3), min_size=1, max_size=6))
def test_a_hundred_random_changes_equal_a_model(runner: asyncio.Runner, sent: list[list[Operation]]):
    runner.run(changed(sent))


async def changed(sent: list[list[Operation]]) -> None:
    serving, name = _serving(), f"{ids.new().hex}@x.example"
    model: dict[str, Any] = dict.fromkeys(("active", "work", *PATHS))
    told = await ask(serving, "POST", "Users", {"schemas": [CORE], "userName": name})
    id = told["id"]
    for patched in sent:
        told_apart = [({**operation, **_unique(operation, name)}, field, value) for operation, field, value in patched]
        await ask(serving, "PATCH", f"Users/{id}", {"schemas": [PATCH], "Operations": [one[0] for one in told_apart]})
        model.update({field: value for _operation, field, value in told_apart})
        now = await ask(serving, "GET", f"Users/{id}", None)
        assert shown(now, name) == model
    person = await people.person_by_address(f"{model['work']}.{name}" if model["work"] else name)
    assert person is not None
    whole = " ".join(part for part in (model["given"], model["family"]) if part)
    assert person.name == (model["display"] or whole or name.partition("@")[0])
    assert person.active is (model["active"] is not False)


@cache
def _serving() -> Serving:
    return Serving()


def _unique(operation: dict[str, Any], name: str) -> dict[str, Any]:
    """An address is somebody's alone, also among the examples before."""
    return {"value": f"{operation['value']}.{name}"} if operation.get("path") == f"{WORK}.value" else {}


def shown(told: dict[str, Any], name: str) -> dict[str, Any]:
    work = next((one["value"].removesuffix(f".{name}") for one in told.get("emails", ()) if one["type"] == "work"), None)
    return {
        "active": told.get("active"),
        "work": work,
        "display": told.get("displayName"),
        "given": told.get("name", {}).get("givenName"),
        "family": told.get("name", {}).get("familyName"),
        "external": told.get("externalId"),
        "department": told.get(ENTERPRISE, {}).get("department"),
    }


async def ask(serving: Serving, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    answered: Answered = await serving.answer(
        method, path, "", [(b"content-type", b"application/scim+json")], json.dumps(body).encode(), "https://test/scim/v2"
    )
    assert answered.status in {200, 201, 204}, answered
    return answered.body or {}
