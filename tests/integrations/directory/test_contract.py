"""The suite by which scim2-server checks any storage, run over ours on both engines; and once more with every attribute of the standard."""

import asyncio
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from scim2_models import ScimProvider
from scim2_server.testing import SEARCH_USERS, AsyncScimStorageContract, BlockingStorage
from scim2_server.utils import load_default_provider

from server.db import Statement
from server.integrations.directory.actions.storage import Directory
from server.integrations.directory.schema import provider as ours
from tests import databases
from tests.cast import TUESDAY

EMPTY = [
    Statement(f'DELETE FROM "{table}"')
    for table in (
        "directory_member",
        "directory_group",
        "directory_user",
        "membership",
        "role_grant",
        "fact",
        "fact_head",
        "person",
    )
]

OURS = ours()


@cache
def whole() -> ScimProvider:
    return load_default_provider()


@pytest.fixture(scope="class")
def runner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[asyncio.Runner]:
    """One loop with one database for the whole suite: it has a hundred tests, each of a few rows."""
    with asyncio.Runner() as loop:
        opened = databases.migrated(request.cls.kind, tmp_path_factory.mktemp("contract"))
        loop.run(opened.__aenter__())
        yield loop
        loop.run(opened.__aexit__(None, None, None))


class OverOurs(AsyncScimStorageContract):
    kind = "sqlite"

    @pytest.fixture
    def storage(self, runner: asyncio.Runner, provider: ScimProvider) -> BlockingStorage:
        runner.run(emptied())
        return BlockingStorage(Directory(provider, lambda: TUESDAY), runner)

    @pytest.fixture
    def provider(self) -> ScimProvider:
        return OURS

    def search_users(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in user.items() if name != "title"} for user in SEARCH_USERS]


class TestTheDirectory(OverOurs):
    pass


class TestTheDirectoryOnPostgreSQL(OverOurs):
    kind = "postgres"
    # They are worked out by the library from what was read, so the engine has no part in them.
    test_search_filters_as_the_filter_evaluator = None
    test_search_sorts_as_search_request_sort = None


@pytest.mark.long
class TestTheDirectoryWithTheWholeStandard(OverOurs):
    @pytest.fixture
    def provider(self) -> ScimProvider:
        return whole()

    def search_users(self) -> list[dict[str, Any]]:
        return SEARCH_USERS


async def emptied() -> None:
    for statement in EMPTY:
        await statement()
