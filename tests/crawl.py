"""Walks through the product like somebody who follows every link they are shown."""

import re
from collections import Counter, deque
from collections.abc import Collection
from html import unescape

import httpx
from msgspec import Struct
from msgspec.structs import replace

from server import db
from server.web.access import ACCESS
from server.web.door.door import FOR_PROGRAMS


class Visited(Struct, frozen=True):
    """One page as it was answered. `kind` is its path template; `statements` is how often the database was asked for it, `led` by what led there.

    `asked` is what it asked in place, without what pages before it asked.
    """

    path: str
    kind: str
    status: int
    html: str
    statements: int
    led: int
    asked: tuple[str, ...] = ()


async def crawl(
    client: httpx.AsyncClient, start: str, *, each: int = 2, without: Collection[str] = (), among: Collection[str] = ()
) -> list[Visited]:
    """Every page that can be reached by links from `start`, at most `each` of one kind and none of those kinds, in the order of discovery.

    Those named by `among` come first, so that they are surely among them.
    """
    waiting, seen, taken, asked = deque([*among, start]), {*among, start}, Counter[str](), set[str]()
    found = []
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if taken[kind] >= each or kind in without:
            continue
        taken[kind] += 1
        page = await visit(client, path)
        found.append(replace(page, asked=tuple(one for one in page.asked if one not in asked)))
        asked.update(page.asked)
        for link in links(page.html):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


async def visit(client: httpx.AsyncClient, path: str) -> Visited:
    """One page, its redirects followed, with the statements it cost."""
    led, there = 0, path
    while True:
        with db.counted() as count:
            answer = await client.get(there)
        if answer.next_request is None:
            asked = tuple(one for one in dict.fromkeys(count.sql) if one not in count.scanning)
            return Visited(path, kind_of(answer.url.path), answer.status_code, answer.text, count.n, led, asked)
        led, there = led + count.n, str(answer.next_request.url)


def links(html: str) -> list[str]:
    """The addresses of ours that a page leads to, in order, fragments cut off. A file to save is no page."""
    found = [unescape(link).partition("#")[0] for link in re.findall(r"<a\b(?![^>]*\sdownload\b)[^>]*\bhref=\"([^\"]+)\"", html)]
    return [link for link in dict.fromkeys(found) if link.startswith("/") and not link.startswith(("/static/", *FOR_PROGRAMS))]


def kind_of(path: str) -> str:
    """The path template of an address, as the table of access has it; the path itself when there is none."""
    bare = path.partition("?")[0]
    shapes = sorted({shape for method, shape in ACCESS if method == "GET"}, key=lambda shape: shape.count("{"))
    return next((shape for shape in shapes if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", shape), bare)), bare)
