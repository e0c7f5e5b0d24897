"""What an admin types about the repository."""

from msgspec import Struct


class TokenForm(Struct, frozen=True, kw_only=True):
    """What opens it."""

    token: str


class LookForm(Struct, frozen=True, kw_only=True):
    """The branch to look at; the one that is fetched when it is empty."""

    branch: str = ""
