"""One's own passkeys: those there are, and a new one."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid, Refused
from server.html import Page
from server.integrations.identity import actions, passkey, queries
from server.integrations.identity.actions import Answered
from server.integrations.identity.forms import NewPasskeyForm
from server.integrations.identity.passkey import Place
from server.integrations.identity.queries import Passkey
from server.people import agents
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings


class PasskeysPage(Page, frozen=True):
    """One's passkeys. `possible`: browsers allow them at this installation's address."""

    template: ClassVar[str] = "integrations/identity-passkeys.html"
    keys: tuple[Passkey, ...]
    possible: bool
    form: UUID
    question_form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    added: bool = False

    def form_for(self, key: Passkey) -> UUID:
        """The id of the form that removes a passkey."""
        return ids.derived(self.form, str(key.id))


class AccountPasskeys(Controller):
    """The passkeys of whoever is signed in."""

    path = "/account/passkeys"

    @get()
    async def show(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """The page."""
        name = agents.label(request.headers.get("User-Agent", ""))
        return html.show(request, await _page(actor, settings, typed={"name": name}, added="added" in request.query_params))

    @post("/challenge", status_code=200)
    async def ask(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> dict[str, Any]:
        """A question for the script of the page, as JSON."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        asked, question = await actions.ask_for_new(actor, place(settings), form=entry.id, now=entry.at)
        return {"asked": str(asked), "question": question}

    @post()
    async def add(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Adds the passkey that the browser made."""
        try:
            form = await forms.read(request, NewPasskeyForm, checks=_faults)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
        except Invalid as invalid:
            typed = {name: values[0] for name, values in invalid.typed.items() if values and name == "name"}
            return html.show(request, await _page(actor, settings, typed=typed, errors=invalid.fields), status=422)
        answered = Answered(asked=form.asked or entry.id, answer=form.answer)
        await actions.add_passkey(actor, place(settings), answered, name=form.name, entry=entry, site=settings.url)
        return html.redirect("/account/passkeys?added=1")

    @post("/{passkey:uuid}/removal")
    async def remove(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], passkey: FromPath[UUID]
    ) -> Response[Any]:
        """Removes one."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.remove_passkey(actor, passkey, entry=entry)
        return html.redirect("/account/passkeys")


def place(settings: Settings) -> Place:
    """Where passkeys of this installation hold. Raises Refused where browsers allow none."""
    found = passkey.place_of(settings.url)
    if found is None:
        raise Refused(_("Browsers allow passkeys only at an address with a name and with https."))
    return found


def _faults(form: NewPasskeyForm) -> Mapping[str, str]:
    wrong = {}
    if not form.name.isprintable():
        wrong["name"] = _("Write a name of at most 60 characters.")
    if not form.answer:
        wrong["answer"] = _(
            "This browser made no passkey. That needs JavaScript and a device with a lock; a code by mail always works."
        )
    return wrong


async def _page(
    actor: Actor,
    settings: Settings,
    *,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    added: bool = False,
) -> PasskeysPage:
    return PasskeysPage(
        keys=tuple(await queries.passkeys(actor.id)),
        possible=passkey.place_of(settings.url) is not None,
        form=ids.new(),
        question_form=ids.new(),
        typed=typed,
        errors=errors or {},
        added=added,
    )
