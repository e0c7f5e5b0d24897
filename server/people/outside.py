"""The browser at the doorstep: what comes with a request that signs in, and the cookies that follow."""

import re
from contextlib import suppress
from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from uuid import UUID

from litestar import Request, Response

from server import clock, forms, html, ids
from server.people import addresses, agents, lifetimes, queries
from server.people.coming import Outcome, Using
from server.sentences.choice import preferred
from server.settings import Settings

NOBODY = UUID(int=0)
"""Stands for the actor of a form that nobody has signed in for yet."""


async def using(request: Request[Any, Any, Any], settings: Settings) -> Using:
    """What this form brings, and a fresh token. Raises Invalid when it has no id."""
    now = clock.now()
    entry = await forms.entry(request, actor=NOBODY, at=now)
    return coming(request, settings, form=entry.id, now=now)


def coming(request: Request[Any, Any, Any], settings: Settings, *, form: UUID, now: datetime) -> Using:
    """The same for a visitor who comes without a form."""
    return Using(
        form=form,
        token=ids.token(),
        device=agents.label(request.headers.get("User-Agent", "")),
        now=now,
        cookie=request.cookies.get(queries.cookie_name(secure=settings.secure)),
        language=preferred(request.headers.get("Accept-Language", "")),
    )


async def shows_cast(request: Request[Any, Any, Any], settings: Settings) -> bool:
    """Whether this is a demonstration that only this machine can reach: by its settings, and by how this visitor came here.

    A proxy in front of it says so, and a name that was made to point here is not one of ours.
    """
    if not settings.loopback or not LOOPBACK.fullmatch(request.headers.get("Host", "")):
        return False
    return not any(name in request.headers for name in FORWARDED) and await queries.is_demonstration()


LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def source(request: Request[Any, Any, Any], settings: Settings) -> str:
    """Where a request comes from, for counting tries. Of what `X-Forwarded-For` says, only what our own proxies added is believed: the last
    of as many addresses as there are proxies.
    """
    told = [one.strip() for line in request.headers.getall("X-Forwarded-For", []) for one in line.split(",")]
    if 0 < settings.proxies <= len(told) and (seen := told[-settings.proxies]):
        return _network(PORT.sub("", seen).strip("[]"))
    return _network(request.client.host) if request.client else ""


def _network(told: str) -> str:
    """The address, of IPv6 the network of 64 bits: every household has one, and within it a new address for each try."""
    with suppress(ValueError):
        address = ip_address(told)
        if isinstance(address, IPv6Address):
            return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
    return told


PORT = re.compile(r"(?:(?<=\])|(?<=\.\d)|(?<=\.\d\d)|(?<=\.\d\d\d)):\d+$")
"""Some proxies tell the port, too, and every connection has another."""


def sent_by_others(request: Request[Any, Any, Any]) -> bool:
    """Whether a page of another site opened this one, as far as the browser says. Behind an address that somebody typed there is no page."""
    return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


def refused(request: Request[Any, Any, Any], why: str) -> None:
    """Says to the log why somebody was not let in: by a word of ours, never by one of theirs."""
    request.scope["refused"] = f"sign-in:{why}"  # type: ignore[typeddict-unknown-key]  # Litestar's TypedDict has no place for it


def let_in(outcome: Outcome, token: str, settings: Settings) -> Response[Any]:
    """The way in: the cookie, and the page somebody wanted before."""
    response = html.redirect(addresses.local(outcome.next) or "/")
    response.set_cookie(
        queries.cookie_name(secure=settings.secure),
        token,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
        max_age=int(lifetimes.REMEMBERED.total_seconds()) if outcome.remembered else None,
    )
    return response


async def let_out(request: Request[Any, Any, Any], settings: Settings) -> Response[Any]:
    """The way out: the cookie is gone, and so is what the browser kept, pages and what was not sent yet. Who came with a company account may leave
    there, too.
    """
    through = browser_of(request, settings) and (await queries.installation()).provider
    response = html.redirect("/sign-in/oidc/out" if through else "/sign-in")
    response.set_cookie(
        queries.cookie_name(secure=settings.secure),
        "",
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
        max_age=0,
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def browser_of(request: Request[Any, Any, Any], settings: Settings) -> str:
    """By which a browser is known to be the one that set out to the company's provider; empty for one that never did."""
    told = request.cookies.get(browser_cookie(settings), "")
    return told if TOKEN.fullmatch(told) else ""


def browser_cookie(settings: Settings) -> str:
    """The name of the cookie that `browser_of` reads."""
    return f"{queries.cookie_name(secure=settings.secure)}-company"


TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
