"""An admin connects a CRM, says what its words mean and how often it is asked, and lets it go again."""

from typing import Final

import msgspec

from server import db, ids, ledger, vault
from server.deals.actions.meanings import Decisions, decide_words
from server.deals.actions.planned import forget_steps
from server.deals.crm.mapping import is_a_meaning
from server.deals.queries import imports
from server.errors import Refused
from server.facts import CrmConnected, CrmDisconnected, CrmScheduled
from server.integrations.crm import queries
from server.integrations.crm.actions.walking import Within, guessed, known_words
from server.integrations.crm.outside import Access, asking
from server.integrations.crm.tables import CrmConnection, CrmRun, CrmWord, CrmWriting, CrmWritten
from server.integrations.crm.trouble import CLOSED, Trouble
from server.integrations.crm.vendors import VENDORS
from server.integrations.crm.walk import END, UNREAD, Around, Unreadable
from server.ledger import Entry
from server.people import queries as people
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.sentences import gettext as _

EVERY: Final = (0, 15, 60, 360, 1440)
"""Minutes between two pulls that may be chosen; 0 is never."""


async def connect(actor: Actor, entry: Entry, source: str, base: str, access: Access, within: Within) -> None:
    """Keeps what opens a CRM, after it has opened it. Raises Forbidden, and Trouble when the CRM does not let us in."""
    need_admin(actor)
    steps = await _try(source, base, access, within)
    sealed = vault.seal(msgspec.json.encode(access).decode(), key=within.key)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        row = CrmConnection(
            id=ids.derived(entry.id, "connection"), source=source, base=base, secret=sealed, by=actor.id, at=entry.at
        )
        kept = [CrmConnection.base, CrmConnection.secret, CrmConnection.by, CrmConnection.at]
        await CrmConnection.insert(row).on_conflict(action="DO UPDATE", target=CrmConnection.source, values=kept)
        await _well(source, steps)
        # Another token may open another account, in which nobody was told anything; and what stood in the way may be mended.
        await CrmWritten.delete().where(CrmWritten.source == source)
        await CrmWriting.update(
            {CrmWriting.problem: "", CrmWriting.detail: "", CrmWriting.failures: 0, CrmWriting.not_before: None}
        ).where(CrmWriting.source == source)
        words = await imports.words_of(source, currency=within.currency)
        zone = words.decided.get(("form", "", "zone")) or actor.zone
        await decide_words(entry, source, {("form", "", "zone"): zone}, words, by=actor)
        await ledger.record(CrmConnected(source=source), entry)

    await db.run(verb)


async def test(actor: Actor, source: str, within: Within) -> None:
    """Asks a CRM the first question of a walk, and keeps how it went. Raises Forbidden, NotFound, and Trouble when the CRM does not let us in."""
    need_admin(actor)
    connection = await queries.connection(source)
    access = msgspec.json.decode(vault.unseal(await queries.secret_of(source), key=within.key), type=Access)
    steps = await _try(source, connection.base, access, within)
    await db.run(lambda: _well(source, steps))


async def decide(actor: Actor, entry: Entry, source: str, decisions: Decisions, within: Within) -> None:
    """Keeps what the words of a CRM mean from now on; deals that wait for it come in with the next pull. Raises Forbidden, NotFound.

    A decision that nobody could mean is left out.
    """
    need_admin(actor)
    await queries.connection(source)
    owners = {str(person.id) for person in await people.everyone()}
    meant = {key: meaning for key, meaning in decisions.items() if is_a_meaning(key[0], meaning, within.process, owners)}

    async def verb() -> None:
        if not await ledger.seen(entry):
            words = await imports.words_of(source, currency=within.currency)
            await decide_words(entry, source, meant, words, by=actor, told=True)

    await db.run(verb)


async def schedule(actor: Actor, entry: Entry, source: str, every: int, within: Within) -> None:
    """Has a CRM asked every so many minutes from now on, 0 for not at all. What is still guessed of its words stands as decided then.

    Raises Forbidden, NotFound, Refused before a look has shown what its words are.
    """
    need_admin(actor)
    await queries.connection(source)
    looked = [run for run in await queries.runs(source, most=50) if run.state == "done"]
    if every and not looked:
        raise Refused(
            _("Look first at what is there: nothing is brought before you have seen what it would do."), back=_page(source)
        )
    likely = await guessed(source, await known_words(source, looked[0].id), within) if looked else {}

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        words = await imports.words_of(source, currency=within.currency)
        if every:
            await decide_words(entry, source, {**likely, **words.decided}, words, by=actor)
        await CrmConnection.update({CrmConnection.every: every}).where(CrmConnection.source == source)
        await ledger.record(CrmScheduled(source=source, every=every), entry)

    await db.run(verb)


async def disconnect(actor: Actor, entry: Entry, source: str) -> None:
    """Forgets what opens a CRM and what its people call its words. Its deals stay as they were last seen. Raises Forbidden, NotFound."""
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await queries.connection(source)
        await CrmConnection.delete().where(CrmConnection.source == source)
        await CrmRun.delete().where(CrmRun.source == source)
        await CrmWord.delete().where(CrmWord.source == source)
        await CrmWriting.delete().where(CrmWriting.source == source)
        await CrmWritten.delete().where(CrmWritten.source == source)
        await forget_steps(source)
        await ledger.record(CrmDisconnected(source=source), entry)

    await db.run(verb)


async def _try(source: str, base: str, access: Access, within: Within) -> str:
    """Asks for one page of everything but deals, and for the first of deals, each once: somebody waits for it. Raises Trouble.

    Returns why the next steps are not read, empty where they are.
    """
    vendor = VENDORS[source]
    cursor = vendor.begin("", "")
    async with asking(source, base, access, private=within.private, now=within.now, tries=1) as asked:
        seen: set[str] = set()
        while cursor.step not in seen and cursor.step != END:
            seen.add(cursor.step)
            try:
                found = vendor.read(cursor, await asked(vendor.ask(cursor)), Around(zone="UTC"))
            except Unreadable as error:
                raise Trouble("broken") from error
            if found.said or found.next.step == cursor.step:
                break
            cursor = found.next
        try:
            await asked(vendor.steps.ask(vendor.steps.begin("", "", ())))
        except Trouble as trouble:
            return UNREAD if trouble.code in CLOSED else ""
    return ""


async def _well(source: str, steps: str) -> None:
    await CrmConnection.update(
        {
            CrmConnection.steps: steps,
            CrmConnection.problem: "",
            CrmConnection.detail: "",
            CrmConnection.failures: 0,
            CrmConnection.not_before: None,
        }
    ).where(CrmConnection.source == source)


def _page(source: str) -> str:
    return f"/setup/crm/{source}"
