"""Telling a CRM how far evidence reaches, step by step."""

from datetime import timedelta

from server.db import Statement
from server.deals import queries as deals
from server.integrations.crm import actions
from server.integrations.crm.field import PROPERTY
from tests.cast import Cast
from tests.integrations.crm.fakes.hubspot import HubSpot
from tests.integrations.crm.world import Clock, bring

UPDATE = "/crm/v3/objects/deals/batch/update"


KEY = "ab" * 20


async def conclude(cast: Cast, *names: str, supported: str = "engage") -> None:
    """These deals of Ada's were looked at, and their evidence reaches this stage."""
    row = (
        'INSERT INTO "conclusion" ("id", "supported", "asked", "missing", "waits", "complete", "lapsed", "mode", "pick") '
        "VALUES ({}, {}, {}, '', '[]', '[]', '[]', 'standard', 'chosen') ON CONFLICT (\"id\") DO UPDATE SET \"supported\" = excluded.\"supported\""
    )
    for deal in await deals.open_deals(cast.ada.id):
        if deal.name in names:
            await Statement(row)(deal.id, supported, True)


async def turn_on(cast: Cast, clock: Clock, source: str = "hubspot", field: str = PROPERTY) -> None:
    await actions.set_writing(cast.zoe.actor, cast.entry(cast.zoe), source, field, active=True)


async def write(clock: Clock) -> int:
    """What a look a minute later tells."""
    clock.now += timedelta(minutes=1)
    return await actions.write_due(clock.within())


def said(crm: HubSpot) -> dict[str, str]:
    """What stands in the field of each deal."""
    return {id: deal.properties[PROPERTY] for id, deal in crm.deals.items() if PROPERTY in deal.properties}


async def ready(cast: Cast, crm: HubSpot, base: str, clock: Clock) -> None:
    """Deals that came, two of them inspected, and a field that is written."""
    await bring(cast, base, clock)
    await actions.make_field(cast.zoe.actor, "hubspot", clock.within())
    await conclude(cast, "Deal 1", "Deal 2")
    await turn_on(cast, clock)
    crm.log.clear()
