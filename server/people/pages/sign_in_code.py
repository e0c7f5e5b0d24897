"""Typing the code."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import forms, html, ids
from server.errors import Invalid, NotFound
from server.html import Page
from server.people import actions
from server.people import outside as doorstep
from server.people.actions import Outcome
from server.people.forms import CodeForm
from server.sentences import gettext as _
from server.sentences import ngettext
from server.settings import Settings


class CodePage(Page, frozen=True):
    """Six digits. `asked` is the request they belong to; `over`: this request is worth nothing any more; `sends`: mail leaves this machine."""

    template: ClassVar[str] = "people/sign-in-code.html"
    form: UUID
    asked: UUID
    over: bool = False
    sends: bool = True
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class SignInCode(Controller):
    """The code that came by mail."""

    path = "/sign-in/code"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Where it is typed, whether or not a mail went out."""
        asked = _asked(request.query_params.get("asked", ""))
        return html.show(request, CodePage(form=ids.new(), asked=asked, sends=settings.sends))

    @post()
    async def use(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Signs in, or says what is wrong with the code."""
        try:
            form = await forms.read(request, CodeForm, checks=_faults)
            using = await doorstep.using(request, settings)
        except Invalid as invalid:
            asked = _asked((invalid.typed.get("asked") or [""])[0])
            page = CodePage(form=ids.new(), asked=asked, sends=settings.sends, typed=forms.typed(invalid), errors=invalid.fields)
            return html.show(request, page, status=422)
        asked = _asked(form.asked)
        outcome = await actions.sign_in_by_code(asked, form.digits, using, source=doorstep.source(request, settings))
        if outcome.result == "in":
            return doorstep.let_in(outcome, using.token, settings)
        doorstep.refused(request, outcome.result)
        over = outcome.result in {"used", "expired", "spent"}
        page = CodePage(form=ids.new(), asked=asked, over=over, sends=settings.sends, errors={"code": _sentence(outcome)})
        return html.show(request, page, status=422)


def _asked(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such request.") from None


def _faults(form: CodeForm) -> Mapping[str, str]:
    return {} if len(form.digits) == 6 else {"code": _("The code has six digits.")}


def _sentence(outcome: Outcome) -> str:
    if outcome.result == "used":
        return _("This code was used already. Ask for a new one.")
    if outcome.result == "expired":
        return _("This code is older than 15 minutes. Ask for a new one.")
    if outcome.result == "spent":
        return _("That was the fifth try. Ask for a new code; this one no longer works.")
    if outcome.result == "unknown":
        return _("This code does not fit. Look at the newest mail, or ask for a new one.")
    left = ngettext("You have one more try.", "You have %(count)d more tries.", outcome.left) % {"count": outcome.left}
    return _("This code does not fit. Look at the newest mail.") + " " + left
