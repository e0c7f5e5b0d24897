"""Which roles and teams somebody has by the groups they are in. What no group decides stays as it was decided by hand."""

from collections.abc import Collection, Iterable
from uuid import UUID

from msgspec import Struct


class Meaning(Struct, frozen=True, kw_only=True):
    """What a group is here: means is team, managers or role."""

    group: UUID
    means: str
    team: UUID | None
    role: str


class Placed(Struct, frozen=True, kw_only=True):
    """What somebody is to have: all roles, the team to be in (None for none; `moves` whether that is decided), and teams to begin and to stop
    managing.
    """

    roles: frozenset[str]
    moves: bool
    team: UUID | None
    begins: tuple[UUID, ...]
    ends: tuple[UUID, ...]


def placed(
    groups: Collection[UUID],
    meanings: Iterable[Meaning],
    *,
    roles: Collection[str],
    team: UUID | None,
    manages: Collection[UUID],
    usual: Collection[str],
) -> Placed:
    """What somebody in these groups is to have, from what they have now. A role or a team that some group stands for is theirs when they are in such
    a group and not otherwise; whoever is left without a role has the `usual` ones.
    """
    told = list(meanings)
    mine = [one for one in told if one.group in groups]
    granted = {one.role for one in mine if one.means == "role"}
    decided = {one.role for one in told if one.means == "role"}
    teams = sorted({one.team for one in mine if one.means == "team" and one.team is not None})
    owned = {one.team for one in told if one.means == "team"}
    managed = {one.team for one in mine if one.means == "managers" and one.team is not None}
    ruled = {one.team for one in told if one.means == "managers" and one.team is not None}
    held = (set(roles) - decided) | granted | ({"manager"} if managed else set())
    stays = team in teams if teams else team not in owned
    return Placed(
        roles=frozenset(held or usual),
        moves=not stays,
        team=(team if team in teams else teams[0]) if teams else (None if team in owned else team),
        begins=tuple(sorted(managed - set(manages))),
        ends=tuple(sorted((ruled & set(manages)) - managed)),
    )
