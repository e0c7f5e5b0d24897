"""Every refusal as a page. `app` hands these to Litestar; nothing else turns an error into a response."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException

from server import db, errors, forms, html, logs
from server.html import Page
from server.people import addresses
from server.sentences import gettext as _
from server.web.api import faults as problems
from server.web.door.origin import SAFE, Foreign, Stale

log = logging.getLogger("plumbline")


class NotFoundPage(Page, frozen=True):
    """404, also for what is there and not for this person."""

    template: ClassVar[str] = "errors/not-found.html"


class RefusedPage(Page, frozen=True):
    """409: understood, and cannot be done now. `before` and `after` are shown when a form was sent twice with different words.

    `back` is the page to go on from, the reader's first one if empty.
    """

    template: ClassVar[str] = "errors/refused.html"
    sentence: str
    before: str = ""
    after: str = ""
    back: str = ""


class HeldPage(Page, frozen=True):
    """A form that could not be accepted now, with everything that was typed and a button to send it again.

    `fields` are (name, value) pairs to repeat as hidden inputs, the form's own id among them; `typed` those worth showing. `files` are the
    names of the files that came, by the input in which they are to be chosen again.
    """

    template: ClassVar[str] = "errors/held.html"
    sentence: str
    action: str
    fields: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    sign_in: bool = False
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()


class TooLargePage(Page, frozen=True):
    """413. `most` is how many megabytes of files the form takes, 0 where it takes none."""

    template: ClassVar[str] = "errors/too-large.html"
    most: int = 0


class SlowDownPage(Page, frozen=True):
    """429, with when to try again."""

    template: ClassVar[str] = "errors/slow-down.html"
    sentence: str
    seconds: int


class BrokenPage(Page, frozen=True):
    """500 and 503 of a page, and of a form of which nothing could be read. `reference` finds the request in the log.

    `opened` is the address of a page that was to be read, empty for what was sent.
    """

    template: ClassVar[str] = "errors/broken.html"
    sentence: str
    reference: str
    opened: str = ""


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The page for an error, whatever it is; for a program the problem. The log is told its kind, which tells more than the page may."""
    if isinstance(error, errors.DomainError):
        request.scope.setdefault("refused", type(error).__name__)  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for it
    if request.scope["path"].startswith("/api/"):
        return problems.answer(request, error)
    error = _known(error)
    if isinstance(error, errors.SignedOut | Stale):
        return _held(request, error)
    if isinstance(error, errors.TooMany | errors.Unavailable):
        return _later(request, error)
    if isinstance(error, errors.Conflict):
        return html.show(request, _sent_twice(request, error), status=409)
    for kind, status, page in REFUSALS:
        if isinstance(error, kind):
            return html.show(request, page(error), status=status)
    log.error("broken %s", _reference(request), exc_info=error)
    return html.show(
        request, _broken(request, _("Something went wrong here, and nothing of yours was changed by it.")), status=500
    )


def _sent_twice(request: Request[Any, Any, Any], error: errors.Conflict) -> RefusedPage:
    """Both, where they are known: what was kept, and what came now, so that it can be sent as a new form."""
    came = _worth_showing(forms.kept(request)[1])
    sentence = _("This form was sent before with different answers. What was kept first still stands.")
    return RefusedPage(sentence=sentence, before=error.before, after=error.after or "\n".join(came))


REFUSALS: tuple[tuple[type[errors.DomainError], int, Callable[[Exception], Page]], ...] = (
    (errors.NotFound, 404, lambda _error: NotFoundPage()),
    (forms.TooLarge, 413, lambda error: TooLargePage(most=getattr(error, "most", 0) // forms.MEGABYTE)),
    (Foreign, 403, lambda _error: RefusedPage(sentence=_foreign())),
    (errors.Invalid, 422, lambda error: RefusedPage(sentence=str(error))),
    (forms.CutOff, 408, lambda error: RefusedPage(sentence=str(error))),
    (errors.Refused, 409, lambda error: RefusedPage(sentence=str(error), back=getattr(error, "back", ""))),
    (errors.DomainError, 409, lambda error: RefusedPage(sentence=str(error))),
)
"""Error class to status and page; the first that fits."""


def _foreign() -> str:
    return _("This form was sent from another site, so nothing was done. Open the page here and send it from there.")


LEFT: Final = "client disconnected prematurely"
"""What Litestar says of a body that broke off, for whoever reads it as it came."""


def _known(error: Exception) -> Exception:
    """Litestar's own refusals and the drivers' faults in our words."""
    if isinstance(error, HTTPException):
        if error.status_code in {404, 405}:
            return errors.NotFound("There is nothing at this address.")
        if error.status_code == 413:
            return forms.TooLarge("That was more than a form may carry.")
        if error.status_code < 500:
            return errors.Refused(_("This request could not be read. Load the page again and try once more."))
        if error.detail == LEFT:
            return forms.CutOff(_("This form came without its end."))
        return error
    told = db.translate(error)
    return told if isinstance(told, Exception) else error


def _held(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A lost session on a page leads to sign-in and back; on a form it keeps what was typed."""
    if request.method in SAFE:
        return html.redirect(_sign_in(request))
    signed_out = isinstance(error, errors.SignedOut)
    sentence = (
        _("You were signed out. Sign in on a new tab, come back to this one and send it again.")
        if signed_out
        else _("This page was opened before you last signed in, so confirm that it comes from you.")
    )
    return html.show(request, _what_was_sent(request, sentence, sign_in=signed_out), status=401 if signed_out else 403)


def _broken(request: Request[Any, Any, Any], sentence: str) -> Page:
    """A form comes back with everything in it; a page, and what could not be read, with the way back."""
    if forms.kept(request)[0]:
        return _what_was_sent(request, sentence)
    return BrokenPage(sentence=sentence, reference=_reference(request), opened=_opened(request))


def _opened(request: Request[Any, Any, Any]) -> str:
    """The address of a page that is read, as it was asked for."""
    if request.method not in SAFE:
        return ""
    query = quote(request.scope["query_string"], safe=OF_A_QUERY)
    return _path(request) + (f"?{query}" if query else "")


def _path(request: Request[Any, Any, Any]) -> str:
    # One slash: two would be another host.
    return "/" + quote(request.scope["path"].lstrip("/"))


OF_A_QUERY: Final = "!#$%&'()*+,/:;=?@[]~"
"""What stands in a query as it is: whatever was escaped has been already, so a percent sign is none of its own."""


def _what_was_sent(request: Request[Any, Any, Any], sentence: str, *, sign_in: bool = False) -> HeldPage:
    form, typed = forms.kept(request)
    fields = tuple((name, value) for name, values in typed.items() for value in values)
    return HeldPage(
        sentence=sentence,
        action=request.scope["path"],
        fields=(("form", form), *fields),
        typed=_worth_showing(typed),
        sign_in=sign_in,
        files=tuple((name, tuple(names)) for name, names in forms.kept_files(request).items()),
    )


SECRET: Final = frozenset({"hook", "refresh", "secret", "token"})
"""Fields whose words open another system: no page shows them."""


def _worth_showing(typed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What somebody wrote, without secrets, ids and other marks: more than one word, whatever has a sign beyond ASCII, as languages without spaces
    have, and a name.
    """
    shown = (value for name, values in typed.items() if name not in SECRET for value in values)
    return tuple(value for value in shown if any(map(str.isspace, value.strip())) or not value.isascii() or _names(value))


def _names(value: str) -> bool:
    return value.isalpha() and not value.islower()


def _sign_in(request: Request[Any, Any, Any]) -> str:
    """The way back is the page as it was asked for; the page alone where that is longer than sign-in keeps."""
    path = _path(request)
    back = addresses.local(_opened(request)) or addresses.local(path)
    return f"/sign-in?next={quote(back)}" if back and path != "/" else "/sign-in"


def _later(request: Request[Any, Any, Any], error: errors.TooMany | errors.Unavailable) -> Response[Any]:
    """What may be tried again, with when."""
    if isinstance(error, errors.TooMany):
        response = html.show(request, SlowDownPage(sentence=str(error), seconds=error.seconds), status=429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    logs.unavailable(log, _reference(request), error)
    response = html.show(request, _broken(request, str(error)), status=503)
    response.headers["Retry-After"] = "5"
    return response


def _reference(request: Request[Any, Any, Any]) -> str:
    return str(request.scope.get("request_id", ""))
