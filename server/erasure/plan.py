"""What every table becomes when a person is erased, in the order in which it is done, and how long words are kept by themselves.

A column that holds people, ids or words is named here once; a test walks the tables and compares. What belongs to the person alone goes with its row,
their words are emptied, and what the numbers of others rest on stays under a fresh random id that leads to nobody.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from server.erasure.of_deals import OF_DEALS
from server.erasure.of_people import OF_PEOPLE
from server.erasure.of_systems import OF_SYSTEMS
from server.erasure.rule import PERIODS, Lapse, Table, Words

PLAN: Final[Mapping[str, Table]] = {**OF_DEALS, **OF_PEOPLE, **OF_SYSTEMS}


def ended(now: datetime, months: int) -> datetime:
    """The moment so many calendar months before now; on the last day of a month that is shorter."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=years, month=month + 1, day=day)
        except ValueError:
            continue  # The month has no such day.
    raise AssertionError("unreachable: every month has 28 days")


def lapsing(period: str) -> Iterator[tuple[str, Table, Words | Lapse]]:
    """The words, and the rows, that go when this period is over, with their tables."""
    if period not in PERIODS:
        raise ValueError(f"No such period: {period}")
    for name, table in PLAN.items():
        yield from ((name, table, word) for word in table.words if word.keep == period)
        if table.lapse and table.lapse.keep == period:
            yield name, table, table.lapse
