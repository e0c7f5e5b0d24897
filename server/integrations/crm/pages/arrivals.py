"""The door for a CRM that tells at once that something changed. It is asked then, as if its time had come; nothing that it sends is kept."""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, vault
from server.errors import NotFound
from server.integrations.crm import actions, hooks, queries
from server.integrations.crm.outside import Access
from server.settings import Settings


class CrmArrivals(Controller):
    """Messages of CRMs."""

    path = "/crm/arrivals/{source:str}"

    @post(request_max_body_size=forms.MEGABYTE, status_code=200)
    async def take(
        self, request: Request[Any, Any, Any], source: FromPath[str], settings: NamedDependency[Settings]
    ) -> Response[dict[str, Any]]:
        """Notes that the CRM has something new. Raises NotFound for whoever cannot show that they are this CRM."""
        access = msgspec.json.decode(vault.unseal(await queries.secret_of(source), key=vault.key_of(settings)), type=Access)
        headers = {name.lower(): value for name, value in request.headers.items()}
        url, body, now = f"{settings.url}{request.scope['path']}", await request.body(), clock.now()
        if not hooks.fits(source, access.hook, url=url, body=body, headers=headers, now=now):
            raise NotFound("There is nothing here.")
        await actions.wake(source, now)
        return Response({"noted": True})
