"""A repository with the small academy, the cast, and a clock that is set by hand."""

import base64
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct, field

from server import outbox
from server.integrations.git.actions import Within
from server.integrations.git.commit import Place
from server.integrations.git.outside import Keep, Limits
from server.outbox import Mail
from tests.cast import SITE, TUESDAY
from tests.lessons.cases import base

KEY = base64.b64encode(bytes(32)).decode()
"""With which secrets are sealed here, as those of `tests/client.py` are."""

LESSON = "meet/set-the-date.md"
BROKEN = {LESSON: "---\nid: set-the-date\n---\n\n# Nothing is asked here\n"}
"""A change that leaves the lesson without what it needs."""


def reworded() -> str:
    """The lesson, with one choice in other words."""
    return base()[LESSON].decode().replace("You made a note to call again", "You noted to call again")


class Desk(Struct):
    """What fetches from `repository` into `folder`."""

    repository: Path | str
    folder: Path
    branch: str = "main"
    below: str = ""
    every: int = 10
    token: str = ""
    now: datetime = field(default=TUESDAY)
    limits: Limits = field(default_factory=Limits)
    program: str = "git"

    def within(self) -> Within:
        return Within(
            place=Place(str(self.repository), self.branch, self.below),
            token=self.token,
            key=KEY,
            keep=Keep(self.folder),
            every=self.every,
            site=SITE,
            now=lambda: self.now,
            limits=self.limits,
            program=self.program,
        )

    def later(self, minutes: float = 10) -> "Desk":
        self.now += timedelta(minutes=minutes)
        return self


async def mails(now: datetime) -> list[Mail]:
    """What waited to be sent, and is sent by that."""
    waiting = await outbox.claim(now)
    for one in waiting:
        await outbox.sent(one.id)
    return [one.content for one in waiting]
