"""What several verbs check first."""

from uuid import UUID

from server.db import Statement
from server.errors import Forbidden, NotFound, Refused
from server.people import queries
from server.people.queries import Person
from server.people.roles import Actor
from server.people.tables import Person as PersonTable
from server.sentences import gettext as _


def need_admin(actor: Actor | None) -> None:
    """Raises Forbidden unless the actor is an admin or the command line."""
    if actor is not None and not actor.has("admin"):
        raise Forbidden("Only an admin may do this.")


async def subject(actor: Actor | None, person: UUID) -> Person:
    """The person an admin is about to change, locked until the transaction ends. Raises Forbidden or NotFound."""
    need_admin(actor)
    await LOCK(person)
    found = await queries.person(person)
    if found is None or found.erased_at is not None:
        raise NotFound("There is nobody here by that id.")
    return found


async def need_another_admin(person: UUID) -> None:
    """Raises Refused when nobody else who is active could do what an admin does. Two such verbs never run side by side."""
    await ALONE()
    rows = await PersonTable.select(PersonTable.id, PersonTable.roles).where(PersonTable.deactivated_at.is_null())
    if not any("admin" in row["roles"].split() for row in rows if row["id"] != person):
        raise Refused(
            _("This is the only admin. Give somebody else that role first, so that the installation stays in somebody’s hands.")
        )


# An update that changes nothing is the row lock that both engines know.
LOCK = Statement('UPDATE "person" SET "roles" = "roles" WHERE "id" = {}')
ALONE = Statement(
    'INSERT INTO "installation" ("key", "value") VALUES (\'admins\', \'\') ON CONFLICT ("key") DO UPDATE SET "value" = \'\''
)
