"""What a token may be used for, and how long it lasts."""

from collections.abc import Collection
from datetime import timedelta
from types import MappingProxyType
from typing import Final

READ: Final = "read"
WRITE: Final = "write"
SCIM: Final = "scim"
MAIL: Final = "mail"

PERSONAL: Final = (READ, WRITE)
"""What a person's own token may do: look, and change. It acts as that person and reaches what that person reaches, never more."""

INSTALLATION: Final = (SCIM, MAIL)
"""What a token of the installation may do: bring people from a directory, and bring mail. It is nobody, so it reads nobody's data."""

PREFIX: Final = "plumb_"
"""How every token begins, so that a scanner of leaked secrets finds one."""

LIFETIMES: Final = MappingProxyType({"30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)})
"""How long a token may last, in days as a form sends them."""

ENDLESS: Final = "0"
"""A token of the installation may also last until somebody ends it: a directory that stops at night is noticed by nobody."""

LONGEST_NAME: Final = 80


def held(scopes: Collection[str], *, allowed: Collection[str]) -> tuple[str, ...]:
    """These scopes in their order; whoever may change may also look. Raises ValueError for none, or for one that is not allowed here."""
    if not scopes or not set(scopes) <= set(allowed):
        raise ValueError(f"Scopes are some of: {', '.join(allowed)}")
    wanted = {*scopes, *([READ] if WRITE in scopes else [])}
    return tuple(scope for scope in (*PERSONAL, *INSTALLATION) if scope in wanted)
