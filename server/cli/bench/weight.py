"""What a first visit brings over the network, for `plumbline bench`: the page and what its head asks for, compressed as a browser takes it."""

import re
from collections.abc import Iterator

from msgspec import Struct

from server.cli.bench.measure import Server

KILOBYTES, REQUESTS = 120.0, 10
"""Targets of a first visit."""

PART = re.compile(r'<(?:link|script)\b[^>]*?\b(?:href|src)="(/[^"]+)"')


class Weight(Struct, frozen=True, kw_only=True):
    """The `bytes` of all bodies, and how many `requests` they took. A test in a browser counts the same, and that nothing moves meanwhile."""

    path: str
    bytes: int
    requests: int

    @property
    def met(self) -> bool:
        """Whether both targets are reached."""
        return self.bytes <= KILOBYTES * 1e3 and self.requests <= REQUESTS


def measure(server: Server, path: str, cookie: str) -> Weight:
    """The page at `path` as the first that somebody opens here, with nothing kept."""
    head, _end, _body = server.send("GET", path, cookie=cookie).text.partition("</head>")
    asked = [path, *dict.fromkeys(PART.findall(head))]
    sizes = [server.send("GET", one, cookie=cookie, headers={"Accept-Encoding": "gzip, br"}).size for one in asked]
    return Weight(path=path, bytes=sum(sizes), requests=len(asked))


def lines(weight: Weight) -> Iterator[str]:
    """The measurement as text."""
    name, target = f"first visit to {weight.path}", f"≤ {KILOBYTES:g}"
    yield (
        f"{name:<34}{weight.bytes / 1e3:>8.1f} {'kB':<19}{target:>9}{'' if weight.met else '  over'}"
        f"  in {weight.requests} requests (≤ {REQUESTS})"
    )
