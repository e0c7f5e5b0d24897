"""What was sent, for the page that shows it again. Pure."""

from collections.abc import Mapping, Sequence

from server.errors import Invalid


def first(sent: Mapping[str, Sequence[str]] | None) -> dict[str, str]:
    """The first value of each field; nothing where nothing was sent."""
    return {name: values[0] for name, values in (sent or {}).items() if values}


def typed(invalid: Invalid | None) -> dict[str, str]:
    """The same of a form whose fields need another look; nothing where none does."""
    return first(invalid.typed) if invalid else {}
