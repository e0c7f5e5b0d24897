"""Adding, changing and letting go of people."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from server import db, ledger, zones
from server.db import Statement
from server.errors import Invalid, Refused
from server.facts import PersonAdded, PersonChanged, PersonDeactivated, PersonReactivated
from server.ledger import Entry
from server.people import addresses, queries
from server.people.actions import leading, memberships, role_grants
from server.people.actions.permission import need_admin, need_another_admin, subject
from server.people.actions.sessions import close_sign_ins
from server.people.actions.tokens import end_tokens_of
from server.people.fingerprints import fingerprint
from server.people.queries import Person
from server.people.roles import Actor, in_order
from server.people.tables import Person as PersonTable
from server.people.tables import Session
from server.sentences import gettext as _
from server.sentences.translation import languages

THEMES = ("", "light", "dark")


async def add_person(
    actor: Actor | None,
    *,
    name: str,
    email: str,
    roles: Collection[str],
    entry: Entry,
    zone: str = "UTC",
    team: UUID | None = None,
) -> Person:
    """Adds somebody by hand, as a member of a team if one is given. Raises Forbidden, NotFound for the team, Invalid by field.

    Who was erased before is somebody new: nothing leads back to what they did then, and files and other systems may name them again.
    """

    async def verb() -> Person:
        await LIFT(entry.at, fingerprint(addresses.normal(email)))
        return await add_person_within(actor, name=name, email=email, roles=roles, zone=zone, team=team, entry=entry)

    return await db.run(verb)


async def add_person_within(
    actor: Actor | None,
    *,
    name: str,
    email: str,
    roles: Collection[str],
    entry: Entry,
    zone: str = "UTC",
    locale: str = "",
    team: UUID | None = None,
) -> Person:
    """The same inside the caller's verb, for what brings people by itself, such as a file or a directory: Refused for who was erased.

    Without a `locale` their first sign-in says which language they read.
    """
    need_admin(actor)
    await refuse_erased(email)
    id = entry.child("person").id
    if not await ledger.seen(entry):
        fields = await _checked(id, name=name, email=email, zone=zone, locale=locale)
        held = in_order(role_grants.checked(roles, process_owner=False))
        await PersonTable.insert(PersonTable(id=id, roles=" ".join(held), added_at=entry.at, **fields))
        await role_grants.change(id, before=frozenset(), after=frozenset(held), entry=entry)
        await ledger.record(PersonAdded(roles=held), entry, person=id, team=team)
        if team is not None:
            await memberships.begin(id, team, manages=False, entry=entry.child("join"))
    return await subject(actor, id)


async def refuse_erased(email: str) -> None:
    """Raises Refused for the address of somebody who was erased and whom no admin added again."""
    if await queries.erased_on(addresses.normal(email)):
        raise Refused(
            _("Somebody with this address was erased here. Only an admin brings them back, by hand under Setup, People.")
        )


async def change_person(
    actor: Actor | None,
    person: UUID,
    *,
    entry: Entry,
    name: str | None = None,
    email: str | None = None,
    zone: str | None = None,
    locale: str | None = None,
    theme: str | None = None,
) -> None:
    """Changes what is given. People choose their own zone, language and theme; name and address are the admin's.

    Raises Forbidden, NotFound, Invalid by field.
    """
    given = {"name": name, "email": email, "zone": zone, "locale": locale, "theme": theme}

    async def verb() -> None:
        await change_person_within(actor, person, given, entry=entry)

    await db.run(verb)


async def change_person_within(actor: Actor | None, person: UUID, given: Mapping[str, str | None], *, entry: Entry) -> None:
    """The same inside the caller's verb. `given` are fields with what they are to be; None leaves one as it is."""
    if await ledger.seen(entry):
        return
    if actor is None or actor.id != person or given.get("name") is not None or given.get("email") is not None:
        before = await subject(actor, person)
    else:
        before = await _self(actor)
    fields = await _checked(person, **given)
    changed = {field: value for field, value in fields.items() if value != getattr(before, field)}
    if changed:
        if "name" in changed and "manager" in before.roles:
            await leading.changed(entry)
        await PersonTable.update(**changed).where(PersonTable.id == person)
        await ledger.record(PersonChanged(fields=tuple(sorted(changed))), entry, person=person, team=before.team)


async def deactivate(actor: Actor | None, person: UUID, *, entry: Entry) -> None:
    """Ends somebody's sign-ins, tokens, memberships and links at once; everything they did stays. Raises Refused for the only admin."""

    async def verb() -> None:
        await deactivate_within(actor, person, entry=entry)

    await db.run(verb)


async def deactivate_within(actor: Actor | None, person: UUID, *, entry: Entry) -> None:
    """The same inside the caller's verb."""
    if await ledger.seen(entry):
        return
    before = await subject(actor, person)
    if not before.active:
        return
    if "admin" in before.roles:
        await need_another_admin(person)
    await memberships.end_all(await queries.memberships(person=person, lasting=True), entry=entry)
    await PersonTable.update({PersonTable.deactivated_at: entry.at}).where(PersonTable.id == person)
    await Session.delete().where(Session.person == person)
    await end_tokens_of(person, entry.at)
    # A link that was asked for before must not open the door when they come back.
    await close_sign_ins(person, entry.at)
    await ledger.record(PersonDeactivated(), entry, person=person, team=before.team)


async def reactivate(actor: Actor | None, person: UUID, *, entry: Entry) -> None:
    """Lets somebody sign in again, with the roles they had. Their teams have to be chosen anew."""

    async def verb() -> None:
        await reactivate_within(actor, person, entry=entry)

    await db.run(verb)


async def reactivate_within(actor: Actor | None, person: UUID, *, entry: Entry) -> None:
    """The same inside the caller's verb."""
    if await ledger.seen(entry):
        return
    before = await subject(actor, person)
    if before.active:
        return
    await PersonTable.update({PersonTable.deactivated_at: None}).where(PersonTable.id == person)
    await ledger.record(PersonReactivated(), entry, person=person)


async def _self(actor: Actor) -> Person:
    found = await queries.person(actor.id)
    assert found is not None  # noqa: S101  # an actor comes from a session, and a session from a person
    return found


async def _checked(
    person: UUID,
    *,
    name: str | None = None,
    email: str | None = None,
    zone: str | None = None,
    locale: str | None = None,
    theme: str | None = None,
) -> dict[str, Any]:
    """What is given, cleaned. Raises Invalid with a sentence for every field that cannot be meant."""
    wrong: dict[str, str] = {}
    fields: dict[str, Any] = {}
    if name is not None:
        fields["name"] = " ".join(name.split())
        if not fields["name"] or len(fields["name"]) > 120 or not fields["name"].isprintable():
            wrong["name"] = _("Write a name of at most 120 characters.")
    if email is not None:
        fields["email"] = addresses.normal(email)
        wrong |= await _address(person, fields["email"])
    for field, value, allowed, sentence in (
        ("zone", zone, zones.known(), _("Choose a time zone, such as Europe/Prague.")),
        ("locale", locale, ("", *languages()), _("Choose a language from the list.")),
        ("theme", theme, THEMES, _("Choose one of the three.")),
    ):
        if value is not None:
            fields[field] = value
            if value not in allowed:
                wrong[field] = sentence
    if wrong:
        raise Invalid(wrong, {})
    return fields


async def _address(person: UUID, email: str) -> dict[str, str]:
    if not email:
        return {"email": _("Write a mail address, such as ada@example.com.")}
    taken = await queries.person_by_address(email)
    if taken is not None and taken.id != person:
        return {"email": _("%(name)s has this address already.") % {"name": taken.name}}
    return {}


LIFT = Statement('UPDATE "erased" SET "lifted_at" = {} WHERE "key" = {} AND "lifted_at" IS NULL')
