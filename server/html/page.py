"""Typed pages and how they become responses."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ClassVar, Final

from litestar import Request, Response
from litestar.response import Redirect
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from server.html.environment import environment
from server.html.tongues import lang
from server.sentences.nobody import nobody_said


class NavItem(Struct, frozen=True):
    """One place in the main navigation."""

    href: str
    label: str
    current: bool = False


class Shell(Struct, frozen=True):
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
    waiting: int = 0
    """How many notices the reader has not read."""
    demo: bool = False
    """A demonstration says that its people and numbers are made up."""
    mark: str = ""
    """What the log calls this request, where something was not done; else empty."""
    academy: str = ""
    """The language of the process and the glossary where that is not the reader's, else empty."""
    person: str = ""
    """The reader's id, by which their device knows whose what it keeps is; empty when nobody is signed in."""
    rendered: str = ""
    """When this page was rendered, signed, where its forms may wait on a device; else empty."""
    preview: bool = False
    """An author looks at their own folder: nobody is signed in, nothing is stored, and the page comes again when a file is saved."""

    @property
    def theirs(self) -> str:
        """The attribute of an element whose words are the academy's, so that nobody hears them read in the wrong voice."""
        return lang(self.academy)

    @property
    def head(self) -> Markup:
        """What stands in the head of every page besides its title."""
        return _head(self.theme, self.static)


class Page(Struct, frozen=True):
    """Base of every page: a frozen context that names its template, and the fragment of it that htmx may ask for.

    A subclass sets `template` and perhaps `fragment`; its fields are all that the template sees, as `page`.
    """

    template: ClassVar[str] = ""
    fragment: ClassVar[str] = ""


@lru_cache(maxsize=16)
def _head(theme: str, static: Callable[[str], str]) -> Markup:
    """Kept, because it takes a good part of the time of a light page and nobody's differs. No word of a language is in it."""
    return Markup(environment().get_template("_head.html").render(theme=theme, static=static))  # noqa: S704  # our template


PRIVATE: Mapping[str, str] = {"Vary": "HX-Request, Cookie, Accept-Language", "Cache-Control": "private, no-cache"}
"""What every page says to caches: it is one reader's, and to be asked for again each time."""


def show(request: Request[Any, Any, Any], page: Page, *, status: int = 200, lasting: bool = False) -> Response[str]:
    """Renders the page, or only its fragment when htmx asks for it. Adds `Vary: HX-Request`, so that no cache mixes the two.

    A `lasting` page stays as it is until the academy, the facts about its reader, their session, the frame or the day changes: it gets the
    door's tag, by which the door knows it again and says 304 before anything is asked or rendered.
    """
    asked = request.headers
    # Who goes back to a page whose address htmx changed wants all of it.
    partial = bool(page.fragment) and asked.get("HX-Request") == "true" and "HX-History-Restore-Request" not in asked
    template = environment().get_template(page.fragment if partial else page.template)
    body = nobody_said(template.render(page=page, shell=_shell(request, status)))
    headers = dict(PRIVATE)
    if lasting and not partial:
        headers["ETag"] = tag_of(request)
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def _shell(request: Request[Any, Any, Any], status: int) -> Shell:
    """The shell, with the mark of the request on a page that tells of a refusal or a fault, whichever it is."""
    shell = shell_of(request)
    return replace(shell, mark=str(request.scope.get("request_id", ""))) if status >= REFUSED else shell


REFUSED: Final = 400


def shell_of(request: Request[Any, Any, Any]) -> Shell:
    """The shell that the door made for this request."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for it
    shell: Shell = scope["shell"]
    return shell


def tag_of(request: Request[Any, Any, Any]) -> str:
    """The name of the state of everything that this address may show this reader; empty for somebody who is not signed in."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # as above
    tag: str = scope["tag"]
    return tag


def redirect(path: str) -> Redirect:
    """303 See Other to a path of ours, after a form was accepted."""
    return Redirect(path, status_code=303)
