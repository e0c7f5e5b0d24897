"""One commit: what names it, and where it is looked for. Pure."""

from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

FORMAT: Final = "%H%x00%an%x00%ae%x00%ct%x00%s"
"""What `git log` is asked for."""

SHORT: Final = 8
LONGEST: Final = 200
"""Signs of a subject or a name that are kept."""


class Place(Struct, frozen=True):
    """What is fetched: an address, a branch, the repository's own when it is empty, and the folder of the academy within."""

    repository: str
    branch: str = ""
    folder: str = ""

    @property
    def kind(self) -> str:
        """How git reaches it: https, http, ssh or file."""
        scheme = self.repository.partition("://")[0].lower() if "://" in self.repository else ""
        return scheme or ("file" if self.repository.startswith("/") else "ssh")

    @property
    def host(self) -> str:
        """Whom a token is for: way, host and port, without a name in front; empty for what takes none."""
        way, _mark, rest = self.repository.partition("://")
        return f"{way}://{rest.partition('/')[0].rpartition('@')[2]}".lower() if self.kind in {"https", "http"} else ""

    @property
    def shown(self) -> str:
        """The address without a name in front of its host."""
        way, mark, rest = self.repository.partition("://")
        if not mark:
            return self.repository
        host, slash, path = rest.partition("/")
        return f"{way}://{host.rpartition('@')[2]}{slash}{path}"


class Commit(Struct, frozen=True, kw_only=True):
    """A commit. `email` is what its author says, and is not kept."""

    hash: str
    subject: str = ""
    author: str = ""
    email: str = ""
    at: datetime | None = None

    @property
    def short(self) -> str:
        """Its name as people write it."""
        return self.hash[:SHORT]


def read_commit(said: bytes) -> Commit:
    """What `git log -1 --format=FORMAT` says. Raises ValueError when it is nothing of the kind."""
    name, author, email, at, subject = said.decode("utf-8", "replace").rstrip("\n").split("\0", 4)
    if not is_hash(name):
        raise ValueError("That is no commit.")
    return Commit(hash=name, subject=_line(subject), author=_line(author), email=_line(email), at=_moment(at))


def is_hash(text: str) -> bool:
    """Whether this names a commit whole."""
    return len(text) in {40, 64} and set(text) <= set("0123456789abcdef")


FIRST, LAST = datetime(2005, 4, 7, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""The day of the first commit that git kept of itself, and a day that every zone still has."""


def _moment(seconds: str) -> datetime | None:
    """A commit may say any number."""
    try:
        found = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if FIRST <= found <= LAST else None


def _line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()[:LONGEST]
