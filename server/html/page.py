"""Typed pages and how they become responses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Request, Response
from litestar.response import Redirect

from server.html.environment import environment


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the main navigation."""

    href: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page: who reads it, where they can go, and the policy they are under."""

    lang: str
    theme: str
    """`light`, `dark`, or empty to follow the system."""
    zone: str
    name: str
    """The reader's name, empty when nobody is signed in."""
    role_words: str
    nav: tuple[NavItem, ...]
    home: str
    csrf: str
    """The session's token, masked afresh for this response; empty when nobody is signed in."""
    policy: str | None
    """The sentence the footer quotes, None until an admin entered a policy."""
    process_version: str
    static: Callable[[str], str]
    signed_in: bool
    search: bool = False
    """Whether there is a search page to lead to."""
    demo: bool = False
    """A demonstration says that its people and numbers are made up."""


@dataclass(frozen=True, slots=True)
class Page:
    """Base of every page: a frozen context that names its template, and the fragment of it that htmx may ask for.

    A subclass sets `template` and perhaps `fragment`; its fields are all that the template sees, as `page`.
    """

    template: ClassVar[str] = ""
    fragment: ClassVar[str] = ""


def show(request: Request[Any, Any, Any], page: Page, *, status: int = 200, etag: str = "") -> Response[str]:
    """Renders the page, or only its fragment when htmx asks for it. Adds `Vary: HX-Request`, so that no cache mixes the two."""
    partial = bool(page.fragment) and request.headers.get("HX-Request") == "true"
    template = environment().get_template(page.fragment if partial else page.template)
    body = template.render(page=page, shell=shell_of(request))
    headers = {"Vary": "HX-Request, Cookie", "Cache-Control": "private, no-cache"}
    if etag:
        headers["ETag"] = etag
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def shell_of(request: Request[Any, Any, Any]) -> Shell:
    """The shell that the door made for this request."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for it
    shell: Shell = scope["shell"]
    return shell


def unchanged(request: Request[Any, Any, Any], etag: str) -> Response[None] | None:
    """A 304 when the reader already has this version, else None: ask before rendering."""
    if request.headers.get("HX-Request") == "true" or etag not in request.headers.get("If-None-Match", ""):
        return None
    return Response(
        None, status_code=304, headers={"ETag": etag, "Vary": "HX-Request, Cookie", "Cache-Control": "private, no-cache"}
    )


def redirect(path: str) -> Redirect:
    """303 See Other to a path of ours, after a form was accepted."""
    return Redirect(path, status_code=303)
