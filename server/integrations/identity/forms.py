"""What the forms of this area send."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class ProviderForm(Struct, kw_only=True):
    """The provider. An empty `secret` keeps the one there is; `rules` and `claims` are texts; `trial`: who would they make?"""

    label: Annotated[str, Meta(max_length=60)] = ""
    issuer: Annotated[str, Meta(max_length=300)] = ""
    client: Annotated[str, Meta(max_length=300)] = ""
    secret: Annotated[str, Meta(max_length=500)] = ""
    public: bool = False
    on: bool = False
    only: bool = False
    links: bool = False
    adds: bool = False
    rules: Annotated[str, Meta(max_length=20_000)] = ""
    claims: Annotated[str, Meta(max_length=20_000)] = ""
    trial: bool = False


class NewPasskeyForm(Struct, kw_only=True):
    """A passkey was made: `asked` is the question, `answer` what the browser says, empty when it could not."""

    name: Annotated[str, Meta(max_length=60)]
    asked: UUID | None = None
    answer: Annotated[str, Meta(max_length=20_000)] = ""


class PasskeyForm(Struct, kw_only=True):
    """A passkey answered."""

    asked: UUID | None = None
    answer: Annotated[str, Meta(max_length=20_000)] = ""
    remember: bool = False
    next: str = ""
