"""A rep on a bus: the network is cut in front of a real browser, and what was done without it is kept once when it comes back."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from tests import browser, cut
from tests.browser import Visitor
from tests.cut import Network
from tests.journeys.browsing import taps
from tests.served import Served

PHOTO = FilePayload(name="board.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff" + bytes(200_000))
KEPT = "It is sent when you are back"


@pytest_asyncio.fixture(loop_scope="session")
async def network(busy_server: Served) -> AsyncIterator[Network]:
    """What lies between the browser and the server."""
    async with cut.network(busy_server.url) as between:
        yield between


@pytest_asyncio.fixture(loop_scope="session")
async def rider(browser: Browser, network: Network) -> AsyncIterator[Visitor]:
    """Somebody behind that network."""
    somebody = Visitor(browser, network.url)
    yield somebody
    await somebody.leave()


async def test_what_is_done_on_the_bus_is_kept_once_when_the_network_is_back(
    rider: Visitor, network: Network, busy_server: Served
):
    page = await boards(rider, "Joel Okafor")
    before = facts(busy_server)
    network.cut()
    # Where the installed app begins. A copy from another day says of which.
    await page.goto("/")
    await expect(page.locator(".away")).to_contain_text(re.compile(r"Plumbline cannot be reached\. This is as of \d\d:\d\d\."))
    await keeps_since_yesterday(page)
    await page.goto("/today")
    await expect(page.locator(".away")).to_contain_text(re.compile(r"This is as of \w+day,? \d+ \w+, \d\d:\d\d\."))
    await practises(page, questions=2)
    await page.goto("/practice")
    await expect(page.locator("[data-says-kept]")).to_contain_text(KEPT)
    await browser_is_happy(page)
    await finishes_the_lesson(page)
    await proves(page, "They agreed to it.\nAll of them.")
    evidence = page.url
    await expect(waits(page)).to_have_text("Waiting: 9")
    # Nobody signs in without a network, so what is kept stays.
    await page.goto("/sign-in")
    await expect(page.get_by_role("heading", name="Without a network")).to_be_visible()
    assert facts(busy_server) == before
    proof = await kept_form(page, evidence)
    # The first answer reaches the server, which cannot say so; then two tabs send at once.
    network.loses, network.losses = b"POST /practice/answers", 1
    network.back()
    other = await page.context.new_page()
    await other.goto("/offline")
    for _again in range(3):
        await asyncio.gather(*(tab.evaluate("dispatchEvent(new Event('online'))") for tab in (page, other)))
    await expect(waits(page)).to_have_count(0)
    await expect(page.locator(".away")).to_have_text("You are back. Show this page as it is now")
    assert network.lost == 1
    assert {kind: count - before.get(kind, 0) for kind, count in facts(busy_server).items() if count != before.get(kind)} == {
        "answer-given": 7,
        "commitment-made": 1,
        "lesson-completed": 1,
        "lesson-begun": 1,
        "assignment-done": 1,
        "evidence-added": 1,
    }
    # What is added next from the copy is another deed.
    assert await kept_form(page, evidence) != proof
    await other.goto("/practice")
    await expect(other.get_by_text("Question 3 of 3")).to_be_visible()


async def boards(visitor: Visitor, name: str) -> Page:
    """Signs in on a phone, and stays until the device has kept what it may."""
    page = await visitor.page(phone=True, worker=True)
    await page.goto("/sign-in")
    await taps(page, name)
    await until(page, "async () => Boolean(await caches.match('/offline'))")
    return page


async def keeps_since_yesterday(page: Page) -> None:
    """What the device has of the day is a day older."""
    await page.evaluate(
        """async () => {
            const pages = await caches.open("pages");
            const copy = await pages.match("/today");
            const headers = new Headers(copy.headers);
            headers.set("x-kept", Number(headers.get("x-kept")) - 86_400_000);
            await pages.put("/today", new Response(await copy.blob(), { headers }));
        }"""
    )


async def kept_form(page: Page, address: str) -> str:
    """The id of the form on the copy that the device has of a page."""
    text: str = await page.evaluate("async (address) => (await caches.match(address, { ignoreVary: true })).text()", address)
    return text.partition('name="form" value="')[2].partition('"')[0]


CLOCK_SET = """() => new Promise((give) => {
    const wish = indexedDB.open("plumbline", 1);
    wish.onsuccess = () => {
        const all = wish.result.transaction("waiting", "readwrite").objectStore("waiting");
        all.openCursor().onsuccess = ({ target }) => {
            target.result.update({ ...target.result.value, at: "2020-01-01T09:00:00.000Z" }).onsuccess = give;
        };
        all.transaction.oncomplete = () => wish.result.close();
    };
})"""
"""What waits was answered by a clock that was years behind, and is right since."""


async def elsewhere(page: Page) -> None:
    """Opens what was refused on another deal of the list."""
    await page.get_by_text("Add it to another deal").click()
    await page.locator("#waiting-list details a").last.click()
    await expect(page.get_by_label("The sentence that shows it")).to_have_value("It is for next year.")
    assert await photo_in(page) == len(PHOTO["buffer"])


async def photo_in(page: Page) -> int:
    """Bytes of the photo that the form holds."""
    size: int = await page.get_by_label("File, at most 10 MB").evaluate("field => field.files[0]?.size ?? 0")
    return size


async def until(page: Page, true: str) -> None:
    """Waits for what a script finds true."""
    for _try in range(200):
        if await page.evaluate(true):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{true} did not come true")


async def browser_is_happy(page: Page) -> None:
    """The copy fits, and axe finds nothing on it."""
    assert await browser.violations(page) == []
    assert await browser.sideways(page) == 0


async def practises(page: Page, *, questions: int) -> None:
    """Answers questions from memory, of which each says that it waits."""
    await page.get_by_role("link", name="Practice", exact=True).click()
    for number in range(1, questions + 1):
        await expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
        await fill(page.locator("#practice"))
        await page.locator(".sure").get_by_text("Unsure").click()
        await page.get_by_role("button", name="Show the answer").click()
        await expect(page.locator("[data-says-kept]")).to_contain_text(KEPT)
        await expect(page.locator("[data-says-kept]")).to_be_focused()
        await expect(waits(page)).to_have_text(f"Waiting: {number}")
        await page.get_by_role("link", name="Go on").click()


async def finishes_the_lesson(page: Page) -> None:
    """Answers all of it, to its promise, whatever the kinds of its questions."""
    await page.goto("/today")
    await page.locator("main a[href^='/lessons/']").first.click()
    asked = await page.locator("section.question:has(form[hx-post])").all()
    for name in [await question.get_attribute("id") for question in asked]:
        question = page.locator(f"#{name}")
        await fill(question)
        await question.get_by_role("button", name="Check").click()
        await expect(question.locator("[data-says-kept]")).to_contain_text(KEPT)
    await page.get_by_label("On which deal").select_option(index=1)
    await page.get_by_role("button", name="Commit to it").click()
    await expect(page.locator("[data-says-kept]")).to_have_count(len(asked) + 1)


async def proves(page: Page, words: str, *, dated: str = "2026-11-19") -> None:
    """Adds a photo to the first deal on the list of what is kept."""
    await page.goto("/offline")
    await page.locator("a[href$='/evidence']").first.click()
    await page.get_by_label("The sentence that shows it").fill(words)
    await page.get_by_label("Who said or sent it").fill("Petra")
    await page.get_by_label("Of which day").fill(dated)
    await page.get_by_label("Kind of proof").select_option(index=1)
    await page.get_by_label("File, at most 10 MB").set_input_files(PHOTO)
    await page.locator("details summary").first.click()
    await page.locator("[name=show]").first.check()
    await page.get_by_role("button", name="Add the evidence").click()
    await expect(page.locator(".kept")).to_contain_text("You can add another one now.")


async def fill(asked: Locator) -> None:
    """Something in every field of the questions that stand there."""
    if await asked.locator(".choice input").count():
        await asked.locator(".choice input").first.check()
    for place, select in enumerate(await asked.locator("select").all(), start=1):
        await select.select_option(index=min(place, await select.locator("option").count() - 1))
    for field in await asked.locator("input[name=text], input[name^=gap], textarea").all():
        await field.fill("3")


def waits(page: Page) -> Locator:
    """What every page says of what waits."""
    return page.locator("#waits-in-all")


def facts(server: Served) -> dict[str, int]:
    """How many facts of each kind the server has."""
    with closing(sqlite3.connect(server.file)) as base:
        return dict(base.execute("SELECT kind, count(*) FROM fact GROUP BY kind").fetchall())


async def test_what_waits_is_never_sent_as_somebody_else_and_goes_with_its_owner(
    rider: Visitor, network: Network, busy_server: Served
):
    page = await boards(rider, "Davor Horvat")
    before = facts(busy_server)
    older = await page.context.new_page()
    await older.goto("/today")
    # A server that is down behind its proxy is no more there than one without a network, and says nothing about who is signed in.
    network.fails()
    await page.goto("/sign-in")
    await proves(page, "Davor saw it.")
    await expect(waits(page)).to_have_text("Waiting: 1")
    network.back()
    # The session is gone, and what was answered waits for whoever gave it.
    await page.context.clear_cookies()
    await page.goto("/today")
    await expect(page.get_by_text("Answers that were not sent yet wait on this device.")).to_be_visible()
    assert await kept_pages(page) == 0
    network.cut()
    await page.goto("/")
    await expect(page.get_by_text("Nobody is signed in on this device")).to_be_visible()
    network.back()
    await page.goto("/sign-in")
    await taps(page, "Tomás Abreu")
    await until(page, "async () => Boolean(await caches.match('/offline'))")
    await expect(waits(page)).to_have_count(0)
    assert facts(busy_server).get("evidence-added") == before.get("evidence-added")
    # What is not taken is told, and may be dropped.
    network.cut()
    await proves(page, "It is for next year.", dated="2099-01-01")
    network.back()
    await page.goto("/offline")
    await expect(waits(page)).to_have_text("Not taken: 1")
    await expect(page.locator("#waiting-list")).to_contain_text("It is for next year. · board.jpg")
    # A tab that Davor left open hears of a new release. It does not speak for who is here now.
    await older.evaluate("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))")
    await expect(waits(older)).to_have_count(0)
    await page.reload()
    await expect(waits(page)).to_have_text("Not taken: 1")
    # Added to another deal, and refused again: the photo is in the form, and on the device.
    await elsewhere(page)
    await page.get_by_role("button", name="Add the evidence").click()
    await expect(page.locator(".errors")).to_contain_text("Only an invite may be for a day to come.")
    await expect(page.locator(".kept.error")).to_contain_text("Only an invite may be for a day to come.")
    assert await photo_in(page) == len(PHOTO["buffer"])
    await page.goto("/offline")
    await expect(waits(page)).to_have_text("Not taken: 1")
    await page.get_by_role("button", name="Drop it").click()
    await expect(waits(page)).to_have_count(0)
    # A clock that was set on the way: it counts from now, and the device says so until that was read.
    network.cut()
    await proves(page, "A clock was wrong.")
    await page.evaluate(CLOCK_SET)
    network.back()
    await page.goto("/offline")
    await expect(waits(page)).to_have_text("Sent and counted from now: 1")
    await expect(page.locator("#waiting-list")).to_contain_text("It counts from when it arrived")
    await page.get_by_role("button", name="I have read it").click()
    await expect(waits(page)).to_have_count(0)
    # Who signs out is told what would be lost, and leaves nothing behind.
    network.cut()
    await page.goto("/today")
    await practises(page, questions=1)
    await another_site_posts(page, network.url)
    await expect(waits(page)).to_have_text("Waiting: 1")
    await signs_another_device_out(page)
    await page.goto("/offline")
    await expect(waits(page)).to_have_text("Waiting: 1")
    network.loses, network.losses = b"POST /practice/answers", 100
    network.back()
    await page.goto("/account")
    await page.get_by_role("button", name="Sign out here").click()
    await expect(page.get_by_text("Not sent yet: 1.")).to_be_visible()
    await page.get_by_role("button", name="Sign out here").click()
    await expect(page).to_have_url("/sign-in")
    assert await kept_pages(page) == 0
    # Files that are the same for everybody may be there again, for the page that asks who comes next.
    assert await page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)") == []


async def another_site_posts(page: Page, ours: str) -> None:
    """A page of somebody else, who knows whom this device belongs to, fills in a form of ours. It is never sent as theirs."""
    person = await page.locator("body").get_attribute("data-person")
    fields = {"whose": person, "form": "0193a0b0-0000-7000-8000-000000000000", "question": "any", "confidence": "3"}
    theirs = await page.context.new_page()
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    await theirs.set_content(f'<form method="post" action="{ours}/practice/answers">{inputs}<button>Win</button></form>')
    await theirs.get_by_role("button").click()
    await theirs.wait_for_url(lambda url: url != "about:blank")
    await theirs.close()


async def signs_another_device_out(page: Page) -> None:
    """Sends the form by which somebody ends their session on another device."""
    await page.evaluate(
        """() => {
            const form = Object.assign(document.createElement("form"), { method: "post", action: "/account/sessions/1/sign-out" });
            document.body.append(form);
            form.addEventListener("submit", (event) => event.preventDefault());
            form.requestSubmit();
        }"""
    )


@pytest.mark.long  # one that is told and dropped is part of the journey above
async def test_what_the_server_does_not_take_is_told_and_can_be_mended_or_dropped(
    rider: Visitor, network: Network, busy_server: Served
):
    page = await boards(rider, "Lena Brandt")
    before = facts(busy_server)["evidence-added"]
    network.cut()
    await proves(page, "It is for next year.", dated="2099-01-01")
    await proves(page, "Nobody will read this.", dated="2099-01-01")
    network.back()
    await page.goto("/offline")
    await expect(waits(page)).to_have_text("Not taken: 2")
    row = page.locator("#waiting-list")
    await expect(row).to_contain_text("It is for next year. · board.jpg")
    await expect(row).to_contain_text("This could not be taken.")
    await browser_is_happy(page)
    await row.get_by_role("button", name="Drop it").last.click()
    await expect(waits(page)).to_have_text("Not taken: 1")
    await row.get_by_role("link").first.click()
    assert await photo_in(page) == len(PHOTO["buffer"])
    # Mended, but not yet, and without a network: then with everything, on another deal.
    await page.get_by_label("Of which day").fill("2098-01-01")
    await page.get_by_role("button", name="Add the evidence").click()
    await expect(page.locator(".errors")).to_be_visible()
    assert await photo_in(page) == len(PHOTO["buffer"])
    assert await page.get_by_label("Of which day").input_value() == "2098-01-01"
    network.cut()
    await page.get_by_role("button", name="Add the evidence").click()
    await expect(waits(page)).to_have_text("Waiting: 1")
    network.back()
    await page.goto("/offline")
    await expect(waits(page)).to_have_text("Not taken: 1")
    await elsewhere(page)
    await page.get_by_label("Of which day").fill("2026-11-19")
    await page.get_by_role("button", name="Add the evidence").click()
    await expect(page.get_by_text("It is for next year.")).to_be_visible()
    await expect(waits(page)).to_have_count(0)
    assert facts(busy_server)["evidence-added"] == before + 1


async def kept_pages(page: Page) -> int:
    """How many pages the device has."""
    count: int = await page.evaluate(
        """async () => {
            let found = 0;
            for (const name of await caches.keys()) if (name.startsWith("pages")) found += (await (await caches.open(name)).keys()).length;
            return found;
        }"""
    )
    return count
