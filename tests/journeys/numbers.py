"""What pages say of the same thing: every number with the page that says it, read from the HTML alone."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from msgspec import Struct, field

Quantity = tuple[str, ...]
"""What is told, and of whom or what."""

DRAWN = re.compile(r"<(script|style|svg|select|form)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
HEAD = re.compile(r'<th scope="row">(.*?)</th>', re.DOTALL)
DATA = re.compile(r"<td\b([^>]*)>(.*?)</td>", re.DOTALL)
LABEL = re.compile(r'data-label="([^"]*?):?"')
LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)

KNOWN = re.compile(r"right on (\d+ of \d+) questions?", re.IGNORECASE)
DONE = re.compile(r"shown on (\d+ of \d+) deals?", re.IGNORECASE)
KNOWN_LIKELY = re.compile(KNOWN.pattern + r" \(likely (\d+ to \d+%)\)", re.IGNORECASE)
DONE_LIKELY = re.compile(DONE.pattern + r" \(likely (\d+ to \d+%)\)", re.IGNORECASE)
USUAL = re.compile(r"The missing clause (?:is usually|there): [^.]*\.|Missing most often: [^.]*\.")
KIND = re.compile(r'class="kind"[^>]*><svg.*?</svg>([^<]+)</span>', re.DOTALL)
SHORT = re.compile(r"\d+ of \d+")

OFF = {"Coach": "Coach", "Teach": "Teach", "Worth learning": "Teach"}
"""The kinds that a manager does something about, as either of the two reads them."""


class Told(Struct):
    """By quantity, what each page says of it."""

    said: dict[Quantity, dict[str, set[str]]] = field(default_factory=dict)

    def tell(self, page: str, value: object, *quantity: str) -> None:
        """Keeps what a page says."""
        self.said.setdefault(quantity, {}).setdefault(str(value), set()).add(page)

    def differing(self, *kinds: str) -> dict[Quantity, dict[str, set[str]]]:
        """What is told in two ways, of the quantities whose first word is one of these."""
        return {name: said for name, said in self.said.items() if name[0] in kinds and len(said) > 1}

    def pages(self, kind: str) -> set[str]:
        """Which pages tell a quantity of this kind."""
        return {page for name, said in self.said.items() if name[0] == kind for pages in said.values() for page in pages}

    def values(self, kind: str, page: str) -> dict[Quantity, str]:
        """What one page says of each quantity of a kind."""
        return {
            name[1:]: value for name, said in self.said.items() if name[0] == kind for value, on in said.items() if page in on
        }


def words(html: str) -> str:
    """The text, without drawings and forms."""
    return " ".join(unescape(TAG.sub(" ", DRAWN.sub(" ", html))).replace(" .", ".").replace(" ,", ",").split())


def section(html: str, name: str) -> str:
    """The part of a page whose heading has this id; empty if there is none."""
    found = re.search(rf'<section class="band[^"]*" aria-labelledby="{name}">(.*?)</section>', html, re.DOTALL)
    return found[1] if found else ""


def heading(html: str) -> str:
    """The headline."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return words(found[1]) if found else ""


def rows(html: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(what stands in its head as HTML, its cells as HTML by their label) of every row of every table."""
    for row in ROW.findall(html):
        head = HEAD.search(row)
        if head:
            cells = {label[1]: html for given, html in DATA.findall(row) if (label := LABEL.search(given))}
            yield head[1], cells


def linked(html: str) -> str:
    """The words of the first link."""
    found = LINK.search(html)
    return words(found[1]) if found else ""


def counts(told: Told, page: str, text: str, *whose: str) -> None:
    """What a sentence says of knowing and doing: the counts, the likely ranges, and the clause that is usually missing."""
    for name, pattern in (("know", KNOWN), ("do", DONE)):
        if found := pattern.search(text):
            told.tell(page, found[1], name, *whose)
    for name, pattern in (("know likely", KNOWN_LIKELY), ("do likely", DONE_LIKELY)):
        if found := pattern.search(text):
            told.tell(page, found[2], name, *whose)
    if found := USUAL.search(text):
        told.tell(page, found[0], "usual", *whose)


def kind(told: Told, page: str, html: str, *whose: str) -> None:
    """The word of a gap, and whether it is one that a manager does something about."""
    found = KIND.search(html)
    if found:
        told.tell(page, OFF.get(found[1].strip(), found[1].strip()), "kind", *whose)
        told.tell(page, OFF.get(found[1].strip(), "no"), "off", *whose)


def line(told: Told, page: str, html: str, name: str) -> None:
    """A person's line: what comes first in full, and everything else in counts."""
    for item in re.findall(r'<li class="beh"[^>]*>(.*?)</li>', html, re.DOTALL):
        title = linked(item)
        counts(told, page, words(item), name, title)
        kind(told, page, item, name, title)
    for table in re.findall(r'<table class="counts">(.*?)</table>', html, re.DOTALL):
        for row in ROW.findall(table):
            cells = [cell for _given, cell in DATA.findall(row)]
            head = HEAD.search(row)
            if head and len(cells) > 1:
                _short(told, page, cells, name, linked(head[1]))


def _short(told: Told, page: str, cells: list[str], name: str, title: str) -> None:
    for channel, cell in zip(("know", "do"), cells, strict=False):
        if SHORT.fullmatch(words(cell)):
            told.tell(page, words(cell), channel, name, title)
    if len(cells) > 2:
        kind(told, page, cells[2], name, title)


def matrix(told: Told, page: str, html: str, team: str) -> None:
    """Each cell of a team, each behaviour of all of them together, and what the cells of a row come to."""
    for row in ROW.findall(html):
        head = re.match(r'<th scope="row"><a href="/process#[^"]*">(.*?)</a> <span class="st">(.*?)</span></th>', row, re.DOTALL)
        if not head:
            continue
        title, off, shown, deals = words(head[1]), 0, 0, 0
        for _given, cell in DATA.findall(row):
            spans = [words(one) for one in re.findall(r'<span class="vh">(.*?)</span>', cell, re.DOTALL)]
            name = spans[0].partition(",")[0]
            counts(told, page, spans[1], name, title)
            word = re.search(r'<span class="word">(.*?)</span>', cell)
            told.tell(page, word[1] if word else "no", "off", name, title)
            off += bool(word)
            if found := DONE.search(spans[1]):
                n, of = map(int, found[1].split(" of "))
                shown, deals = shown + n, deals + of
        _together(told, page, words(head[2]), team, title)
        told.tell(f"{page}, its cells", off, "reps off", team, title)
        if deals:
            told.tell(f"{page}, its cells", f"{shown} of {deals}", "team does", team, title)


def _together(told: Told, page: str, text: str, team: str, title: str) -> None:
    off = re.search(r"(\d+) of \d+ off", text)
    told.tell(page, off[1] if off else 0, "reps off", team, title)
    if found := re.search(r"(\d+ of \d+) deals?", text):
        told.tell(page, found[1], "team does", team, title)


def together(told: Told, page: str, html: str, team: str) -> None:
    """A team without names: its rows, and the finding above them."""
    for head, cells in rows(section(html, "h-team")):
        title = words(re.sub(r"<span.*", "", head, flags=re.DOTALL))
        off = re.search(r"(\d+) of \d+ off", words(head))
        told.tell(page, off[1] if off else 0, "reps off", team, title)
        told.tell(page, words(cells["Right"]), "team knows", team, title)
        told.tell(page, words(cells["Shown"]), "team does", team, title)
    finding(told, page, html, team)


def finding(told: Told, page: str, html: str, team: str) -> None:
    """The headline about a team, the counts below it and the clause that is missing."""
    title = heading(html).partition(":")[0]
    found = re.search(r'<p class="lede">(.*?)</p>', html, re.DOTALL)
    lede = words(found[1]) if found else ""
    told.tell(page, heading(html), "finding", team)
    told.tell(page, lede, "lede", team)
    for name, pattern in (("team knows", KNOWN), ("team does", DONE)):
        if counted := pattern.search(lede):
            told.tell(f"{page}, its headline", counted[1], name, team, title)
    if without := re.search(r"the (\d+) deals without it", words(html)):
        shown, deals = map(int, next(iter(told.said["team does", team, title])).split(" of "))
        told.tell(page, without[1], "without it", team)
        claimed = re.search(r"claimed on (\d+) more", lede)
        told.tell(f"{page}, counted", deals - shown + int(claimed[1] if claimed else 0), "without it", team)
