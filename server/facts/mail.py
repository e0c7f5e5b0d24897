"""What came of mail that somebody forwarded."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class MailAddressMade(Fact, frozen=True, kw_only=True):
    """A person made the private address to which they forward. The one they had before ended with it."""

    kind: ClassVar[str] = "mail-address-made"


class MailHeld(Fact, frozen=True, kw_only=True):
    """Something that a mail proves waits for its person to say which deal it is about."""

    kind: ClassVar[str] = "mail-held"
    item: UUID


class MailFiled(Fact, frozen=True, kw_only=True):
    """It became evidence on a deal: `by_itself`, or because its person said which."""

    kind: ClassVar[str] = "mail-filed"
    item: UUID
    deal: UUID
    evidence: UUID
    by_itself: bool


class MailDropped(Fact, frozen=True, kw_only=True):
    """Its person said that it is about no deal, or nobody said anything for a month. Its words are gone."""

    kind: ClassVar[str] = "mail-dropped"
    item: UUID
    asked: bool = True
