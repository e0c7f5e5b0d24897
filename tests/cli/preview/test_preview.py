"""An author at their desk: the lesson as reps see it, what is wrong and what changed, and nothing that lasts."""

import asyncio
import re
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from server import ids
from server.cli.preview import site
from server.cli.preview.desk import Desk
from server.web.door.door import Door
from tests.cli.preview.folder import LESSON, committed, edit, git, written
from tests.client import visiting
from tests.machine import ROOT

PAGE = "/lessons/set-the-date"
WRONG = "< - (x) The buyer accepted the invite\n> - ( ) The buyer accepted the invite\n"
SWAPPED = f"{WRONG}< - ( ) You made a note to call again\n> - (x) You made a note to call again\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture
async def desk(root: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of the preview. Nothing is watched: each page looks by itself."""
    async with visiting(site.build(root)) as visitor:
        yield visitor


async def seen(visitor: httpx.AsyncClient, path: str) -> str:
    """A page, a moment after what was done last."""
    await asyncio.sleep(0.03)
    answer = await visitor.get(path)
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("location"))
    return answer.text


async def test_every_page_says_that_nothing_is_stored_and_names_what_git_has(desk: httpx.AsyncClient, root: Path):
    commit = git(root, "rev-parse", "--short=7", "HEAD").strip()
    for path in ("/", PAGE, f"{PAGE}/changes"):
        page = await seen(desk, path)
        assert "nothing is stored" in page
        assert commit in page
    assert (await desk.get("/process")).status_code == 200
    assert (await desk.get("/lessons/none")).status_code == 404


async def test_a_page_of_another_name_reads_nothing_of_this_machine(root: Path):
    # A site may let its own name point at this machine once its script runs: the browser then lets it read what that name answers.
    async with visiting(site.build(root, alone=True)) as visitor:
        for host, status in (
            ("127.0.0.1:8420", 200),
            ("localhost:8420", 200),
            ("[::1]", 200),
            ("evil.example:8420", 404),
            ("", 404),
        ):
            assert (await visitor.get(PAGE, headers={"Host": host})).status_code == status, host
            assert (await visitor.get("/news", headers={"Host": host})).status_code == status, host


async def test_what_is_saved_is_on_the_next_page(desk: httpx.AsyncClient, root: Path):
    assert "once the buyer" not in await seen(desk, PAGE)
    edit(root, "< > A date is set when the buyer has accepted it.\n> > A date is set once the buyer has accepted it.\n")
    assert "once the buyer" in await seen(desk, PAGE)
    assert "once the buyer" not in await seen(desk, f"{PAGE}?version=live")
    told = await seen(desk, f"{PAGE}/changes")
    assert "<del>when " in told
    assert "<ins>once " in told


async def test_a_faulty_file_shows_its_line_and_fix_above_its_last_good_version(desk: httpx.AsyncClient, root: Path):
    edit(root, "< # Set the date\n> # Set a date\n")
    await seen(desk, PAGE)
    edit(root, f"< # Set a date\n> # Set no date\n{WRONG}")
    page = await seen(desk, PAGE)
    assert re.search(rf"<code>{LESSON}:\d+:3</code> E210", page)
    assert "<mark>( )</mark> The buyer accepted the invite" in page
    assert "`" not in page.partition("E210")[2].partition("<pre>")[0]
    assert "last good version" in page
    assert "Set a date</h1>" in page
    home = await seen(desk, "/")
    assert "One error to fix" in home
    assert f'class="button brass" href="{PAGE}"' in home


async def test_a_new_file_that_never_was_good_is_found_by_its_id(desk: httpx.AsyncClient, root: Path):
    (root / "meet" / "new-one.md").write_text("---\nid: new-one\n---\n\n# New\n", encoding="utf-8")
    page = await seen(desk, "/lessons/new-one")
    assert "no good version yet" in page
    assert "meet/new-one.md:" in page
    assert "?version=live" not in page
    good = (
        (root / LESSON)
        .read_text(encoding="utf-8")
        .replace("id: set-the-date", "id: new-one")
        .replace("status: live", "status: draft")
    )
    (root / "meet" / "new-one.md").write_text(good, encoding="utf-8")
    draft = await seen(desk, "/lessons/new-one")
    assert "A draft" in draft
    assert "?version=live" not in draft


async def test_a_commit_makes_it_the_version_in_git(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.cli.preview.desk.EVERY", 0.0)
    desk = Desk(root)
    edit(root, f"{SWAPPED}< version: 1\n> version: 2\n")
    (told,) = (await desk.look()).changes
    assert [one.id for one in told.of("anew")] == ["which-date"]
    committed(root)
    await asyncio.sleep(0.03)
    assert (await desk.look()).changes == ()


async def test_without_git_the_lesson_is_shown_and_nothing_compared(tmp_path: Path):
    async with visiting(site.build(written(tmp_path, in_git=False))) as visitor:
        assert "Git has no version of it" in await seen(visitor, "/")
        assert "Set the date</h1>" in await seen(visitor, PAGE)


async def test_an_answer_is_marked_as_in_the_product_and_forgotten_when_the_question_changes(desk: httpx.AsyncClient, root: Path):
    page = await seen(desk, PAGE)
    wrong = re.search(r'name="choice" value="([^"]+)"[^>]*>\s*<span>You made a note', page)
    assert wrong
    assert (await sent(desk, "answers", question="which-date")).status_code == 422
    answered = await sent(desk, "answers", question="which-date", choice=wrong[1])
    assert (answered.status_code, answered.headers["location"]) == (303, f"{PAGE}#q-which-date")
    page = await seen(desk, PAGE)
    assert "nobody else knows of it" in page
    edit(root, SWAPPED)
    assert "nobody else knows of it" not in await seen(desk, PAGE)


async def test_a_lesson_is_finished_and_begun_again_without_a_trace(desk: httpx.AsyncClient, root: Path):
    before = files(root)
    page = await seen(desk, PAGE)
    choice = re.search(r'name="choice" value="([^"]+)"[^>]*>\s*<span>The buyer', page)
    assert choice
    await sent(desk, "answers", question="which-date", choice=choice[1])
    ended = await sent(desk, "commitment", question="set-one", new_deal="Kestrel")
    assert ended.headers["location"] == f"{PAGE}/completion"
    assert "Kestrel" in await seen(desk, f"{PAGE}/completion")
    await sent(desk, "takes")
    assert (await desk.get(f"{PAGE}/completion")).status_code == 303
    assert before == files(root)


async def test_a_scenario_is_walked_and_gone_back_in(desk: httpx.AsyncClient):
    page = await seen(desk, "/lessons/just-send-it")
    move = re.search(r'name="choice" value="([^"]+)"[^>]*>\s*<span>Promise', page)
    assert move
    at = {"question": "want-a-mail", "round": "0", "step": "0", "scene": "phone", "choice": move[1]}
    await sent(desk, "moves", "just-send-it", **at)
    assert "Nothing came back" in await seen(desk, "/lessons/just-send-it")
    await sent(desk, "rewinds", "just-send-it", question="want-a-mail", round="0", step="1", kept="0")
    assert "Promise a mail" in await seen(desk, "/lessons/just-send-it")
    assert (await desk.get("/lessons/just-send-it/completion")).status_code == 200


async def test_a_form_of_another_site_and_a_file_that_is_none_of_the_folder_are_refused(desk: httpx.AsyncClient):
    foreign = await desk.post(f"{PAGE}/takes", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    for path in ("/media/../academy.yml", "/media/academy.yml", "/media/%2e%2e/%2e%2e/etc/passwd"):
        assert (await desk.get(path)).status_code == 404


async def test_whoever_waits_for_news_is_told_of_a_save_at_once(root: Path):
    door = site.build(root)
    assert isinstance(door, Door)
    assert isinstance(door.app, Litestar)
    async with door.app.lifespan(), visiting(door) as visitor:
        number = re.search(r'data-sight="(\d+)"', await seen(visitor, PAGE))
        assert number
        waiting = asyncio.create_task(visitor.get(f"/news?since={number[1]}"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        edit(root, "< # Set the date\n> # Set a date\n")
        told = await asyncio.wait_for(waiting, 10)
        assert told.json()["number"] > int(number[1])


def files(root: Path) -> dict[Path, bytes]:
    """All that lies in the folder."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".git" not in path.parts}


async def sent(visitor: httpx.AsyncClient, deed: str, lesson: str = "set-the-date", **fields: str) -> httpx.Response:
    """A form of a lesson."""
    await asyncio.sleep(0.03)
    return await visitor.post(f"/lessons/{lesson}/{deed}", data={"form": str(ids.new()), **fields})


@pytest.mark.long
async def test_a_save_in_the_whole_academy_takes_a_fifth_of_a_second_to_its_page(tmp_path: Path):
    root = tmp_path / "lessons"
    shutil.copytree(ROOT / "lessons", root)
    git(root, "init", "--quiet", "--initial-branch=main")
    committed(root)
    door = site.build(root)
    assert isinstance(door, Door)
    assert isinstance(door.app, Litestar)
    path, page = root / "align" / "map-the-buying-process.md", "/lessons/map-the-buying-process"
    text, took = path.read_text(encoding="utf-8"), list[float]()
    async with door.app.lifespan(), visiting(door) as visitor:
        await seen(visitor, page)
        for number in range(6):
            before = re.search(r'data-sight="(\d+)"', await seen(visitor, page))
            assert before
            waiting = asyncio.create_task(visitor.get(f"/news?since={before[1]}"))
            await asyncio.sleep(0.1)
            began = time.process_time()
            path.write_text(text.replace("\n## ", f"\nSave {number}.\n\n## ", 1), encoding="utf-8")
            await waiting
            assert f"Save {number}." in (await visitor.get(page)).text
            took.append(time.process_time() - began)
    # Counted in the time of the process: what else a machine does makes a save late, and says nothing about the work.
    assert sorted(took)[2] < 0.2, took


SPANISH = LESSON.replace(".md", ".es.md")


async def test_a_translation_is_looked_at_and_answered_with_its_own_file_and_faults(desk: httpx.AsyncClient, root: Path):
    assert "Languages:" not in await seen(desk, PAGE)
    words = (root / LESSON).read_text(encoding="utf-8")
    body = words.partition("\n---\n")[2].replace("# Set the date", "# Pon la fecha", 1)
    head = "---\nid: set-the-date\nlocale: es\ntranslates: 1\ntranslators: [ann]\nstatus: live\n---\n"
    (root / SPANISH).write_text(head + body, encoding="utf-8")
    assert 'href="/lessons/set-the-date?in=es">Spanish</a>' in await seen(desk, PAGE)
    page = await seen(desk, f"{PAGE}?in=es")
    assert ">Pon la fecha</h1>" in page
    assert f"<code>{SPANISH}</code>" in page
    # Forms come back to the page without its query, and the language stays.
    assert "Pon la fecha" in await seen(desk, PAGE)
    (root / SPANISH).write_text(head + body.replace("(x)", "( )", 1), encoding="utf-8")
    page = await seen(desk, PAGE)
    assert re.search(rf"<code>{re.escape(SPANISH)}:\d+:3</code>", page)
    assert "last good version" in page
    page = await seen(desk, f"{PAGE}?in=en")
    assert "Set the date</h1>" in page
    assert SPANISH not in page


async def test_a_preview_says_its_language(desk: httpx.AsyncClient):
    page = await desk.get(PAGE, headers={"Accept-Language": "es"})
    assert '<html lang="es"' in page.text
    assert '<h1 lang="en">Set the date</h1>' in page.text
