"""Linking one's company account to oneself, from one's own account page, and parting it again."""

from datetime import datetime
from uuid import UUID

from server import db, ids, ledger, outbox
from server.errors import Refused
from server.facts import IdentityLinked, IdentityUnlinked
from server.integrations.identity import queries
from server.integrations.identity.queries import Provider
from server.integrations.identity.tables import Identity
from server.integrations.identity.words import new_account_mail
from server.ledger import Entry
from server.outbox import Mail
from server.people import queries as persons
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import spoken_to


async def link(provider: Provider, journey: UUID, person: UUID, subject: str, *, now: datetime, site: str) -> str:
    """Makes an account that was proven the person's way in, and tells them by mail. Returns the code of what stands in the way, empty if nothing.

    `others`: it is somebody else's here; `second`: the person has another one of this provider. Nothing is said about whose.
    """
    id = ids.derived(journey, "identity")
    entry = Entry(id=id, at=now, actor=person)

    async def verb() -> str:
        found = await queries.account(provider.issuer, subject)
        if found is not None:
            return "" if found.person == person else "others"
        if await queries.account_of(person, provider.issuer) is not None:
            return "second"
        who = await persons.person(person)
        if who is None or not who.active:
            return "left"
        await Identity.insert(Identity(id=id, person=person, issuer=provider.issuer, subject=subject, linked_at=now))
        with spoken_to(who.locale):
            words, text = new_account_mail(provider.label, f"{site}/account/company")
        await outbox.put(ids.derived(id, "mail"), Mail(to=who.email, subject=words, text=text), at=now)
        await ledger.record(IdentityLinked(identity=id, how="account"), entry, person=person, team=who.team)
        return ""

    return await db.run(verb)


async def part(actor: Actor, entry: Entry) -> None:
    """Parts the actor's company account from them; without one, nothing happens. Raises Refused where it is their only way in."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        provider = await queries.provider()
        account = await queries.account_of(actor.id, provider.issuer) if provider else None
        if provider is None or account is None:
            return
        if provider.on and provider.only and not actor.has("admin"):
            raise Refused(
                _("Your company account is the only way in here, so it stays. An admin can part it."), back="/account/company"
            )
        await Identity.delete().where(Identity.id == account.id)
        await ledger.record(IdentityUnlinked(identity=account.id), entry, person=actor.id, team=actor.team)

    await db.run(verb)
