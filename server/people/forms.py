"""What forms about people send."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class AskForm(Struct, kw_only=True):
    """Somebody wants a link and a code."""

    email: Annotated[str, Meta(max_length=254)]
    remember: bool = False
    next: str = ""


class CodeForm(Struct, kw_only=True):
    """A code is typed; `asked` is the request it belongs to."""

    asked: str
    code: Annotated[str, Meta(max_length=20)]

    @property
    def digits(self) -> str:
        """The code as digits: people type spaces and hyphens."""
        return "".join(sign for sign in self.code if sign.isdigit())


class DemoForm(Struct, kw_only=True):
    """One of the cast was tapped."""

    person: str
    next: str = ""


class AccountForm(Struct, kw_only=True):
    """How somebody wants to read. `theme` is system, light or dark."""

    zone: str
    theme: str = "system"
    locale: str | None = None


class PersonForm(Struct, kw_only=True):
    """Somebody as an admin describes them; `roles` and `team` when they are added. The verb says of each what is missing, of all at once."""

    name: str = ""
    email: str = ""
    zone: str = "UTC"
    roles: list[str] = []
    team: str = ""


class RolesForm(Struct, kw_only=True):
    """What somebody may do."""

    roles: list[str] = []
    process_owner: bool = False
    in_training: bool = False


class PlaceForm(Struct, kw_only=True):
    """A team somebody is in or manages; empty for none."""

    team: str = ""


class TeamForm(Struct, kw_only=True):
    """A team; `parent` is empty at the top."""

    name: str
    parent: str = ""
    zone: str = "UTC"


class PolicyForm(Struct, kw_only=True):
    """The policy; `numbers` is ranges or counts."""

    company: str
    text: str
    owner: str
    in_force_from: date
    numbers: str = "ranges"


class AbsenceForm(Struct, kw_only=True):
    """Somebody is away from `first` to `last`; without a `person` it is oneself. `cover` stands in for a manager."""

    first: date
    last: date
    person: UUID | None = None
    cover: UUID | None = None


class TokenForm(Struct, kw_only=True):
    """A token for a program: what it is for, what it may do, and for how many days. The verb says of each what is missing."""

    name: str = ""
    scopes: list[str] = []
    lasts: str = "90"
