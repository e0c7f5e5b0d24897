"""One CRM: what opens it, what is there, what its words mean, how often it is asked, and what stayed out."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.deals.crm.recognise import BY_ADDRESS, LEAVE_OUT
from server.deals.meanings import NEW_PERSON
from server.errors import Invalid, Refused
from server.integrations.crm import actions, queries, words
from server.integrations.crm.actions.connect import EVERY
from server.integrations.crm.forms import ConnectForm, ScheduleForm
from server.integrations.crm.meaning import Key
from server.integrations.crm.outside import Access
from server.integrations.crm.pages.crm_page import address_field, fields_of, page_of, stranger, vendor_of, within_of
from server.integrations.crm.trouble import Trouble
from server.integrations.crm.vendors import Vendor
from server.people import actions as people_actions
from server.people import addresses
from server.people import queries as people
from server.people.queries import listing
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings


class OneCrm(Controller):
    """A single CRM."""

    path = "/setup/crm/{source:str}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], source: FromPath[str], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """How it goes. A page that asks how far a walk is gets the whole page when it has ended."""
        page = await page_of(source, settings, tested="tested" in request.query_params)
        if request.headers.get("HX-Request") == "true" and page.open_run is None:
            return Response("", media_type="text/html", headers={"HX-Refresh": "true"})
        return html.show(request, page)

    @post()
    async def connect(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Keeps what opens it, after it has."""
        vendor = vendor_of(source)
        try:
            told = await forms.read(request, ConnectForm)
            access = _access(told, vendor)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            base = (told.base.strip() or vendor.base).rstrip("/")
            await actions.connect(actor, entry, source, base, access, await within_of(settings))
        except Trouble as trouble:
            where = "base" if trouble.code in {"address", "private", "away"} else "secret"
            return await self._again(request, source, settings, {where: words.trouble(trouble.code, vendor, trouble.detail)})
        except Invalid as invalid:
            return await self._again(request, source, settings, invalid.fields)
        return html.redirect(f"/setup/crm/{source}?tested=1")

    @post("/test")
    async def test(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Asks it the first questions again."""
        vendor = vendor_of(source)
        try:
            await actions.test(actor, source, await within_of(settings))
        except Trouble as trouble:
            return await self._again(request, source, settings, {"test": words.trouble(trouble.code, vendor, trouble.detail)})
        return html.redirect(f"/setup/crm/{source}?tested=1")

    @post("/looking")
    async def look(self, request: Request[Any, Any, Any], source: FromPath[str], actor: NamedDependency[Actor]) -> Response[Any]:
        """Has it walked through without writing a deal."""
        return await _begin(request, source, actor, "look")

    @post("/pulling")
    async def pull(self, request: Request[Any, Any, Any], source: FromPath[str], actor: NamedDependency[Actor]) -> Response[Any]:
        """Has its deals brought now."""
        connection = await queries.connection(vendor_of(source).source)
        if not connection.every and not any(
            run.kind == "look" and run.state == "done" for run in await queries.runs(source, most=50)
        ):
            raise Refused(
                _("Look first at what is there: nothing is brought before you have seen what it would do."),
                back=f"/setup/crm/{source}",
            )
        return await _begin(request, source, actor, "pull")

    @post("/mapping")
    async def decide(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Keeps what its words mean. Owners who are to be added become reps."""
        vendor_of(source)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        keys, within = await fields_of(source), await within_of(settings)
        typed = forms.first(await forms.everything(request))
        decisions = {key: typed[name] for name, key in keys.items() if typed.get(name)}
        try:
            decisions |= await _at_their_addresses(keys, typed)
            decisions |= await _others(source, {name: key for name, key in keys.items() if key not in decisions}, typed)
            for key in [key for key, meant in decisions.items() if meant == NEW_PERSON]:
                decisions[key] = await _added(source, key, actor, entry)
        except Invalid as invalid:
            return await self._again(request, source, settings, {"words": next(iter(invalid.fields.values()))})
        await actions.decide(actor, entry.child("mapping"), source, decisions, within)
        return html.redirect(f"/setup/crm/{source}#words")

    @post("/schedule")
    async def schedule(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Says how often it is asked."""
        vendor_of(source)
        told = await forms.read(request, ScheduleForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        if told.every not in EVERY:
            return await self._again(request, source, settings, {"every": _("Choose one of these.")})
        await actions.schedule(actor, entry, source, told.every, await within_of(settings))
        return html.redirect(f"/setup/crm/{source}")

    @post("/ending")
    async def end(self, request: Request[Any, Any, Any], source: FromPath[str], actor: NamedDependency[Actor]) -> Response[Any]:
        """Forgets what opens it."""
        vendor_of(source)
        await actions.disconnect(actor, await forms.entry(request, actor=actor.id, at=clock.now()), source)
        return html.redirect("/setup/crm")

    async def _again(
        self, request: Request[Any, Any, Any], source: str, settings: Settings, errors: Mapping[str, str]
    ) -> Response[Any]:
        """The page with what was typed, but for what opens the CRM: that is never shown."""
        sent = await forms.everything(request)
        typed = {name: values[0] for name, values in sent.items() if values and name not in {"secret", "refresh", "hook"}}
        return html.show(request, await page_of(source, settings, typed=typed, errors=errors), status=422)


async def _begin(request: Request[Any, Any, Any], source: str, actor: Actor, kind: str) -> Response[Any]:
    vendor_of(source)
    await actions.begin(actor, await forms.entry(request, actor=actor.id, at=clock.now()), source, kind)
    return html.redirect(f"/setup/crm/{source}")


async def _at_their_addresses(keys: Mapping[str, Key], typed: Mapping[str, str]) -> dict[Key, str]:
    """The owners for whom an address was typed, and were not said to be new or to stay out. Raises Invalid for an address of nobody."""
    asked = {
        name: address
        for name in keys
        if (address := typed.get(address_field(name), "").strip()) or typed.get(name) == BY_ADDRESS
        if typed.get(name) not in {NEW_PERSON, LEAVE_OUT}
    }
    return {keys[name]: str(person) for name, person in (await listing.addressed(asked)).items()}


async def _others(source: str, left: Mapping[str, Key], typed: Mapping[str, str]) -> dict[Key, str]:
    """What was said at once of the owners on the page that were `left` open. Who has no address there can stay out, and not be added."""
    meant = typed.get("others", "")
    if meant not in {NEW_PERSON, LEAVE_OUT}:
        return {}
    labels = await queries.labels(source)
    there = [key for name, key in left.items() if key[0] == "owner" and name in typed]
    return {key: meant for key in there if meant == LEAVE_OUT or stranger(key, labels)}


async def _added(source: str, key: Key, actor: Actor, entry: Any) -> str:  # noqa: ANN401  # an entry of the ledger
    """The rep that this owner becomes: who has the address already, as two owners may who were one person. Raises Invalid, which names the owner."""
    label = (await queries.labels(source))[key]
    person = await people.person_by_address(addresses.normal(label.guess))
    try:
        person = person or await people_actions.add_person(
            actor,
            name=label.label,
            email=label.guess,
            roles=["rep"],
            zone=actor.zone,
            team=None,
            entry=entry.child(f"person {key[2]}"),
        )
    except Invalid as invalid:
        raise Invalid({"words": f"{label.label}: {next(iter(invalid.fields.values()))}"}, {}) from invalid
    return str(person.id)


def _access(told: ConnectForm, vendor: Vendor) -> Access:
    access = told.access(vendor.lets_in)
    if vendor.lets_in != "client":
        missing = {} if access.token else {"secret": _("Enter the token.")}
    else:
        needed = {
            "client": "" if access.client else _("Enter the id of the client."),
            "secret": "" if access.secret else _("Enter the secret of the client."),
        }
        missing = {name: sentence for name, sentence in needed.items() if sentence}
    if missing:
        raise Invalid(missing, {})
    return access
