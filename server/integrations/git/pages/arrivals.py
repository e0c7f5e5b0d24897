"""The door for the host of the repository, which tells at once that something was pushed. It is fetched then, as if its time had come.

Nothing that it sends is kept or believed.
"""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency

from server import clock, forms, vault
from server.errors import NotFound
from server.integrations.git import actions, hooks, queries
from server.settings import Settings
from server.vault import Locked


class LessonArrivals(Controller):
    """Messages of the host."""

    path = "/lessons/arrivals"

    @post(request_max_body_size=forms.MEGABYTE, status_code=200)
    async def take(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[dict[str, Any]]:
        """Notes that something was pushed. Raises NotFound for whoever does not know the secret, and for everybody while there is none."""
        sealed = (await queries.source()).secret if settings.lessons_repository else None
        headers = {name.lower(): value for name, value in request.headers.items()}
        if sealed is None or not hooks.fits(_opened(sealed, settings), body=await request.body(), headers=headers):
            raise NotFound("There is nothing here.")
        await actions.wake(clock.now())
        return Response({"noted": True})


def _opened(sealed: bytes, settings: Settings) -> str:
    """The secret, empty when it was kept with another key: then nobody knows it."""
    try:
        return vault.unseal(sealed, key=vault.key_of(settings))
    except Locked:
        return ""
