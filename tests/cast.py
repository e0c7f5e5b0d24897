"""The people every test knows, and how they sign in.

It is Tuesday 17 November 2026, 09:00 in Prague. Sales holds two teams: North, managed by Mira, with Ada and Bo, who is new; and South, managed
by Tom, with Ida. Lea leads sales and manages the team above both. Sam writes lessons and owns the process. Zoe is the admin.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct, field

from server import ids
from server.ledger import Entry
from server.people import actions, queries
from server.people.actions import Using
from server.people.queries import Person, Visit
from server.people.roles import Actor
from tests import seeds

TUESDAY = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
"""Tuesday 09:00 in Prague."""

ZONE = "Europe/Prague"
SITE = "https://test"


class Cast(Struct):
    """Everybody by first name, and the teams. `at` is a fresh time after everything that happened so far."""

    ada: Person
    bo: Person
    ida: Person
    mira: Person
    tom: Person
    lea: Person
    sam: Person
    zoe: Person
    sales: UUID
    north: UUID
    south: UUID
    now: datetime = field(default=TUESDAY)

    def entry(self, actor: Person | Actor | None = None, *, digest: str = "") -> Entry:
        """A fresh form, sent by this person now."""
        return Entry(id=ids.new(), at=self.now, actor=actor.id if actor else None, digest=digest)


async def assemble() -> Cast:
    """Everybody, in the empty database that is in use. They came two weeks ago; Bo came yesterday."""
    return await seeds.planted("cast", _made)


async def _made() -> Cast:
    began = TUESDAY - timedelta(days=14)

    async def add(name: str, *roles: str, team: UUID | None = None, at: datetime = began) -> Person:
        entry = Entry(id=ids.new(), at=at)
        email = f"{name.partition(' ')[0].lower()}@example.org"
        return await actions.add_person(None, name=name, email=email, roles=roles, zone=ZONE, team=team, entry=entry)

    async def team(name: str, parent: UUID | None = None) -> UUID:
        return await actions.make_team(None, name=name, parent=parent, zone=ZONE, entry=Entry(id=ids.new(), at=began))

    async def manage(person: Person, team: UUID) -> None:
        await actions.join_team(None, person.id, team, manages=True, entry=Entry(id=ids.new(), at=began))

    zoe = await add("Zoe Admin", "admin")
    sales = await team("Sales")
    north, south = await team("Team North", sales), await team("Team South", sales)
    lea = await add("Lea Leader", "leader", "manager")
    mira, tom = await add("Mira North", "manager"), await add("Tom South", "manager")
    await manage(lea, sales)
    await manage(mira, north)
    await manage(tom, south)
    sam = await add("Sam Author", "author")
    await actions.set_roles(None, sam.id, ["author"], process_owner=True, entry=Entry(id=ids.new(), at=began))
    ada = await add("Ada Rep", "rep", team=north)
    ida = await add("Ida Rep", "rep", team=south)
    bo = await add("Bo Rep", "rep", team=north, at=TUESDAY - timedelta(days=1))
    return Cast(
        ada=ada,
        bo=bo,
        ida=ida,
        mira=await again(mira),
        tom=await again(tom),
        lea=await again(lea),
        sam=await again(sam),
        zoe=zoe,
        sales=sales,
        north=north,
        south=south,
    )


async def again(person: Person) -> Person:
    """The same person as the database knows them now."""
    found = await queries.person(person.id)
    assert found is not None
    return found


async def signed_in(person: Person, now: datetime = TUESDAY, *, remember: bool = False) -> tuple[str, Visit]:
    """A session of this person: the token for its cookie, and the visit it makes."""
    link, token = ids.token(), ids.token()
    await actions.make_link(person, token=link, code=ids.code(), now=now, remember=remember)
    using = Using(form=ids.new(), token=token, device="Firefox on Linux", now=now)
    outcome = await actions.sign_in_by_link(link, using)
    assert outcome.result == "in"
    visit = await queries.visit(token, now)
    assert visit is not None
    return token, visit
