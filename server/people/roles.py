"""Who may do what, and who sees what: the table of `VISIBLE` is the whole rule, and `may_see` reads it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct

ROLES = ("rep", "manager", "leader", "author", "admin")
"""Every role, in the order in which people read them. One person may have several."""


class Actor(Struct, frozen=True, kw_only=True):
    """Who is asking. `team` is the team they are a member of today; facts store it."""

    id: UUID
    name: str
    roles: frozenset[str]
    zone: str
    locale: str
    theme: str
    team: UUID | None = None
    process_owner: bool = False

    def has(self, role: str) -> bool:
        """Whether they have this role."""
        return role in self.roles


def in_order(roles: frozenset[str] | set[str]) -> tuple[str, ...]:
    """The roles in the order of `ROLES`. Raises ValueError for one that does not exist."""
    unknown = roles - set(ROLES)
    if unknown:
        raise ValueError(f"No such role: {', '.join(sorted(unknown))}")
    return tuple(role for role in ROLES if role in roles)


class What(StrEnum):
    """What is known about a person, as people speak of it."""

    ANSWERS = "answers"
    """Single answers, picks, confidence and times."""
    KNOW_DO = "know-do"
    """What a person knows and does, per behaviour."""
    DEALS = "deals"
    """Inspections, evidence and deals."""
    NOTES = "notes"
    """The text of notes about a person."""
    NOTE_LABELS = "note-labels"
    """That a note was written, and its label, without a word of it."""
    REFLECTIONS = "reflections"
    """What a person wrote for themselves."""
    LOOKS = "looks"
    """Who looked at their data, and when."""


class Rule(StrEnum):
    """When a reader may see something."""

    OWN = "own"
    OWN_FIRST = "own-first"
    """Theirs, before anyone else."""
    TEAM = "team"
    """About the people they manage today."""
    TEAM_BY_POLICY = "team-by-policy"
    """The same, once a policy is in force, because it is a number about one person."""
    WRITER_OR_TEAM = "writer-or-team"
    SHARED = "shared"
    """About the people they manage today, where the person ticked the box."""
    LARGE_TEAMS = "large-teams"
    """A figure of a whole team of at least five people."""
    POOLED = "pooled"
    """A figure over at least twenty people, without names."""
    LABEL = "label"
    """Only that there is something: the text is never shown."""
    YES = "yes"
    NEVER = "never"


SMALLEST_TEAM = 5
SMALLEST_POOL = 20

READERS = ("own", "manager", "leader", "author", "admin")
"""The columns of the table: the person themselves, their current manager, and the roles."""

VISIBLE: Mapping[What, Mapping[str, Rule]] = MappingProxyType(
    {
        What.ANSWERS: MappingProxyType(
            {"own": Rule.OWN, "manager": Rule.NEVER, "leader": Rule.NEVER, "author": Rule.POOLED, "admin": Rule.NEVER}
        ),
        What.KNOW_DO: MappingProxyType(
            {
                "own": Rule.OWN_FIRST,
                "manager": Rule.TEAM_BY_POLICY,
                "leader": Rule.LARGE_TEAMS,
                "author": Rule.NEVER,
                "admin": Rule.NEVER,
            }
        ),
        What.DEALS: MappingProxyType(
            {"own": Rule.OWN, "manager": Rule.TEAM, "leader": Rule.YES, "author": Rule.NEVER, "admin": Rule.NEVER}
        ),
        What.NOTES: MappingProxyType(
            {"own": Rule.OWN, "manager": Rule.WRITER_OR_TEAM, "leader": Rule.LABEL, "author": Rule.NEVER, "admin": Rule.NEVER}
        ),
        What.NOTE_LABELS: MappingProxyType(
            {"own": Rule.OWN, "manager": Rule.WRITER_OR_TEAM, "leader": Rule.YES, "author": Rule.NEVER, "admin": Rule.NEVER}
        ),
        What.REFLECTIONS: MappingProxyType(
            {"own": Rule.OWN, "manager": Rule.SHARED, "leader": Rule.NEVER, "author": Rule.NEVER, "admin": Rule.NEVER}
        ),
        What.LOOKS: MappingProxyType(
            {"own": Rule.OWN, "manager": Rule.NEVER, "leader": Rule.NEVER, "author": Rule.NEVER, "admin": Rule.NEVER}
        ),
    }
)
"""Rule 10 of the house as data. Reading it aloud: `VISIBLE[what][reader]`."""


class Relation(Struct, frozen=True, kw_only=True):
    """How the actor stands to what is about to be shown.

    `own`: it is about the actor. `manages`: the actor manages its person today, through any team above. `wrote`: the actor wrote it. `shared`: its
    person ticked the box. `policy`: a policy is in force. `team` and `pool`: how many people a figure covers, when it is about a whole team
    or a nameless pool; 0 when it is about one person.
    """

    own: bool = False
    manages: bool = False
    wrote: bool = False
    shared: bool = False
    policy: bool = False
    team: int = 0
    pool: int = 0


def may_see(actor: Actor, what: What, relation: Relation) -> bool:
    """Whether the actor may see this. Several roles see what any one of them sees."""
    return any(_holds(VISIBLE[what][reader], relation) for reader in _readers(actor, relation))


def _readers(actor: Actor, relation: Relation) -> Iterator[str]:
    if relation.own:
        yield "own"
    if relation.manages or relation.wrote:
        yield "manager"
    for role in ("leader", "author", "admin"):
        if actor.has(role):
            yield role


def _holds(rule: Rule, to: Relation) -> bool:
    return {
        Rule.OWN: to.own,
        Rule.OWN_FIRST: to.own,
        Rule.TEAM: to.manages,
        Rule.TEAM_BY_POLICY: to.manages and to.policy,
        Rule.WRITER_OR_TEAM: to.manages or to.wrote,
        Rule.SHARED: to.manages and to.shared,
        Rule.LARGE_TEAMS: to.team >= SMALLEST_TEAM,
        Rule.POOLED: to.pool >= SMALLEST_POOL,
        Rule.LABEL: False,
        Rule.YES: True,
        Rule.NEVER: False,
    }[rule]
