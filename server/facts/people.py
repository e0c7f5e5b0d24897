"""People, teams, how they sign in, the policy, and who looked at whose data."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class PersonAdded(Fact, frozen=True, kw_only=True):
    """An admin added a person with these roles."""

    kind: ClassVar[str] = "person-added"
    roles: tuple[str, ...]


class RolesChanged(Fact, frozen=True, kw_only=True):
    """An admin set a person's roles; `process_owner` is the mark of an author who decides the wording of the process."""

    kind: ClassVar[str] = "roles-changed"
    roles: tuple[str, ...]
    process_owner: bool = False
    in_training: bool = False


class PersonChanged(Fact, frozen=True, kw_only=True):
    """Name, address, zone, language or theme of a person was changed; `fields` says which."""

    kind: ClassVar[str] = "person-changed"
    fields: tuple[str, ...]


class PersonDeactivated(Fact, frozen=True, kw_only=True):
    """A person left; their history stays, their sign-ins end."""

    kind: ClassVar[str] = "person-deactivated"


class PersonReactivated(Fact, frozen=True, kw_only=True):
    """A person came back."""

    kind: ClassVar[str] = "person-reactivated"


class TeamMade(Fact, frozen=True, kw_only=True):
    """A team was made, below `parent` or at the top."""

    kind: ClassVar[str] = "team-made"
    team: UUID
    parent: UUID | None


class TeamChanged(Fact, frozen=True, kw_only=True):
    """A team was renamed or moved below another one; its name lives in `team`."""

    kind: ClassVar[str] = "team-changed"
    team: UUID
    parent: UUID | None


class MembershipBegan(Fact, frozen=True, kw_only=True):
    """A person joined a team, as a member or as its manager."""

    kind: ClassVar[str] = "membership-began"
    team: UUID
    manages: bool


class MembershipEnded(Fact, frozen=True, kw_only=True):
    """A person left a team."""

    kind: ClassVar[str] = "membership-ended"
    team: UUID
    manages: bool


class SignedIn(Fact, frozen=True, kw_only=True):
    """A person signed in. `how` is link, code or demo."""

    kind: ClassVar[str] = "signed-in"
    session: UUID
    how: str


class SignedOut(Fact, frozen=True, kw_only=True):
    """A person signed out, on one device or everywhere; `sessions` is how many ended."""

    kind: ClassVar[str] = "signed-out"
    sessions: int


class TokenMade(Fact, frozen=True, kw_only=True):
    """A person made a token for a program: their own, which acts as they do, or one of the installation. Its name lives in `api_token`."""

    kind: ClassVar[str] = "token-made"
    token: UUID
    scopes: tuple[str, ...]
    installation: bool


class TokenEnded(Fact, frozen=True, kw_only=True):
    """A token was ended by its person or by an admin."""

    kind: ClassVar[str] = "token-ended"
    token: UUID


class PolicySet(Fact, frozen=True, kw_only=True):
    """The admin entered the policy under which numbers about people may be seen."""

    kind: ClassVar[str] = "policy-set"
    policy: UUID
    counts_only: bool


class DataLookedAt(Fact, frozen=True, kw_only=True):
    """Somebody opened a page about another person. Subject is the person, actor the viewer; at most one a day, viewer and page."""

    kind: ClassVar[str] = "data-looked-at"
    page: str


class AbsenceNoted(Fact, frozen=True, kw_only=True):
    """A person is away from `first` to `last`, both days included. `cover` may read and inspect an absent manager's team meanwhile."""

    kind: ClassVar[str] = "absence-noted"
    absence: UUID
    first: date
    last: date
    cover: UUID | None


class AbsenceWithdrawn(Fact, frozen=True, kw_only=True):
    """An absence was taken back."""

    kind: ClassVar[str] = "absence-withdrawn"
    absence: UUID
