"""What a copy must not bring back to life, and who comes back with it: a database that is put back is older than the one before it.

Nobody is signed in after it, and nothing that was on its way signs anybody in. A token that was ended since stays ended, as far as the
database that was there before can tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct


class Before(Struct, frozen=True, kw_only=True):
    """What the database that a copy replaces knows: which tokens were `ended`, and when, and of everybody by id whether they are still `here`."""

    ended: Mapping[str, str]
    here: Mapping[str, bool]


class Came(Struct, frozen=True, kw_only=True):
    """What came back to life with a copy: `tokens` that work, and the addresses of those who were let go or erased since.

    `compared` is false where no database was there before to tell.
    """

    compared: bool
    tokens: int
    back: tuple[str, ...]


SIGNED_IN: Final = ("session", "sign_in", "oidc_journey", "oidc_leave", "passkey_challenge")
"""The tables of who is signed in, or is on the way there by a link, a code, the company's provider or a passkey."""

ENDED: Final = 'SELECT "id", "ended_at" FROM "api_token" WHERE "ended_at" IS NOT NULL'

HERE: Final = 'SELECT "id", "email", "deactivated_at" IS NULL AND "erased_at" IS NULL FROM "person"'

LIVE: Final = (
    'SELECT count(*) FROM "api_token" WHERE "ended_at" IS NULL AND ("expires_at" IS NULL OR "expires_at" > CURRENT_TIMESTAMP)'
)


def before(ended: Iterable[Sequence[object]], here: Iterable[Sequence[object]]) -> Before:
    """The rows that ENDED and HERE find, in the database that is replaced."""
    return Before(ended={str(id): str(at) for id, at in ended}, here={str(id): bool(still) for id, _email, still in here})


def statements(known: Before | None) -> list[str]:
    """What is to be done in the database that was put back, in the transaction that puts it there, or before anybody may open it."""
    told = known.ended if known else {}
    return [*(f'DELETE FROM "{table}"' for table in SIGNED_IN), *(_ended(id, at) for id, at in told.items())]  # noqa: S608  # names of ours


def _ended(token: str, at: str) -> str:
    # Both were read from a database of ours, and psql takes no values beside its words.
    id, when = token.replace("'", "''"), at.replace("'", "''")
    return f"""UPDATE "api_token" SET "ended_at" = '{when}' WHERE "id" = '{id}' AND "ended_at" IS NULL"""  # noqa: S608  # as said


def came(known: Before | None, tokens: int, here: Iterable[Sequence[object]]) -> Came:
    """What the rows of LIVE and HERE tell of the database that was put back. One that shares nobody with the one before was another's."""
    people = {str(id): str(email) for id, email, still in here if still}
    if known is None or people.keys().isdisjoint(known.here):
        return Came(compared=False, tokens=tokens, back=())
    return Came(compared=True, tokens=tokens, back=tuple(sorted(email for id, email in people.items() if not known.here.get(id))))
