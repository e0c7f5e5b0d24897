"""Roles over time: a row for every stretch in which somebody had one."""

from collections.abc import Collection
from uuid import UUID

from server.errors import Invalid
from server.ledger import Entry
from server.people.roles import ROLES
from server.people.tables import RoleGrant
from server.sentences import gettext as _


def checked(roles: Collection[str], *, process_owner: bool) -> frozenset[str]:
    """The roles as a set. Raises Invalid for none, an unknown one, or a process owner who is no author."""
    held = frozenset(roles)
    if not held or held - set(ROLES):
        raise Invalid({"roles": _("Choose at least one role from the list.")}, {})
    if process_owner and "author" not in held:
        raise Invalid({"roles": _("A process owner is an author. Choose that role as well.")}, {})
    return held


async def change(person: UUID, *, before: frozenset[str], after: frozenset[str], entry: Entry) -> None:
    """Ends the grants that no longer hold and begins the new ones."""
    for role in sorted(before - after):
        await RoleGrant.update({RoleGrant.ended: entry.at}).where(
            RoleGrant.person == person, RoleGrant.role == role, RoleGrant.ended.is_null()
        )
    for role in sorted(after - before):
        await RoleGrant.insert(RoleGrant(id=entry.child(f"role {role}").id, person=person, role=role, began=entry.at))
