"""A lesson that is pasted: checked as a file of the academy, shown as a rep sees it, stored nowhere, and never lost."""

import re
import time
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from server import clock, ids, settings
from server.db import Statement
from server.lessons import actions as lessons
from server.lessons.compiler.edition import NOTHING, Edition
from server.people.queries import Person
from server.web.academy.trying import MOST, place_of, tried
from server.web.pages.try_it import commands
from tests import client
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.lessons.cases import base
from tests.lessons.compiled import TODAY, compiled
from tests.lessons.folders import AcademyFolder
from tests.web.world import World

LESSON = "meet/set-the-date.md"
FILES = base()
REPOSITORY = {"PLUMBLINE_LESSONS_REPOSITORY": "https://git.example.com/academy.git"}
NEW = """---
id: ask-twice
stage: meet
behaviours: [date-set]
kind: teach
minutes: 1
objectives:
  - Ask for the date a second time.
process: 1
version: 1
authors: [ann]
status: draft
locale: en
---

# Ask twice

> [!IMPORTANT]
> Ask a second time.

[Done when](../process/meet/date-set.md#done "include")

## Check yourself

### What do you do now? `#what-now`

- ( ) Wait
  > Nobody calls back.
- ( ) Ask again
  > It costs nothing.

## Apply it

### Ask again today `#ask-again` `commit`

- `due` 2 days
- `proof` calendar-invite
- `ask` Who said which day?
"""


@pytest.fixture
def folder(tmp_path: Path) -> AcademyFolder:
    return AcademyFolder(tmp_path / "academy")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition(hash="1", academy=compiled().academy, hashes={}, histories={})


async def test_a_text_is_checked_beside_the_process_that_it_includes(edition: Edition):
    found = await tried(NEW, edition, FILES, TODAY)
    assert (found.path, found.errors, found.before, found.alone) == ("meet/ask-twice.md", 1, None, False)
    fault = found.faults[0]
    assert (fault.fault.code, fault.fault.line, fault.hit) == ("E210", 27, "( )")
    mended = await tried(NEW.replace("- ( ) Ask again", "- (x) Ask again"), edition, FILES, TODAY)
    assert mended.errors == 0
    assert mended.lesson is not None
    assert "The buyer" in mended.lesson.blocks[1].html  # type: ignore[union-attr]  # an included section


async def test_a_text_with_the_id_of_a_lesson_is_an_edit_of_it(edition: Edition):
    text = FILES[LESSON].decode()
    assert place_of(text.replace("stage: meet", "stage: agree"), edition.academy) == LESSON
    same = await tried(text, edition, FILES, TODAY)
    assert (same.before and same.before.id, same.change) == ("set-the-date", None)
    wrong, right = "- ( ) You made a note", "- (x) You made a note"
    swapped = text.replace("- (x) The buyer", "- ( ) The buyer").replace(wrong, right)
    found = await tried(swapped, edition, FILES, TODAY)
    assert found.change is not None
    assert [one.id for one in found.change.of("anew")] == ["which-date"]


async def test_without_the_files_of_the_academy_the_page_says_so(edition: Edition):
    found = await tried(NEW, edition, {}, TODAY)
    assert found.alone
    assert (await tried("# Nothing", NOTHING, {}, TODAY)).errors > 0


HOSTILE = {
    "script": "# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1))\n",
    "deep quotes": "> " * 20_000,
    "deep lists": "\n".join("  " * n + "- a" for n in range(240)),
    "brackets": "[" * 60_000,
    "emphasis": "*a _b " * 10_000,
    "links": "[a](" * 15_000,
    "table": "|a" * 900 + "|\n" + "|-" * 900 + "|\n" + ("|x" * 900 + "|\n") * 20,
    "yaml": f"---\n{'a: [' * 5_000}\n---\n",
    "choices": "---\nid: a-b\n---\n# T\n\n### Q `#q`\n\n" + "- (x) a\n  > b\n" * 4_000,
    "nothing visible": "\u202e\u200b\x07" * 1_000,
    "half a pair": "# \ud800 T\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_is_pasted_is_answered(text: str, edition: Edition):
    assert (await tried(text[:4_000], edition, FILES, TODAY)).errors


@pytest.mark.long
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_is_pasted_is_answered_soon(text: str, edition: Edition):
    began = time.perf_counter()
    assert (await tried(text[:MOST], edition, FILES, TODAY)).errors
    assert time.perf_counter() - began < 10


@pytest.fixture
async def academy(database: Database, folder: AcademyFolder) -> AsyncIterator[World]:
    """The cast with the small academy loaded from its folder."""
    cast: Cast = await assemble()
    await lessons.load(folder.root, now=clock.now(), by="test")
    async with client.opened(database, ENVIRON) as door:
        yield World(cast, door)


async def pasted(author: httpx.AsyncClient, text: str, **more: str) -> httpx.Response:
    """The form with this text, sent as a browser does."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await author.get("/academy/try")).text)
    assert csrf
    sent = {"csrf": csrf[1], "form": str(ids.new()), "text": text.replace("\n", "\r\n"), **more}
    return await author.post("/academy/try", data=sent, headers={"Origin": client.HOME})


def kept(page: str) -> str:
    """The text that stands in the form."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


async def test_an_author_tries_a_lesson_and_takes_it_home(academy: World, folder: AcademyFolder):
    before = await COUNT()
    async with academy.visit(academy.cast.sam) as author:
        assert "Nothing is stored" in (await author.get("/academy/try")).text
        told = await pasted(author, NEW)
        assert told.status_code == 200
        assert kept(told.text) == NEW
        assert '<a href="#line-27"><code>27:3</code></a> E210' in told.text
        assert '<li id="line-27"><code>- ( ) Wait</code></li>' in told.text
        seen = await pasted(author, NEW.replace("- ( ) Ask again", "- (x) Ask again"))
        assert "<p>0 errors" in seen.text
        assert "Ask again today" in seen.text
        assert "https://github.com/sales/academy/new/main?filename=lessons/meet/ask-twice.md&amp;value=---" in seen.text
        # What is copied into a terminal does there what it says: a title is words.
        copied = unescape(
            (await pasted(author, NEW.replace("# Ask twice", "# Ask $(id) twice").replace("- ( ) Ask", "- (x) Ask"))).text
        )
        assert "plumbline check lessons --base origin/main\ngit add lessons/meet/ask-twice.md\n" in copied
        assert "git commit -m 'Ask $(id) twice'" in copied
        home = await pasted(author, NEW, download="1")
        assert home.headers["content-disposition"] == "attachment; filename*=UTF-8''ask-twice.md"
        assert home.headers["content-type"] == "text/markdown; charset=utf-8"
        assert home.text == NEW
        too_long = await pasted(author, "a" * (MOST + 17))
        assert too_long.status_code == 422
        assert "17 bytes more" in too_long.text
        assert len(kept(too_long.text)) == MOST + 17
        hostile = await pasted(author, HOSTILE["script"])
        assert "<script>alert" not in hostile.text
        assert "onerror=alert(1)>" not in hostile.text
        for kind in ("teach", "reinforce", "reference"):
            begun = kept((await author.get(f"/academy/try?from={kind}")).text)
            assert f"kind: {kind}" in begun
            assert "no complaint" not in begun
            assert "The check has nothing to say" in (await pasted(author, begun)).text
        opened = await author.get("/academy/try?lesson=set-the-date")
        assert kept(opened.text) == (folder.root / LESSON).read_text(encoding="utf-8")
        await FORGET()
        assert "is not kept here" in (await author.get("/academy/try?lesson=set-the-date")).text
        assert (await author.get("/academy/lessons/set-the-date")).text.count("/academy/try?lesson=set-the-date") == 1
    assert await COUNT() == before
    await refused(academy, academy.cast.ada)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"PLUMBLINE_LESSONS": "/srv/our academy"},
            ("plumbline check 'our academy' --base origin/main", "git add 'our academy/x/a.md'"),
        ),
        ({**REPOSITORY}, ("plumbline check . --base origin/main", "git add x/a.md")),
        (
            {**REPOSITORY, "PLUMBLINE_LESSONS_PATH": "a/b", "PLUMBLINE_LESSONS_BRANCH": "live"},
            ("plumbline check a/b --base origin/live", "git add a/b/x/a.md"),
        ),
    ],
)
def test_the_commands_are_those_of_this_repository(environ: dict[str, str], said: tuple[str, str]):
    assert commands(settings.read({"DATABASE_URL": "sqlite:///x.sqlite", **environ}), "x/a.md", "A") == (
        *said,
        "git commit -m A",
    )


async def refused(academy: World, person: Person) -> None:
    """Who is neither author nor admin has no such page."""
    async with academy.visit(person) as visitor:
        assert (await visitor.get("/academy/try")).status_code == 404


ENVIRON = {"PLUMBLINE_LESSONS_REPOSITORY": "https://github.com/sales/academy", "PLUMBLINE_LESSONS_PATH": "lessons"}
FORGET = Statement('DELETE FROM "compiled" WHERE "hash" = \'sources\'')
COUNT = Statement('SELECT COUNT(*) AS "n" FROM "fact" WHERE "kind" NOT IN (\'signed-in\')')


@pytest.mark.parametrize(
    ("named", "told"),
    [("erst-übung", "erst-%C3%BCbung.md"), ("次の一歩", "%E6%AC%A1%E3%81%AE%E4%B8%80%E6%AD%A9.md"), ('a"b', "a%22b.md")],
)
async def test_a_file_keeps_its_name_on_its_way_home_whatever_that_is(
    academy: World, folder: AcademyFolder, named: str, told: str
):
    folder.write(f"meet/{named}.md", NEW.replace("- ( ) Ask again", "- (x) Ask again"))
    await lessons.load(folder.root, now=clock.now())
    async with academy.visit(academy.cast.sam) as author:
        home = await pasted(author, NEW, download="1")
    assert (home.status_code, home.headers.get("content-disposition")) == (201, f"attachment; filename*=UTF-8''{told}")
