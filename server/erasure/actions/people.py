"""Erasing one person, all of it in one transaction or nothing."""

import asyncio
import re
from datetime import datetime
from uuid import UUID

import msgspec

from server import db, ledger
from server.db import Statement
from server.erasure.naming import Named
from server.erasure.plan import PLAN
from server.erasure.queries.mentions import mentions
from server.erasure.queries.preview import counted, files_wait
from server.erasure.rule import Table, condition
from server.errors import Refused
from server.facts import PersonErased
from server.ledger import Entry
from server.people.actions.permission import subject
from server.people.fingerprints import fingerprint
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences.nobody import NOBODY


async def erase(actor: Actor | None, person: UUID, *, entry: Entry) -> UUID:
    """Erases somebody who was deactivated, and returns the id of the nameless row in their place; the actor None is the command line.

    Raises Forbidden, NotFound, and Refused while they are active or while a file waits that may name them.
    """

    async def verb() -> UUID:
        return await _erase(actor, person, entry)

    return await db.run(verb)


async def _erase(actor: Actor | None, person: UUID, entry: Entry) -> UUID:
    fresh = entry.child("erased").id
    if await ledger.seen(entry):
        return fresh
    before = await subject(actor, person)
    if before.active:
        raise Refused(_("Deactivate %(name)s first: somebody who is here is not erased.") % {"name": before.name})
    # A file that is handed in meanwhile is about nobody.
    await ledger.take_turn()
    if await files_wait():
        raise Refused(_("A file of people or deals waits and may hold the name. Take it over or throw it away first."))
    await ledger.hold(person)
    found = await counted(person)
    await _take_the_place(before, fresh, entry.at)
    await _keep_out(before, fresh, entry.at)
    who = Named(person, before.name, before.email)
    await _gather(who)
    for name, table in PLAN.items():
        await _empty(name, table, who)
        # Whoever only reads gets their page between two tables.
        await asyncio.sleep(0)
    # Only now, because what hangs on a row of theirs is found by their id.
    for name, table in PLAN.items():
        await _rename(name, table, who, fresh)
    await LAST(person)
    fact = PersonErased(words=sum(found.goes.get(kind, 0) for kind in WORDS), evidence=found.goes.get("evidence", 0))
    await ledger.record(fact, entry, person=fresh)
    return fresh


WORDS = ("words", "notes", "answers", "promises")


async def _take_the_place(before: Person, fresh: UUID, at: datetime) -> None:
    roles = " ".join(sorted(before.roles - {"admin"}))
    await PLACE(fresh, NOBODY, f"erased-{fresh.hex}", before.zone, roles, before.team, before.added_at, before.deactivated_at, at)


async def _keep_out(before: Person, fresh: UUID, at: datetime) -> None:
    """Remembers fingerprints of the address and of the words by which files of deals knew them, and renames those words where they are kept."""
    words = {row["word"] for row in await OWNER_WORDS(str(before.id))}
    personal = {word for word in words if not NUMBER.fullmatch(word)} | {before.email}
    for word in personal:
        await KEEP_OUT(fingerprint(word), fresh, at)
        quoted, renamed = (msgspec.json.encode(one).decode() for one in (word, fingerprint(word)))
        await RENAME_TOLD(quoted, renamed, f"%{quoted}%")
        await FORGET_WORD(word)


NUMBER = re.compile(r"\d+|(?=.*\d)(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})")
"""A CRM that is asked calls people by its own numbers, or by signs as Salesforce does, which name nobody."""


async def _gather(who: Named) -> None:
    """Entries of the directory that name them but were never linked to them, such as one that was never active, go as if they were theirs."""
    for key, _named in await mentions("directory_user", PLAN["directory_user"], ["key", "body"], who):
        await LINK(who.id, key)


async def _empty(name: str, table: Table, who: Named) -> None:
    if table.dropped:
        for key, _named in await mentions(name, table, table.dropped.split(), who):
            await Statement(f'DELETE FROM "{name}" WHERE "{table.key}" = {{}}')(key)  # noqa: S608  # of the plan
    if table.anew:
        await _for(f'DELETE FROM "{name}"', who.id)  # noqa: S608  # of the plan
    if table.rows:
        await _for(f'DELETE FROM "{name}" WHERE {condition(table.rows)}', who.id)  # noqa: S608  # of the plan
    for word in table.words:
        if word.of:
            await _for(f'UPDATE "{name}" SET "{word.column}" = \'{word.empty}\' WHERE {condition(word.of)}', who.id)  # noqa: S608  # of the plan
    await _overwrite(name, table, who)


async def _rename(name: str, table: Table, who: Named, fresh: UUID) -> None:
    for column in table.swept.split():
        changed = f'UPDATE "{name}" SET "{column}" = REPLACE("{column}", {{}}, {{}}) WHERE "{column}" LIKE {{}}'  # noqa: S608  # of the plan
        await Statement(changed)(str(who.id), str(fresh), f"%{who.id}%")
    for column in table.rekeyed.split():
        await Statement(f'UPDATE "{name}" SET "{column}" = {{}} WHERE "{column}" = {{}}')(fresh, who.id)  # noqa: S608  # of the plan


async def _overwrite(name: str, table: Table, who: Named) -> None:
    if not table.replaced:
        return
    pattern = who.pattern()
    for key, named in await mentions(name, table, table.replaced.split(), who):
        for column, text in named.items():
            changed = f'UPDATE "{name}" SET "{column}" = {{}} WHERE "{table.key}" = {{}}'  # noqa: S608  # of the plan
            await Statement(changed)(pattern.sub(NOBODY, text), key)


async def _for(sql: str, person: UUID) -> None:
    await Statement(sql)(*[person] * sql.count("{}"))


PLACE = Statement(
    'INSERT INTO "person" ("id", "name", "email", "zone", "locale", "theme", "roles", "process_owner", "team", "added_at", '
    '"deactivated_at", "erased_at", "waiting") VALUES ({}, {}, {}, {}, \'\', \'\', {}, FALSE, {}, {}, {}, {}, 0)'
)
# When nothing points at the row any more: the database itself refuses if something does.
LAST = Statement('DELETE FROM "person" WHERE "id" = {}')
OWNER_WORDS = Statement('SELECT DISTINCT "word" FROM "deal_mapping" WHERE "kind" = \'owner\' AND "meant" = {}')
KEEP_OUT = Statement(
    'INSERT INTO "erased" ("key", "person", "at") VALUES ({}, {}, {}) ON CONFLICT ("key") DO UPDATE SET '
    '"person" = excluded."person", "at" = excluded."at", "lifted_at" = NULL'
)
LINK = Statement('UPDATE "directory_user" SET "person" = {} WHERE "id" = {} AND "person" IS NULL')
RENAME_TOLD = Statement('UPDATE "deal_seen" SET "told" = REPLACE("told", {}, {}) WHERE "told" LIKE {}')
FORGET_WORD = Statement('DELETE FROM "deal_mapping" WHERE "kind" = \'owner\' AND "word" = {}')
