"""Counts the requests of this process: how many of each address, how they ended, and how long they took.

An address is counted by the template of its route, never as it was asked, so that nobody can make the list grow.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from server.web.door.prometheus import Family

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds; what took longer is in the last bucket."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Meter:
    """What was counted since the process began. `inside` is how many requests are being answered now."""

    def __init__(self) -> None:
        self.inside = 0
        self.counts: dict[tuple[str, str, int], list[float]] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered; `route` is empty for an address that there is not."""
        key = (method, route, status // 100)
        kept = self.counts.get(key)
        if kept is None:
            key = (method if method in METHODS else "other", route, status // 100)
            # One place for each bucket and one for the sum of the seconds.
            kept = self.counts.setdefault(key, [0.0] * (len(BOUNDS) + 2))
        kept[bisect_left(BOUNDS, seconds)] += 1.0
        kept[-1] += seconds

    def family(self, worker: str) -> Family:
        """All of it as one histogram."""
        return Family(
            name="plumbline_http_request_duration_seconds",
            kind="histogram",
            help="How long requests took, by route and class of status. Its _count is the number of requests.",
            samples=tuple(self._samples(worker)),
        )

    def _samples(self, worker: str) -> Iterator[tuple[str, dict[str, str], float]]:
        for (method, route, status), kept in sorted(self.counts.items()):
            labels = {"method": method, "route": route or "(none)", "status": f"{status}xx", "worker": worker}
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), accumulate(kept[:-1]), strict=True):
                yield "_bucket", {**labels, "le": bound}, count
            yield "_sum", labels, kept[-1]
            yield "_count", labels, sum(kept[:-1])
