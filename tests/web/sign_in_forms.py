"""The forms of signing in, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.integrations.identity import actions
from server.integrations.identity.actions import Answered, Setting
from server.integrations.identity.claims import Terms
from server.integrations.identity.passkey import Place
from server.integrations.identity.tables import Identity
from server.ledger import Entry
from server.people import actions as people
from server.people.actions.sign_in import Request
from tests.cast import signed_in
from tests.integrations.identity import rogue as rogues
from tests.integrations.identity.authenticator import Authenticator
from tests.integrations.identity.rogue import CLIENT, SECRET
from tests.integrations.identity.world import KEY
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

HERE = Place(host="localhost", origin="http://localhost:8000")


async def _ask(house: "House") -> "Sent":
    return every_form.Sent("", "/sign-in", {"email": "ada@example.org", "remember": "yes", "next": "/my-line"})


async def _code(house: "House") -> "Sent":
    asked, code, _link = await asked_for("bo@example.org")
    return every_form.Sent("", "/sign-in/code", {"asked": str(asked), "code": code}, ("signed-in",))


async def _link(house: "House") -> "Sent":
    _asked, _code, link = await asked_for("ida@example.org")
    return every_form.Sent("", link, {}, ("signed-in",))


async def asked_for(email: str) -> tuple[UUID, str, str]:
    """A sign-in somebody asked for: its id, the code and the path of the link."""
    code, token = ids.code(), ids.token()
    asking = Request(form=ids.new(), email=email, token=token, code=code, site=every_form.HOME, source="here", now=clock.now())
    return await people.request_sign_in(asking), code, f"/sign-in/link/{token}"


async def _tap(house: "House") -> "Sent":
    return every_form.Sent("", "/sign-in/demo", {"person": str(house.cast.ida.id)}, ("signed-in",))


async def _question(house: "House") -> "Sent":
    return every_form.Sent("", "/sign-in/passkey/challenge", {}, late=200, went=200)


async def _passkey(house: "House") -> "Sent":
    _id, device = await passkey_of(house, "ida")
    asked, question = await actions.ask(HERE, form=ids.new(), source="here", now=clock.now())
    fields: dict[str, str | list[str]] = {"asked": str(asked), "answer": device.use(question), "remember": "yes"}
    return every_form.Sent("", "/sign-in/passkey", fields, ("signed-in",))


async def _question_for_new(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/passkeys/challenge", {}, late=200, went=200)


async def _add_passkey(house: "House") -> "Sent":
    asked, question = await actions.ask_for_new(house.cast.ada.actor, HERE, form=ids.new(), now=clock.now())
    device = Authenticator(origin=HERE.origin, host=HERE.host)
    fields: dict[str, str | list[str]] = {"asked": str(asked), "answer": device.make(question), "name": "Phone"}
    return every_form.Sent("ada", "/account/passkeys", fields, ("passkey-added",))


async def _remove_passkey(house: "House") -> "Sent":
    id, _device = await passkey_of(house, "ada")
    return every_form.Sent("ada", f"/account/passkeys/{id}/removal", {}, ("passkey-removed",))


async def passkey_of(house: "House", who: str) -> tuple[UUID, Authenticator]:
    """A passkey of theirs that was just added, and the device that has it."""
    person = house.person(who)
    device = Authenticator(origin=HERE.origin, host=HERE.host)
    asked, question = await actions.ask_for_new(person.actor, HERE, form=ids.new(), now=clock.now())
    entry = Entry(id=ids.new(), at=clock.now(), actor=person.id)
    answered = Answered(asked=asked, answer=device.make(question))
    await actions.add_passkey(person.actor, HERE, answered, name="Phone", entry=entry, site=every_form.HOME)
    return entry.child("passkey").id, device


async def _provider(house: "House") -> "Sent":
    fields: dict[str, str | list[str]] = {
        "label": "Northwind account",
        "issuer": "https://login.example.com",
        "client": "plumbline",
        "secret": "a secret",
        "links": "yes",
        "rules": "groups: Sales managers -> manager",
    }
    return every_form.Sent("zoe", "/setup/sign-in", fields, ("provider-set",))


async def _part(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/sign-in/accounts/{await linked(house)}/parting", {}, ("identity-unlinked",))


async def linked(house: "House") -> UUID:
    """A company account that is Ida, of a provider of its own each time."""
    id = ids.new()
    issuer = f"https://{id}.example.com"
    await Identity.insert(Identity(id=id, person=house.cast.ida.id, issuer=issuer, subject="ida", linked_at=clock.now()))
    return id


async def _other_device(house: "House") -> "Sent":
    _token, visit = await signed_in(house.cast.ada, clock.now())
    return every_form.Sent("ada", f"/account/sessions/{visit.session}/sign-out", {}, ("signed-out",))


async def _link_account(house: "House") -> "Sent":
    await offered(house)
    return every_form.Sent("ada", "/account/company", {}, late=200, went=200)


async def _part_account(house: "House") -> "Sent":
    issuer = await offered(house)
    id = ids.new()
    await Identity.delete().where(Identity.person == house.cast.ada.id)
    await Identity.insert(Identity(id=id, person=house.cast.ada.id, issuer=issuer, subject=str(id), linked_at=clock.now()))
    return every_form.Sent("ada", "/account/company/parting", {}, ("identity-unlinked",))


async def offered(house: "House") -> str:
    """The issuer of a provider that is on."""
    if "provider" not in house.made:
        house.made["provider"] = await house.closing.enter_async_context(rogues.running())
    issuer: str = house.made["provider"].issuer
    setting = Setting(
        label="Northwind account",
        issuer=issuer,
        client=CLIENT,
        secret=SECRET,
        public=False,
        on=True,
        only=False,
        terms=Terms(links=True, adds=False),
    )
    zoe = house.cast.zoe
    entry = Entry(id=ids.new(), at=clock.now(), actor=zoe.id)
    await actions.set_provider(zoe.actor, setting, entry=entry, key=KEY, private=True)
    return issuer


FORMS: Mapping[str, Callable[["House"], Awaitable["Sent"]]] = {
    "/sign-in": _ask,
    "/sign-in/code": _code,
    "/sign-in/link/{token}": _link,
    "/sign-in/demo": _tap,
    "/sign-in/passkey/challenge": _question,
    "/sign-in/passkey": _passkey,
    "/account/passkeys/challenge": _question_for_new,
    "/account/passkeys": _add_passkey,
    "/account/passkeys/{passkey}/removal": _remove_passkey,
    "/account/sessions/{session}/sign-out": _other_device,
    "/account/company": _link_account,
    "/account/company/parting": _part_account,
    "/setup/sign-in": _provider,
    "/setup/sign-in/accounts/{identity}/parting": _part,
}
