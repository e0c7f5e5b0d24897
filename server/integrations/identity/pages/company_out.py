"""The door for the provider, which tells that somebody signed out there (OpenID Connect Back-Channel Logout 1.0 2.5)."""

from typing import Any
from urllib.parse import parse_qs

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency

from server import clock
from server.integrations.identity import actions
from server.integrations.identity.outside import Trouble
from server.integrations.identity.pages.company import FRESH, site
from server.integrations.identity.token import LARGEST, Wrong
from server.people import outside as doorstep
from server.settings import Settings


class CompanyOut(Controller):
    """Messages of the provider. A token of its own stands for who sends them, and no cookie."""

    path = "/sign-in/oidc/over"

    @post(request_max_body_size=LARGEST, status_code=200)
    async def over(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Ends the sessions that are over. What is wrong with a token is told to nobody, but for that something is."""
        source = doorstep.source(request, settings)
        try:
            await actions.leave(_token(await request.body()), source=source, now=clock.now(), site=site(settings))
        except (Trouble, Wrong) as error:
            doorstep.refused(request, error.why)
            return Response({"error": "invalid_request"}, status_code=400, headers=FRESH)
        return Response(b"", media_type="text/plain", headers=FRESH)


def _token(body: bytes) -> str:
    """The one token of a form. Raises Wrong."""
    try:
        (told,) = parse_qs(body.decode("ascii"), max_num_fields=10)["logout_token"]
    except (KeyError, ValueError) as error:
        raise Wrong("form") from error
    return told
