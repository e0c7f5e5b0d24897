"""What holds for the whole installation: the policy, the company's name, and that it is a demonstration."""

from datetime import date, datetime
from uuid import UUID

from server import db, ledger
from server.db import Statement
from server.errors import Invalid
from server.facts import PolicySet
from server.ledger import Entry
from server.people.actions.permission import need_admin
from server.people.queries.policy import forget, last_entered
from server.people.roles import Actor
from server.people.tables import PolicyRow
from server.sentences import gettext as _


async def set_policy(
    actor: Actor,
    *,
    company: str,
    text: str,
    owner: str,
    in_force_from: date,
    counts_only: bool,
    entry: Entry,
) -> UUID:
    """Enters the policy under which numbers about people may be seen, and returns its id; earlier ones stay on record. What is said again as it was
    said last stands once: then it is the id of that one. Raises Forbidden, Invalid by field.
    """

    async def verb() -> UUID:
        need_admin(actor)
        id = entry.child("policy").id
        if not await ledger.seen(entry):
            if wrong := policy_faults(company=company, text=text, owner=owner):
                raise Invalid(wrong, {})
            last, words = await last_entered(), (_clean(company), _clean(text), _clean(owner), in_force_from, counts_only)
            if last and (last.company, last.text, last.owner, last.in_force_from, last.counts_only) == words:
                return last.id
            await PolicyRow.insert(
                PolicyRow(
                    id=id,
                    text=_clean(text),
                    owner=_clean(owner),
                    in_force_from=in_force_from,
                    counts_only=counts_only,
                    entered_by=actor.id,
                    at=entry.after(last.at if last else None),
                )
            )
            await KEEP("company", _clean(company))
            await ledger.record(PolicySet(policy=id, counts_only=counts_only), entry, team=None)
        return id

    try:
        return await db.run(verb)
    finally:
        forget()


async def begin_demonstration(now: datetime, moment: str) -> tuple[datetime, str]:
    """When the demonstration of this database was begun to be made, and which moment it shows: these, unless one was begun before."""

    async def verb() -> tuple[datetime, str]:
        await KEEP_FIRST("demo-begun", f"{now.isoformat()} {moment}")
        begun, _, shown = (await KEPT("demo-begun"))[0]["value"].partition(" ")
        return datetime.fromisoformat(begun), shown

    return await db.run(verb)


async def mark_demonstration(company: str) -> None:
    """Says that the people of this database are made up; on loopback the sign-in page then lists them."""

    async def verb() -> None:
        await KEEP("demo", "yes")
        await KEEP("company", company)

    await db.run(verb)
    forget()


async def offer_provider_within(label: str, *, only: bool) -> None:
    """Says on the sign-in page that the company's own accounts sign in, under this name, or with an empty one that they do not; `only`: everybody but
    admins signs in with theirs. Inside the caller's verb, who calls `forget` when it is done.
    """
    await KEEP("provider", label)
    await KEEP("provider-only", "yes" if label and only else "")


def policy_faults(*, company: str, text: str, owner: str) -> dict[str, str]:
    """A sentence for each word of a policy, by its name, that cannot be kept."""
    wrong = {}
    if not 0 < len(_clean(text)) <= 600:
        wrong["text"] = _("Say in one sentence what the numbers are for, in at most 600 characters.")
    if not 0 < len(_clean(owner)) <= 120:
        wrong["owner"] = _("Name who answers for this policy.")
    if not 0 < len(_clean(company)) <= 120:
        wrong["company"] = _("Write the company’s name, as every page should quote it.")
    return wrong


def _clean(words: str) -> str:
    return " ".join(words.split())


KEEP = Statement(
    'INSERT INTO "installation" ("key", "value") VALUES ({}, {}) ON CONFLICT ("key") DO UPDATE SET "value" = EXCLUDED."value"'
)
KEEP_FIRST = Statement('INSERT INTO "installation" ("key", "value") VALUES ({}, {}) ON CONFLICT ("key") DO NOTHING')
KEPT = Statement('SELECT "value" FROM "installation" WHERE "key" = {}')
