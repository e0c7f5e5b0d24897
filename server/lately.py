"""What was worked out last, kept while what it was worked out of is the same."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """The newest result for each key, of the `most` keys that were worked out last."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: dict[Hashable, tuple[object, T]] = {}

    def get(self, key: Hashable, make: Callable[..., T], *of: object) -> T:
        """What `make` gives for these, whose result follows from them and the key alone. What is the same object as before is not looked through."""
        found = self.kept.get(key)
        if found is not None and found[0] == of:
            return found[1]
        made = make(*of)
        self.kept.pop(key, None)
        self.kept[key] = of, made
        while len(self.kept) > self.most:
            del self.kept[next(iter(self.kept))]
        return made
