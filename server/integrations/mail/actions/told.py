"""An item of a mail as evidence on a deal, and who is known there from then on. Inside the caller's verb."""

from collections.abc import Collection
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from server import ids
from server.db import Statement
from server.facts import MailFiled
from server.inspections.actions import Told, add_evidence_within
from server.integrations.mail.proof import INVITE
from server.ledger import Entry, record
from server.people.roles import Actor
from server.process.map import Process


class Item(Protocol):
    """What a mail proved, as far as this module looks at it."""

    @property
    def kind(self) -> str:
        """A meeting or words."""

    @property
    def source(self) -> str:
        """Where it comes from: buyer, system, seller-note."""

    @property
    def words(self) -> str:
        """What it says."""

    @property
    def sender(self) -> str:
        """Who said or accepted it."""

    @property
    def people(self) -> Collection[str]:
        """The addresses of the other side."""


async def file_within(
    actor: Actor, entry: Entry, item: UUID, proof: Item, day: date | None, deal: UUID, *, process: Process, by_itself: bool
) -> UUID:
    """Makes evidence of an item on a deal that the actor may see, keeps who is known there, and returns the evidence's id.

    Raises NotFound, Invalid.
    """
    evidence = await add_evidence_within(actor, entry.child("evidence"), deal, _told(proof, day), process=process)
    for address in sorted(proof.people)[:MOST_CONTACTS]:
        await KNOW(ids.derived(deal, address), deal, address)
    await FILED("filed", deal, evidence, item)
    fact = MailFiled(item=item, deal=deal, evidence=evidence, by_itself=by_itself)
    await record(fact, entry, person=actor.id, team=actor.team)
    return evidence


def _told(proof: Item, day: date | None) -> Told:
    if proof.kind == "meeting":
        return Told(artifact=INVITE, source=proof.source, form="event", dated=day, words=proof.words, sender=proof.sender)
    return Told(artifact="", source=proof.source, form="quote", dated=day, words=proof.words, sender=proof.sender)


MOST_CONTACTS: Final = 50

KNOW = Statement(
    'INSERT INTO "mail_contact" ("id", "deal", "address") VALUES ({}, {}, {}) ON CONFLICT ("deal", "address") DO NOTHING'
)
FILED = Statement(
    'UPDATE "mail_item" SET "state" = {}, "deal" = {}, "evidence" = {}, "words" = \'\', "sender" = \'\', "people" = \'[]\' WHERE "id" = {}'
)
