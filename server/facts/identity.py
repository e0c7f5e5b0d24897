"""Ways of signing in besides mail: the company's own account, and passkeys."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class ProviderSet(Fact, frozen=True, kw_only=True):
    """An admin said how the company's own accounts sign in. `only`: everybody but admins signs in this way; `links`: a verified address is enough
    for the first time; `adds`: who is not here yet is added. Issuer and client live in `identity_provider`.
    """

    kind: ClassVar[str] = "provider-set"
    on: bool
    only: bool
    links: bool
    adds: bool
    rules: int


class IdentityLinked(Fact, frozen=True, kw_only=True):
    """A company account became a person's way in. `how` is address or added when it was recognised at its first sign-in, account when the person
    linked it on their own page; the account itself lives in `identity`.
    """

    kind: ClassVar[str] = "identity-linked"
    identity: UUID
    how: str


class IdentityUnlinked(Fact, frozen=True, kw_only=True):
    """An admin, or the person, parted a company account from its person."""

    kind: ClassVar[str] = "identity-unlinked"
    identity: UUID


class PasskeyAdded(Fact, frozen=True, kw_only=True):
    """A person added a passkey of theirs."""

    kind: ClassVar[str] = "passkey-added"
    passkey: UUID


class PasskeyRemoved(Fact, frozen=True, kw_only=True):
    """A person removed a passkey of theirs."""

    kind: ClassVar[str] = "passkey-removed"
    passkey: UUID
