"""What was worked out last, kept while what it was worked out of is the same, and for an hour at most: names and words go from here as well."""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

HOUR: Final = 3_600.0
"""Seconds between two times that all of it is let go."""


class Lately(Generic[T]):
    """The newest result for each key, of the keys that were worked out last: as many as come to `most` together, each counted by `weight` of what it
    was worked out of. The newest is kept whatever it weighs.
    """

    def __init__(self, most: int, weight: Callable[..., int] | None = None) -> None:
        self.most, self.weight = most, weight
        self.kept: dict[Hashable, tuple[tuple[object, ...], T]] = {}
        _all.add(self)

    def get(self, key: Hashable, make: Callable[..., T], *of: object) -> T:
        """What `make` gives for these, whose result follows from them and the key alone. What is the same object as before is not looked through."""
        found = self.kept.get(key)
        if found is not None and found[0] == of:
            return found[1]
        made = make(*of)
        self.kept.pop(key, None)
        self.kept[key] = of, made
        while len(self.kept) > 1 and self._held() > self.most:
            del self.kept[next(iter(self.kept))]
        return made

    def _held(self) -> int:
        return sum(self.weight(*of) for of, _made in self.kept.values()) if self.weight else len(self.kept)


class Kept(Generic[T]):
    """Parts of pages that were asked for last, by what they depend on: as many as come to `most` together, counted by `length`."""

    def __init__(self, most: int, length: Callable[[T], int]) -> None:
        self.most, self.length, self.held = most, length, 0
        self.parts: dict[int, tuple[Hashable, T]] = {}
        """By the hash of the key, which may be a page's whole data: it is worked out once for each question."""

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The part, made now if it is not kept."""
        place = hash(key)
        found = self.parts.pop(place, None)
        if found is not None and found[0] == key:
            self.parts[place] = found
            return found[1]
        if found is not None:
            self.held -= self.length(found[1])
        made = make()
        length = self.length(made)
        if length > self.most:
            return made  # It would push out all others, and then itself.
        self.parts[place] = key, made
        self.held += length
        while self.held > self.most:
            _key, gone = self.parts.pop(next(iter(self.parts)))
            self.held -= self.length(gone)
        return made

    def clear(self) -> None:
        """Nothing is kept any more."""
        self.parts.clear()
        self.held = 0


def also(clear: Callable[[], object]) -> None:
    """Whatever else keeps names or words of people is cleared by this."""
    _clearing.append(clear)


def forget() -> None:
    """Nothing is kept any more."""
    for one in list(_all):
        one.kept.clear()
    for clear in _clearing:
        clear()


async def keep_forgetting(stop: asyncio.Event) -> None:
    """Until `stop` is set, forgets every hour, so that of somebody who was erased no name and no word stays in a process that nobody asks."""
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), HOUR)
        forget()


_all: WeakSet[Lately[Any]] = WeakSet()
_clearing: list[Callable[[], object]] = []
