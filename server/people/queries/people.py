"""Questions about people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared
from server.people.roles import Actor
from server.people.tables import Person as PersonTable
from server.people.tables import RoleGrant


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who is or was here."""

    id: UUID
    name: str
    email: str
    zone: str
    locale: str
    """Empty while nobody said in which language they read."""
    theme: str
    roles: frozenset[str]
    process_owner: bool
    team: UUID | None
    team_name: str
    added_at: datetime
    deactivated_at: datetime | None
    erased_at: datetime | None = None
    """When they were erased: this is nobody any more, and holds up what the numbers of others rest on."""

    @property
    def active(self) -> bool:
        """Whether they are here today."""
        return self.deactivated_at is None

    @property
    def actor(self) -> Actor:
        """The same person as somebody who acts."""
        return Actor(
            id=self.id,
            name=self.name,
            roles=self.roles,
            zone=self.zone,
            locale=self.locale or "en",
            theme=self.theme,
            team=self.team,
            process_owner=self.process_owner,
        )


class RoleSpan(Struct, frozen=True, kw_only=True):
    """A role somebody had for a time; `ended` is empty while it holds."""

    role: str
    began: datetime
    ended: datetime | None


async def person(id: UUID) -> Person | None:
    """This person, or None."""
    return next(iter(people_of(await BY_ID(id=id))), None)


async def person_by_address(email: str) -> Person | None:
    """Who has this address, written as `addresses.normal` writes it; also somebody who left."""
    return next(iter(people_of(await BY_ADDRESS(email=email))), None)


async def having(addresses: Collection[str]) -> dict[str, Person]:
    """Who has each of these addresses, also somebody who left."""
    rows = await PersonTable.select(*COLUMNS).where(PersonTable.email.is_in(list(addresses))) if addresses else []
    return {one.email: one for one in people_of(rows)}


async def these(ids: Collection[UUID]) -> dict[UUID, Person]:
    """These people by id, those who left among them, and the nameless rows of who was erased."""
    rows = await PersonTable.select(*COLUMNS).where(PersonTable.id.is_in(list(ids))) if ids else []
    return {one.id: one for one in people_of(rows)}


async def everyone() -> list[Person]:
    """All people, those who are here first, by name. Who was erased is nobody."""
    found = people_of(
        await PersonTable.select(*COLUMNS).where(PersonTable.erased_at.is_null()).order_by(PersonTable.name, PersonTable.id)
    )
    return sorted(found, key=lambda one: not one.active)


async def cast() -> list[Person]:
    """The people of a demonstration, in the order in which they were added."""
    return people_of(
        await PersonTable.select(*COLUMNS)
        .where(PersonTable.deactivated_at.is_null())
        .order_by(PersonTable.added_at, PersonTable.id)
    )


async def process_owners() -> list[Person]:
    """Those who decide the wording of the process today, by name."""
    return await holding(PROCESS_OWNER)


async def admins() -> list[Person]:
    """Those who run the installation today, by name."""
    return await holding("admin")


async def holding(role: str) -> list[Person]:
    """Those who are here and have this role today, by name."""
    return people_of(await HOLDING(role=role))


async def roles_over_time(person: UUID) -> list[RoleSpan]:
    """Every role this person had, oldest first. Besides the roles: `process owner` and `in training`."""
    rows = await RoleGrant.select().where(RoleGrant.person == person).order_by(RoleGrant.began, RoleGrant.id)
    return [RoleSpan(role=row["role"], began=row["began"], ended=row["ended"]) for row in rows]


async def in_training(person: UUID) -> bool:
    """Whether this person is in training today."""
    return any(span.role == IN_TRAINING and span.ended is None for span in await roles_over_time(person))


IN_TRAINING = "in training"
PROCESS_OWNER = "process owner"


def people_of(rows: Sequence[Mapping[str, Any]]) -> list[Person]:
    """Rows of `COLUMNS` as people."""
    return [
        Person(
            id=row["id"],
            name=row["name"],
            email=row["email"],
            zone=row["zone"],
            locale=row["locale"],
            theme=row["theme"],
            roles=frozenset(row["roles"].split()),
            process_owner=row["process_owner"],
            team=row["team"],
            team_name=row["team.name"] or "",
            added_at=row["added_at"],
            deactivated_at=row["deactivated_at"],
            erased_at=row["erased_at"],
        )
        for row in rows
    ]


COLUMNS = (*PersonTable.all_columns(), PersonTable.team.name)
BY_ID = Prepared(lambda: PersonTable.select(*COLUMNS).where(PersonTable.id == P("id")))
BY_ADDRESS = Prepared(lambda: PersonTable.select(*COLUMNS).where(PersonTable.email == P("email")))
HOLDING = Prepared(
    lambda: (
        PersonTable.select(*COLUMNS)
        .where(
            PersonTable.deactivated_at.is_null(),
            PersonTable.id.is_in(
                RoleGrant.select(RoleGrant.person).where(RoleGrant.role == P("role"), RoleGrant.ended.is_null())
            ),
        )
        .order_by(PersonTable.name, PersonTable.id)
    )
)
