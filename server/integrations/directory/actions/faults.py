"""What can stand in the way of a request of the directory, besides what the verbs of people refuse."""

from server.errors import DomainError


class Unknown(DomainError):
    """There is no such user or group, or the directory deleted it."""


class Taken(DomainError):
    """Somebody else has that name or address."""


class Outdated(DomainError):
    """It was changed since the directory looked at it."""
