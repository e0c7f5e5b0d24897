"""The pages of a CRM, asked and sent as an admin does."""

from server import ids, settings
from server.jobs import pull_crm
from tests import client as clients
from tests.web.every_form import House, Sent

PAGE = "/setup/crm/hubspot"


async def send(house: House, path: str, **fields: str) -> str:
    """Sends a form as Zoe, follows it, and returns the page that came."""
    answer = await house.send(Sent("zoe", path, fields), ids.new())
    if answer.status_code == 303:
        return await read(house, answer.headers["Location"])
    return str(answer.text)


async def read(house: House, path: str = PAGE) -> str:
    return str((await house.browsers["zoe"].get(path)).text)


async def pull(house: House) -> int:
    given = settings.read({"PLUMBLINE_KEY": clients.KEY, "PLUMBLINE_PRIVATE_NETWORKS": "allow"})
    return await pull_crm.pull_due(given)
