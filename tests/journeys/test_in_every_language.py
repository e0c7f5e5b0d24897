"""Everybody of the demonstration opens each kind of page in each language there is, by plain HTTP, and meets no English word of ours."""

import asyncio
import re
from collections.abc import Mapping
from functools import partial
from html.parser import HTMLParser

import msgspec
import pytest

from server import db
from server.sentences.translation import LOCALES, languages, read
from tests import client, crawl, databases, served, shared
from tests.crawl import Visited
from tests.house.template_text import SPOKEN
from tests.journeys.people import FIRST_OF_EACH_ROLE
from tests.journeys.visiting import sign_in

LANGUAGES = [language for language in languages() if language != "en"]

OURS = frozenset(
    (
        *("Account", "Add", "Answers", "Assign", "Assigned", "Author", "Behaviours", "Cancel", "Columns", "Continue", "Deals"),
        *("Download", "Due", "Everybody", "Export", "Gates", "Import", "Knowing", "Language", "Lessons", "Manager", "Missing"),
        *("Notes", "Optional", "Other", "Overdue", "Password", "Person", "Policy", "Practice", "Previous", "Promise", "Question"),
        *("Remove", "Rows", "Save", "Saved", "Search", "Sheet", "Shown", "Sign", "Signed", "Stages", "Upload", "Withdraw"),
    )
)
"""Words of the English pages that neither the lessons nor the people of the demonstration say outside a block that is marked as English."""

EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})


@pytest.fixture(scope="module", params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> str:
    language: str = request.param
    return language


@pytest.fixture(scope="module")
def walks(spoken: str) -> Mapping[str, list[Visited]]:
    """What each of the demonstration reaches by links, a page of each kind."""
    walked = shared.once(f"walks-{spoken}", lambda: msgspec.json.encode(asyncio.run(walk_all(spoken))).decode())
    return msgspec.json.decode(walked, type=dict[str, list[Visited]])


async def walk_all(language: str) -> dict[str, list[Visited]]:
    async with (
        databases.copied("sqlite", shared.folder(), served.demonstration(served.HALF_A_YEAR)) as database,
        client.opened(database) as door,
    ):
        await db.run(partial(READS_IT, language))
        walked: dict[str, list[Visited]] = {}
        # What is about one thing looks alike to everybody.
        known: set[str] = set()
        for key in ("nobody", *FIRST_OF_EACH_ROLE):
            async with client.visiting(door) as visitor:
                visitor.headers["Accept-Language"] = language
                if key != "nobody":
                    await sign_in(visitor, key)
                walked[key] = await crawl.crawl(visitor, "/", each=1, without=known)
                known |= {page.kind for page in walked[key] if "{" in page.kind}
        return walked


READS_IT = db.Statement('UPDATE "person" SET "locale" = {}')


def test_every_page_opens_and_says_its_language(walks: Mapping[str, list[Visited]], spoken: str):
    pages = [page for walk in walks.values() for page in walk]
    assert len(pages) > 60
    assert [f"{page.path}: {page.status}" for page in pages if page.status != 200] == []
    assert [page.path for page in pages if f'<html lang="{spoken}"' not in page.html] == []


@pytest.fixture(scope="module")
def said(walks: Mapping[str, list[Visited]]) -> list[tuple[str, str]]:
    """The kind of a page with each thing that it says, once. The description of the programs' addresses is English."""
    pages = [page for walk in walks.values() for page in walk if page.kind != "/api"]
    return sorted({(page.kind, words) for page in pages for words in said_in(page.html)})


def test_no_page_says_an_english_sentence_that_is_translated(said: list[tuple[str, str]], spoken: str):
    catalogue = read(LOCALES / spoken / "LC_MESSAGES" / "plumbline.po")
    found = [f"{kind}: {words}" for kind, words in said if " " in words and catalogue.gettext(words) != words]
    assert found == []


def test_no_page_says_an_english_word_of_ours(said: list[tuple[str, str]]):
    found = [f"{kind}: {words}" for kind, words in said if OURS & set(re.findall(r"[^\W\d_]+", words))]
    assert found == []


def test_an_english_word_is_found_where_it_is_said_and_not_where_it_is_marked():
    page = '<html lang="es"><p>Save <b lang="en">Deals</b><br>Hoy</p><button aria-label="Close it">x</button><code>Search</code></html>'
    assert [words for words in said_in(page) if words != "x"] == ["Save", "Hoy", "Close it"]


def said_in(html: str) -> list[str]:
    """What is read or heard in the language of the page, without what is marked to be in another one."""
    reader = _Reader()
    reader.feed(html)
    return [" ".join(words.split()) for words in reader.said if words.strip()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.inside: list[tuple[str, bool]] = [("", False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        silent = (
            self.inside[-1][1]
            or tag in {"script", "style", "code", "kbd", "pre"}
            or (tag != "html" and given.get("lang") == "en")
        )
        if not silent:
            self.said += [value for name, value in given.items() if name in SPOKEN or name == "data-keys-says"]
        if tag not in EMPTY:
            self.inside.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while len(self.inside) > 1 and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.inside[-1][1]:
            self.said.append(data)
