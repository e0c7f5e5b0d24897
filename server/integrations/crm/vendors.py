"""The CRMs that can be asked, each by the same four words."""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from server.integrations.crm import field, hubspot, hubspot_steps, pipedrive, pipedrive_steps, salesforce, salesforce_steps
from server.integrations.crm.field import Writer
from server.integrations.crm.walk import Around, Ask, Cursor, Found


class Steps(Struct, frozen=True, kw_only=True):
    """How the next steps of a CRM are read, after its deals. `scopes` are what a token has to be allowed for it; without, only they stay away."""

    scopes: tuple[str, ...]
    begin: Callable[[str, str, tuple[tuple[str, str], ...]], Cursor]
    ask: Callable[[Cursor], Ask]
    read: Callable[[Cursor, bytes, Around], Found]


class Vendor(Struct, frozen=True, kw_only=True):
    """One kind of CRM: its name, where it is asked, what it takes to be let in, how a walk through it goes, and how its one field of ours is told.

    `lets_in` is bearer, key (a header of its own) or client (a token is asked for with a client's id and secret). `scopes` are what a token has to
    be allowed, as the vendor calls it; `forgotten` are its words for the mark of a next page that it does not know any more.
    """

    source: str
    name: str
    base: str
    lets_in: str
    scopes: tuple[str, ...]
    forgotten: frozenset[str] = frozenset()
    begin: Callable[[str, str], Cursor]
    ask: Callable[[Cursor], Ask]
    read: Callable[[Cursor, bytes, Around], Found]
    steps: Steps
    writer: Writer


VENDORS: Final[Mapping[str, Vendor]] = {
    "hubspot": Vendor(
        source="hubspot",
        name="HubSpot",
        base="https://api.hubapi.com",
        lets_in="bearer",
        scopes=("crm.objects.deals.read", "crm.objects.owners.read", "crm.schemas.deals.read"),
        begin=hubspot.begin,
        ask=hubspot.ask,
        read=hubspot.read,
        writer=field.HUBSPOT,
        steps=Steps(
            scopes=("crm.objects.contacts.read",), begin=hubspot_steps.begin, ask=hubspot_steps.ask, read=hubspot_steps.read
        ),
    ),
    "salesforce": Vendor(
        source="salesforce",
        name="Salesforce",
        base="",
        lets_in="client",
        scopes=("api", "Opportunity", "OpportunityHistory", "OpportunityStage", "User"),
        forgotten=frozenset({"INVALID_QUERY_LOCATOR"}),
        begin=salesforce.begin,
        ask=salesforce.ask,
        read=salesforce.read,
        writer=field.SALESFORCE,
        steps=Steps(
            scopes=("Task", "Event", "EventRelation"),
            begin=salesforce_steps.begin,
            ask=salesforce_steps.ask,
            read=salesforce_steps.read,
        ),
    ),
    "pipedrive": Vendor(
        source="pipedrive",
        name="Pipedrive",
        base="https://api.pipedrive.com",
        lets_in="key",
        scopes=("deals:read", "users:read"),
        begin=pipedrive.begin,
        ask=pipedrive.ask,
        read=pipedrive.read,
        writer=field.PIPEDRIVE,
        steps=Steps(scopes=("activities:read",), begin=pipedrive_steps.begin, ask=pipedrive_steps.ask, read=pipedrive_steps.read),
    ),
}
"""By source."""
