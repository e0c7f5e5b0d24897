"""An admin, an author and the real mail: the product as its own process, by plain HTTP."""

import asyncio
import re
import shutil
import time
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx

from tests import served
from tests.journeys.house import House
from tests.journeys.plain import Plain
from tests.machine import ROOT
from tests.served import Served

ADDED = "Nora Vance"
LESSON = "the-confident-timeline"


def visiting(server: Served) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, timeout=30)


async def until(there: Callable[[], Awaitable[bool]], *, seconds: float = 20) -> None:
    """Waits for what another process does in its own time."""
    end = time.monotonic() + seconds
    while not await there():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.1)


async def test_an_admin_adds_somebody_who_signs_in_by_link_and_by_code(tmp_path: Path):
    box = tmp_path / "mail"
    with served.running(tmp_path, environ={"PLUMBLINE_MAIL": f"file:{box}"}) as server:
        async with visiting(server) as one, visiting(server) as other, visiting(server) as third:
            admin, by_link, by_code = Plain(one), Plain(other), Plain(third)
            await admin.sign_in("Oskar Lind")
            await adds_a_person(admin)
            await asks_for_mail(by_link, "nora@northwind.example")
            link, _code = await letter(box, 1)
            await by_link.open(link)
            await by_link.press(by_link.form(action=link))
            assert by_link.path == "/today"
            assert ADDED in by_link.html
            await asks_for_mail(by_code, "nora@northwind.example")
            _link, code = await letter(box, 2)
            await by_code.press(by_code.form(action="/sign-in/code"), "", {"code": code})
            assert by_code.path == "/today"
            # A link works once.
            await by_code.open("/account")
            used = await one.get(link)
            assert "/sign-in/link/" not in str(used.headers.get("location", ""))
            assert (await one.post(link, data={"form": "x"}, headers={"Origin": server.url})).status_code != 303


async def adds_a_person(admin: Plain) -> None:
    await admin.open("/setup/teams")
    await admin.press(admin.form(action="/setup/teams"), "Add the team", {"name": "Team West", "zone": "Europe/Lisbon"})
    assert "Team West" in admin.html
    await admin.open("/setup/people")
    form = admin.form(action="/setup/people")
    team = admin.html.partition(">Team West</option>")[0].rpartition('value="')[2].partition('"')[0]
    await admin.press(form, "Add", {"name": ADDED, "email": "not an address", "roles": ["rep"], "team": team})
    assert admin.shown.status_code == 422
    again = admin.form(action="/setup/people")
    assert (again.fields["name"], again.fields["team"], again.fields["roles"]) == ([ADDED], [team], ["rep"])
    await admin.press(again, "Add", {"email": "Nora@northwind.example"})
    assert re.fullmatch(r"/setup/people/[0-9a-f-]{36}", admin.path)
    assert ADDED in admin.html


async def asks_for_mail(somebody: Plain, address: str) -> None:
    await somebody.open("/sign-in")
    await somebody.press(somebody.form(action="/sign-in"), "", {"email": address})
    assert somebody.path == "/sign-in/code"


async def letter(box: Path, number: int) -> tuple[str, str]:
    """The link and the code of the newest mail, once there are so many."""

    async def come() -> bool:
        return len(letters(box)) >= number

    await until(come)
    text = message_from_bytes(letters(box)[-1].read_bytes(), policy=default).get_content()
    link, code = re.search(r"/sign-in/link/\S+", text), re.search(r"\b(\d{3}) ?(\d{3})\b", text)
    assert link, text
    assert code, text
    return link[0], code[1] + code[2]


def letters(box: Path) -> list[Path]:
    """Every mail, oldest first."""
    return sorted(box.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)


async def test_an_admin_enters_a_policy_that_every_page_quotes(house: House):
    async with house.guest("Oskar Lind") as admin, house.guest("Mara Lindqvist") as rep:
        await admin.open("/setup/policy")
        wanted = {
            "text": "To practise, never to rank.",
            "owner": "Ruth Adeyemi",
            "in_force_from": "2026-11-01",
            "numbers": "counts",
        }
        form = admin.form(action="/setup/policy")
        assert set(wanted) <= {*form.fields, "numbers"}
        await admin.press(form, "", {name: value for name, value in wanted.items() if name != "numbers"})
        assert "The policy is entered" in admin.html
        await rep.open("/today")
        assert "To practise, never to rank." in rep.html


async def test_an_author_sees_what_is_wrong_and_the_rest_is_served(tmp_path: Path):
    lessons = tmp_path / "lessons"
    shutil.copytree(ROOT / "lessons", lessons)
    file = lessons / "align" / f"{LESSON}.md"
    good = file.read_text(encoding="utf-8")
    environ = {"PLUMBLINE_LESSONS": str(lessons), "PLUMBLINE_WATCH": "on"}
    with served.running(tmp_path, environ=environ) as one, served.on_file(one.file, environ=environ) as other:
        async with visiting(one) as here, visiting(other) as there:
            author, rep = Plain(here), Plain(there)
            await author.sign_in("Sam Whitlow")
            await rep.sign_in("Mara Lindqvist")
            await author.open("/academy")
            errors = author.html.count("Error")
            file.write_text(good.replace("---\n", "---\nminutes: many\n", 1), encoding="utf-8")

            async def told() -> bool:
                return f"align/{LESSON}.md:" in await author.open("/academy")

            await until(told)
            assert re.search(rf"<code>align/{LESSON}\.md:\d+:\d+</code> E\d+", author.html)
            assert author.html.count("Error") > errors
            assert "last good version" in author.html
            for lesson in (LESSON, "next-step-on-the-calendar"):
                await rep.open(f"/lessons/{lesson}")
            edited = "What gets edited gets seen"
            file.write_text(re.sub(r"^# .*$", f"# {edited}", good, count=1, flags=re.MULTILINE), encoding="utf-8")

            async def seen() -> bool:
                return edited in await rep.open(f"/lessons/{LESSON}")

            await until(seen)
            await author.open("/academy")
            assert "last good version" not in author.html
