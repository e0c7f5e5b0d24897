"""A table of who answered what about which item, row by row from a file: what can be used, and what is left out and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite

from msgspec import Struct

from server.errors import Refused
from server.inspections.agreement import Table

COLUMNS = ("item", "rater", "answer")

SHOWN = 40
"""Letters of a name that are shown in a sentence about it."""


class Ratings(Struct, frozen=True, kw_only=True):
    """What a file holds. `table` has its answers as words; `odd` are the rows left out, as (line, sentence); `empty` counts those with no answer."""

    table: Mapping[str, Mapping[str, str]]
    odd: Sequence[tuple[int, str]]
    empty: int


def read(rows: Iterable[tuple[int, Sequence[str]]]) -> Ratings:
    """Rows with their lines, the headings first. Columns stand in any order; others are left alone. Raises Refused without item, rater and answer."""
    lines = iter(rows)
    _line, names = next(lines, (1, ()))
    places, width = _places(names), len(names)
    table: dict[str, dict[str, str]] = {}
    first: dict[tuple[str, str], int] = {}
    odd, empty = list[tuple[int, str]](), 0
    for line, fields in lines:
        if not any(field.strip() for field in fields):
            continue
        if len(fields) != width:
            odd.append(
                (
                    line,
                    f"there {'is 1 column' if len(fields) == 1 else f'are {len(fields)} columns'} here and {width} in the headings",
                )
            )
            continue
        item, rater, answer = (fields[place].strip() for place in places)
        if not item or not rater:
            odd.append((line, f"the {'rater' if item else 'item'} is missing"))
        elif not answer:
            empty += 1
        elif (item, rater) in first:
            odd.append(
                (line, f"{_shown(rater)} answered {_shown(item)} on line {first[item, rater]} already; that answer stands")
            )
        else:
            first[item, rater] = line
            table.setdefault(item, {})[rater] = answer
    return Ratings(table=table, odd=odd, empty=empty)


def numbered(table: Mapping[str, Mapping[str, str]], order: Sequence[str] = ()) -> Table | None:
    """The answers as numbers: what they say, or their place in `order`. None when one is no number, or is not in the order."""
    places = {answer: float(place) for place, answer in enumerate(order)}
    number: Callable[[str], float | None] = places.get if order else _number
    found = {item: {rater: number(answer) for rater, answer in answers.items()} for item, answers in table.items()}
    return None if any(value is None for answers in found.values() for value in answers.values()) else found


def _places(names: Sequence[str]) -> tuple[int, ...]:
    found = {name.strip().casefold(): place for place, name in reversed(list(enumerate(names)))}
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        here = f"It names {', '.join(_shown(name.strip()) for name in names[:8])}." if any(names) else "It is empty."
        raise Refused(f"The first line must name the columns item, rater and answer. {here}")
    return tuple(found[name] for name in COLUMNS)


def _number(answer: str) -> float | None:
    try:
        number = float(answer)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _shown(name: str) -> str:
    return name if len(name) <= SHOWN else f"{name[: SHOWN - 1]}…"
