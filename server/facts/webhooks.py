"""Who is told what happens here."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class WebhookMade(Fact, frozen=True, kw_only=True):
    """From now on another system is told of these events."""

    kind: ClassVar[str] = "webhook-made"
    webhook: UUID
    events: tuple[str, ...]


class WebhookSecretChanged(Fact, frozen=True, kw_only=True):
    """It has a new secret; the one before signs for a day more."""

    kind: ClassVar[str] = "webhook-secret-changed"
    webhook: UUID


class WebhookEnded(Fact, frozen=True, kw_only=True):
    """It is told no more."""

    kind: ClassVar[str] = "webhook-ended"
    webhook: UUID
