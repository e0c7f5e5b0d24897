"""A Pipedrive on this machine that is connected."""

from server.integrations.crm import actions
from server.integrations.crm.outside import Access
from tests.cast import Cast
from tests.integrations.crm.fakes.pipedrive import TOKEN
from tests.integrations.crm.world import Clock


async def connect(cast: Cast, base: str, clock: Clock) -> None:
    await actions.connect(cast.zoe.actor, cast.entry(cast.zoe), "pipedrive", base, Access(token=TOKEN), clock.within())
