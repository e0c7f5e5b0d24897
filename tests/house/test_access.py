"""Every route is declared in the one table of who may do what, and the table declares nothing else."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute

from server import app, settings
from server.errors import Forbidden
from server.lessons.compiler.questions.names import DOORS
from server.people.roles import ROLES, Actor
from server.web.access import ACCESS, ANYONE, PROGRAM, SECRET, SIGNED_IN, admit
from server.web.door.door import Door


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """(method, path template) of every route, HEAD and OPTIONS left out: they follow."""
    return set(_routes(_built(tmp_path_factory.mktemp("access"))))


def test_every_route_is_declared(routes: set[tuple[str, str]]):
    assert routes - set(ACCESS) == set()


def test_a_route_that_is_not_declared_is_closed_to_everybody():
    everything = Actor(id=UUID(int=1), name="Ada", roles=frozenset(ROLES), zone="UTC", locale="en", theme="")
    for route in (("GET", "/nobody/declared/this"), ("POST", "/healthz"), ("DELETE", "/account"), ("GET", "/api/v1/nobody")):
        for actor in (everything, None):
            with pytest.raises(Forbidden):
                admit(actor, *route)


def test_nothing_is_declared_that_is_no_route(routes: set[tuple[str, str]]):
    assert set(ACCESS) - routes == set()


def test_no_lesson_takes_the_address_of_something_else():
    """Such a lesson was not found on its own page."""
    paths = [path.split("/") for _method, path in ACCESS if path.startswith("/lessons/")]
    assert {name for _root, _lessons, name, *_rest in paths if not name.startswith("{")} == DOORS


def test_only_known_roles_are_declared():
    named = {role for roles in ACCESS.values() for role in roles}
    assert named <= {*ROLES, *ANYONE, *SIGNED_IN, *PROGRAM}


def test_a_route_that_changes_something_needs_somebody_or_a_secret():
    open_posts = {path for (method, path), roles in ACCESS.items() if method != "GET" and roles == ANYONE}
    assert all(path.startswith(("/sign-in", "/sign-out", *SECRET)) for path in open_posts), open_posts


def _built(folder: Path) -> Litestar:
    given = settings.read({"DATABASE_URL": f"sqlite:///{folder}/none.sqlite"})
    door = app.build(given, develop=True)
    assert isinstance(door, Door)
    assert isinstance(door.app, Litestar)
    return door.app


def _routes(litestar: Litestar) -> Iterator[tuple[str, str]]:
    for route in litestar.routes:
        if isinstance(route, HTTPRoute):
            for method in route.methods:
                if method not in {"HEAD", "OPTIONS"}:
                    yield str(method), route.path_format
        elif isinstance(route, ASGIRoute) and not route.path.startswith("/static"):
            yield "GET", route.path_format
