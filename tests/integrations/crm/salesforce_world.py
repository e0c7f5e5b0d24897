"""A small Salesforce, and connecting it."""

from server.integrations.crm import actions
from server.integrations.crm.outside import Access
from tests.cast import Cast
from tests.integrations.crm.fakes.salesforce import CLIENT, SECRET, Salesforce
from tests.integrations.crm.world import Clock, at

ADA, BO, NINA = "005000000000001AAA", "005000000000002AAA", "005000000000003AAA"


def id_of(n: int) -> str:
    return f"006{n:012d}AAA"


def org(deals: int = 3) -> Salesforce:
    """Ada, Bo and somebody unknown here, five stages, and some opportunities of Ada's that went from meeting to needs."""
    crm = Salesforce()
    crm.user(ADA, "ada@example.org", "Ada Rep")
    crm.user(BO, "bo@example.org", "Bo Rep", active=False)
    crm.user(NINA, "nobody@example.com", "Nina Nobody")
    for name in ("Meeting", "Discover", "Align"):
        crm.stage(name)
    crm.stage("Closed Won", closed=True, won=True)
    crm.stage("Closed Lost", closed=True)
    for n in range(1, deals + 1):
        crm.deal(id_of(n), at(n), Name=f"Deal {n}", StageName="Meeting", OwnerId=ADA, Amount=n * 1000 + 0.5, Type="New Business")
        crm.deal(id_of(n), at(n + 2), Amount=n * 2000)
        crm.deal(id_of(n), at(n + 3), StageName="Discover")
    return crm


async def connect(cast: Cast, base: str, clock: Clock, *, secret: str = SECRET) -> None:
    access = Access(client=CLIENT, secret=secret)
    await actions.connect(cast.zoe.actor, cast.entry(cast.zoe), "salesforce", base, access, clock.within())
