"""The files that lessons use, and the glossary, as a visitor gets them."""

import shutil
from pathlib import Path

import pytest

from server import clock
from server.lessons import actions
from tests import cast, client
from tests.databases import Database

ROOT = Path(__file__).parents[2] / "lessons"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><script>alert(1)</script></svg>'


@pytest.fixture
def academy(tmp_path: Path) -> Path:
    """A copy of the reference academy with one picture in a lesson and one beside it."""
    root = tmp_path / "lessons"
    shutil.copytree(ROOT, root)
    (root / "media").mkdir()
    (root / "media" / "line.svg").write_text(DRAWING)
    (root / "media" / "secret.svg").write_text(DRAWING)
    lesson = root / "engage" / "next-step-on-the-calendar.md"
    lesson.write_text(
        lesson.read_text().replace("## Why it matters\n", "## Why it matters\n\n![A plumb line](../media/line.svg)\n", 1)
    )
    return root


async def test_a_picture_of_a_lesson_is_served_as_what_it_is_and_runs_nothing(sqlite: Database, academy: Path) -> None:
    people = await cast.assemble()
    await actions.load(academy, now=clock.now())
    token, _visit = await cast.signed_in(people.ada, clock.now())
    async with client.opened(sqlite, {"PLUMBLINE_LESSONS": str(academy)}) as door, client.visiting(door) as ada:
        assert (await ada.get("/media/media/line.svg")).status_code == 303, "only people who are signed in see it"
        ada.cookies.set("__Host-plumbline", token)
        page = await ada.get("/lessons/next-step-on-the-calendar")
        assert '<img src="/media/media/line.svg"' in page.text
        picture = await ada.get("/media/media/line.svg")
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
        policies = ", ".join(picture.headers.get_list("content-security-policy"))
        assert [one for one in ("sandbox", "base-uri 'none'", "frame-ancestors 'none'") if one not in policies] == []
        assert picture.headers["x-content-type-options"] == "nosniff"
        whole = picture.content
        for asked, status, got in (
            ("bytes=0-3", 206, whole[:4]),
            ("bytes=4-", 206, whole[4:]),
            ("bytes=-4", 206, whole[-4:]),
            ("bytes=0-99999", 206, whole),
            ("bytes=99999-", 416, b""),
            ("bytes=0-1,4-5", 200, whole),
            ("bytes=9-1", 200, whole),
            ("lines=1-2", 200, whole),
        ):
            part = await ada.get("/media/media/line.svg", headers={"Range": asked})
            assert (part.status_code, part.content) == (status, got), asked
        assert part.headers["accept-ranges"] == "bytes"
        stale = await ada.get("/media/media/line.svg", headers={"Range": "bytes=0-3", "If-Range": '"before"'})
        assert (stale.status_code, stale.content) == (200, whole)
        for other in ("media/secret.svg", "media/none.svg", "academy.yml", "../pyproject.toml", "%2e%2e/pyproject.toml"):
            assert (await ada.get(f"/media/{other}")).status_code == 404, other
        (academy / "media" / "line.svg").write_text(DRAWING + " ")
        assert (await ada.get("/media/media/line.svg")).status_code == 404, "a file that changed waits for the next load"


async def test_the_glossary_explains_every_term(sqlite: Database) -> None:
    people = await cast.assemble()
    await actions.load(ROOT, now=clock.now())
    token, _visit = await cast.signed_in(people.ada, clock.now())
    async with client.opened(sqlite) as door, client.visiting(door) as ada:
        ada.cookies.set("__Host-plumbline", token)
        page = await ada.get("/glossary")
    assert page.status_code == 200
    assert '<dt id="w-clause">Clause</dt>' in page.text
