"""Signing in with a passkey."""

from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from server import forms, html, ids
from server.html import Page
from server.integrations.identity import actions, passkey
from server.integrations.identity.actions import Answered
from server.integrations.identity.forms import PasskeyForm
from server.integrations.identity.pages.passkeys import place
from server.people import addresses
from server.people import outside as doorstep
from server.people.actions import Outcome
from server.sentences import gettext as _
from server.settings import Settings


class SignInPasskeyPage(Page, frozen=True):
    """A button that asks the device. `sentence` is what went wrong, empty before anything did."""

    template: ClassVar[str] = "integrations/identity-sign-in-passkey.html"
    form: UUID
    question_form: UUID
    next: str
    possible: bool
    remember: bool = True
    sentence: str = ""


class SignInPasskey(Controller):
    """The way in by a passkey."""

    path = "/sign-in/passkey"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The button."""
        return html.show(request, _page(settings, request.query_params.get("next", "")))

    @post("/challenge", status_code=200)
    async def ask(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> dict[str, Any]:
        """A question for the script of the page, as JSON."""
        using = await doorstep.using(request, settings)
        source = doorstep.source(request, settings)
        asked, question = await actions.ask(place(settings), form=using.form, source=source, now=using.now)
        return {"asked": str(asked), "question": question}

    @post()
    async def use(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Signs in, or says what helps."""
        form = await forms.read(request, PasskeyForm)
        using = await doorstep.using(request, settings)
        if not form.answer or form.asked is None:
            sentence = _("This browser gave no answer. Passkeys need JavaScript; a code by mail works without it.")
            return html.show(request, _page(settings, form.next, sentence, remember=form.remember), status=422)
        answered = Answered(asked=form.asked, answer=form.answer)
        outcome = await actions.sign_in_by_passkey(place(settings), answered, using, remember=form.remember, path=form.next)
        if outcome.result == "in":
            return doorstep.let_in(outcome, using.token, settings)
        doorstep.refused(request, outcome.result)
        return html.show(request, _page(settings, form.next, _sentence(outcome), remember=form.remember), status=422)


def _page(settings: Settings, path: str, sentence: str = "", *, remember: bool = True) -> SignInPasskeyPage:
    return SignInPasskeyPage(
        form=ids.new(),
        question_form=ids.new(),
        next=addresses.local(path),
        possible=passkey.place_of(settings.url) is not None,
        remember=remember,
        sentence=sentence,
    )


def _sentence(outcome: Outcome) -> str:
    if outcome.result == "expired":
        return _("That took longer than five minutes. Try once more.")
    return _("This passkey opens nothing here. Perhaps it was removed, or your company signs in another way.")
