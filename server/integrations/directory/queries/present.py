"""Who is here and which teams there are, in four statements."""

from uuid import UUID

from server.integrations.directory.present import Here, Present, Team
from server.people import queries as people


async def present() -> Present:
    """Everybody, those who left among them, and every team."""
    manages: dict[UUID, list[UUID]] = {}
    for place in await people.memberships(lasting=True):
        if place.manages:
            manages.setdefault(place.person, []).append(place.team)
    return Present(
        people=tuple(
            Here(
                id=one.id,
                name=one.name,
                email=one.email,
                zone=one.zone,
                locale=one.locale,
                roles=one.roles,
                active=one.active,
                process_owner=one.process_owner,
                team=one.team,
                manages=tuple(manages.get(one.id, ())),
            )
            for one in await people.everyone()
        ),
        erased=frozenset(key for key, one in (await people.erasures()).items() if one.lifted_at is None),
        teams=tuple(Team(id=team.id, name=team.name, parent=team.parent) for team in await people.teams()),
    )
