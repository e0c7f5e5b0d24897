"""Refusals that a person can read. `app` is the one place that turns them into pages."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """Base of everything the product refuses. `str(error)` is a sentence for the person."""


class NotFound(DomainError):
    """There is nothing at this address, or it is not this person's to see. The two look the same on purpose."""


class Forbidden(NotFound):
    """The person is known and may not do this. Shown as not found."""


class SignedOut(DomainError):
    """Nobody is signed in, and this needs somebody."""


class Refused(DomainError):
    """It was understood and cannot be done now; the sentence says why and what helps. `back` is the page to go on from, the first one if empty."""

    def __init__(self, message: str, *, back: str = "") -> None:
        super().__init__(message)
        self.back = back


class Conflict(DomainError):
    """A form was sent twice with different words. `before` is what was kept, `after` what came now."""

    def __init__(self, message: str, *, before: str = "", after: str = "") -> None:
        super().__init__(message)
        self.before = before
        self.after = after


class TooMany(DomainError):
    """Too many tries. `seconds` says when trying again makes sense."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class Invalid(DomainError):
    """A form whose fields need another look. `fields` maps a field to its sentence; `typed` is everything that was sent."""

    def __init__(self, fields: Mapping[str, str], typed: Mapping[str, Sequence[str]]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)
        self.typed = {name: list(values) for name, values in typed.items()}

    def __reduce__(self) -> tuple[type["Invalid"], tuple[object, ...]]:
        """As it is told to another process."""
        return Invalid, (self.fields, self.typed)


class Unavailable(DomainError):
    """The database cannot be reached or written just now. Nothing was kept; trying again is safe."""


class Setup(DomainError):
    """The installation is not right: a wrong setting, an unwritable folder, a database from the future. One sentence with the way out."""
