"""What fetching needs of its installation."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from server import clock, vault
from server.integrations.git.commit import Place
from server.integrations.git.outside import Git, Keep, Limits
from server.integrations.git.queries import Source
from server.integrations.git.trouble import Trouble
from server.settings import Settings
from server.vault import Locked


class Within(Struct, frozen=True, kw_only=True):
    """The place that is fetched, the token of the environment, the key of the vault, where things are kept, and our own address for letters."""

    place: Place
    token: str = ""
    key: str
    keep: Keep
    every: int
    site: str
    now: Callable[[], datetime] = clock.now
    limits: Limits = Limits()
    program: str = "git"

    @property
    def mark(self) -> str:
        """Names the place in the database, which need not know an address that may say more than it should."""
        return sha256("\n".join((self.place.repository, self.place.branch, self.place.folder)).encode()).hexdigest()

    def git(self, source: Source) -> Git:
        """git for this place. The token of the environment comes before the one that was entered. Raises Trouble when that cannot be read, or is
        for another host: an address that was changed would give it away.
        """
        token = self.token
        if not token and source.token:
            try:
                host, _gap, token = vault.unseal(source.token, key=self.key).rpartition(" ")
            except Locked as error:
                raise Trouble("key") from error
            if self.place.host not in {host, ""}:
                raise Trouble("elsewhere", detail=host)
        return Git(self.place, token, self.limits, program=self.program)


def within(settings: Settings) -> Within | None:
    """What these settings say, None where no repository is set."""
    if not settings.lessons_repository:
        return None
    return Within(
        place=place_of(settings),
        token=settings.lessons_token,
        key=vault.key_of(settings),
        keep=Keep(settings.fetched),
        every=settings.lessons_every,
        site=settings.url,
    )


def place_of(settings: Settings) -> Place:
    """What is fetched."""
    return Place(settings.lessons_repository, settings.lessons_branch, settings.lessons_path)
