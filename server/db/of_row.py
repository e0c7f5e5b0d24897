"""A struct from a row whose columns have the names of its fields."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct

T = TypeVar("T", bound=Struct)


def of_row(kind: type[T], row: Mapping[str, Any], /, **given: Any) -> T:  # noqa: ANN401  # whatever the fields hold
    """The struct with each field as in its column, but for those that are `given`. Raises KeyError when the row lacks a column."""
    for name in _columns(kind, tuple(given)):
        given[name] = row[name]
    return kind(**given)


@cache
def _columns(kind: type[Struct], given: tuple[str, ...]) -> tuple[str, ...]:
    """Bounded by the places where it is called: each gives the same fields every time."""
    return tuple(name for name in kind.__struct_fields__ if name not in given)
