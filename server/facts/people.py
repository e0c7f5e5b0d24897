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


class PersonErased(Fact, frozen=True, kw_only=True):
    """A person was erased: so many texts and pieces of evidence went. It is about the nameless row that stayed in their place."""

    kind: ClassVar[str] = "person-erased"
    words: int
    evidence: int


class RecordWritten(Fact, frozen=True, kw_only=True):
    """Everything that is kept about a person was written into a file for them, outside the product."""

    kind: ClassVar[str] = "record-written"


class BuyerErased(Fact, frozen=True, kw_only=True):
    """Somebody on the buyer's side was erased from so many pieces of evidence."""

    kind: ClassVar[str] = "buyer-erased"
    evidence: int


class WordsForgotten(Fact, frozen=True, kw_only=True):
    """So many texts and files were emptied because their time was over: `period` is evidence, answers or notes, `months` how long it lasts."""

    kind: ClassVar[str] = "words-forgotten"
    period: str
    months: int
    texts: int


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
    """A person signed in. `how` is link, code, company, passkey or demo."""

    kind: ClassVar[str] = "signed-in"
    session: UUID
    how: str


class SignedOut(Fact, frozen=True, kw_only=True):
    """A person signed out, on one device or everywhere, or an admin signed them out everywhere; `sessions` is how many ended."""

    kind: ClassVar[str] = "signed-out"
    sessions: int
    by_admin: bool = False


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


class PeopleFileGiven(Fact, frozen=True, kw_only=True):
    """A file of people was handed in. Nothing of it is written yet; its rows live beside the ledger until it is taken over."""

    kind: ClassVar[str] = "people-file-given"
    file: UUID


class PeopleColumnsSet(Fact, frozen=True, kw_only=True):
    """What the columns of a file of people are was said; so many of them become something."""

    kind: ClassVar[str] = "people-columns-set"
    file: UUID
    columns: int


class PeopleFileDropped(Fact, frozen=True, kw_only=True):
    """A file of people was thrown away instead of taken over."""

    kind: ClassVar[str] = "people-file-dropped"
    file: UUID


class PeopleImported(Fact, frozen=True, kw_only=True):
    """A file of people was taken over: how many were added, changed, came back and left, how many teams were made, how many rows stayed out."""

    kind: ClassVar[str] = "people-imported"
    file: UUID
    added: int
    changed: int
    returned: int
    left: int
    teams: int
    out: int


class DirectoryRulesSet(Fact, frozen=True, kw_only=True):
    """An admin said what people from the directory begin with (`roles`) and where their teams come from: groups, departments, managers or nowhere."""

    kind: ClassVar[str] = "directory-rules-set"
    roles: tuple[str, ...]
    teams: str


class DirectoryGroupMeant(Fact, frozen=True, kw_only=True):
    """An admin said what a group of the directory means here: none, team, managers or role."""

    kind: ClassVar[str] = "directory-group-meant"
    group: UUID
    means: str
    team: UUID | None
    role: str


class DirectoryUserKept(Fact, frozen=True, kw_only=True):
    """The directory added, changed or deleted somebody; `fields` are the parts of its document that differ. What follows for the person is a fact of
    its own.
    """

    kind: ClassVar[str] = "directory-user-kept"
    user: UUID
    how: str
    fields: tuple[str, ...] = ()


class DirectoryGroupKept(Fact, frozen=True, kw_only=True):
    """The directory added, changed or deleted a group; so many came into it and went."""

    kind: ClassVar[str] = "directory-group-kept"
    group: UUID
    how: str
    came: int = 0
    went: int = 0
