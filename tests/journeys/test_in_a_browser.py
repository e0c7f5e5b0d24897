"""Everybody of the demonstration looks at every page they can reach, in a real browser under the policy that is really sent."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page

from tests import browser, crawl, shared
from tests.browser import Visitor
from tests.journeys.browsing import sign_in
from tests.journeys.people import FIRST_OF_EACH_ROLE


async def reachable(page: Page, key: str) -> list[str]:
    """One address of each kind that links lead this person to from here, the same on every screen. Looked for once in a run: each server of it
    shows the same demonstration.
    """
    found = shared.folder() / f"reachable-{key}"
    if not found.exists():
        # Two who look at the same time find the same.
        part = shared.folder() / f"{found.name}.{os.getpid()}"
        part.write_text("\n".join(await _reachable(page)))
        part.replace(found)
    return found.read_text().splitlines()


async def _reachable(page: Page) -> list[str]:
    waiting, asked, kinds = [urlsplit(page.url).path], set[str](), dict[str, str]()
    while waiting:
        path = waiting.pop(0)
        if path in asked or crawl.kind_of(path) in kinds:
            continue
        asked.add(path)
        answer = await page.request.get(path)
        assert answer.ok, f"{path}: {answer.status}"
        kinds.setdefault(crawl.kind_of(urlsplit(answer.url).path), path)
        waiting += crawl.links(await answer.text())
    return list(kinds.values())


@pytest.mark.parametrize("key", FIRST_OF_EACH_ROLE)
@pytest.mark.parametrize("begin", [0, 1], ids=["every other page", "the rest"])
async def test_every_page_is_accessible_and_fits(visitor: Visitor, key: str, begin: int):
    page = await visitor.page()
    await sign_in(page, key)
    found = []
    for path in (await reachable(page, key))[begin::2]:
        await page.goto(path)
        found += [f"{path} {fault}" for fault in await wrong_on_each_screen(page)]
    assert "\n".join(found) == ""
    assert visitor.faults == []


async def test_the_doorstep_is_accessible_and_fits(visitor: Visitor):
    page = await visitor.page()
    for path in ("/sign-in", "/who-sees-what"):
        await page.goto(path)
        assert await wrong_on_each_screen(page) == []
    assert visitor.faults == []


async def wrong_on_each_screen(page: Page) -> list[str]:
    """What is wrong with a page on a desktop and on a phone. It is opened once: only its style sheets ask for the screen."""
    found = await wrong(page, "desktop")
    async with browser.on_a_phone(page):
        return found + await wrong(page, "phone")


async def wrong(page: Page, screen: str) -> list[str]:
    assert await page.evaluate("() => matchMedia('(hover: none)').matches") is (screen == "phone")
    found = await wrong_by_day_and_night(page)
    if await browser.sideways(page):
        found.append(f"it scrolls sideways by {await browser.sideways(page)} px")
    if await page.locator("[hidden]:visible").count():
        found.append("something hidden is seen")
    found += [f"no room for {word!r}" for word in await page.evaluate(SQUEEZED)]
    return [f"on a {screen}: {fault}" for fault in found]


SQUEEZED = """() => {
    const words = [], range = document.createRange();
    const texts = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
    // What is only read out is a pixel wide.
    const unseen = (one) => one && (one.clientWidth === 1 || unseen(one.parentElement));
    while (texts.nextNode())
        for (const { index, 0: word } of texts.currentNode.data.matchAll(/\\p{Letter}+/gu)) {
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + word.length);
            if (range.getClientRects().length > 2 && !unseen(texts.currentNode.parentElement)) words.push(word);
        }
    return words;
}"""
"""Words that stand on three lines or more, so in a column of a few letters."""


async def wrong_by_day_and_night(page: Page) -> list[str]:
    """What axe finds on a page by day; and by night what its colours alone can change, because the rest of it is the same page."""
    found = await browser.violations(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {fault}" for fault in await browser.violations(page, only=browser.COLOURS)]
    await page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("key", FIRST_OF_EACH_ROLE)
async def test_every_page_reads_without_javascript(visitor: Visitor, key: str):
    page = await visitor.page(phone=True, javascript=False)
    await sign_in(page, key)
    for path in await reachable(page, key):
        await page.goto(path)
        assert await page.locator("h1").first.is_visible(), path


async def test_at_320_pixels_and_twice_the_size_nothing_scrolls_sideways(visitor: Visitor):
    page = await visitor.page(phone=True)
    await page.set_viewport_size({"width": 320, "height": 640})
    await sign_in(page, "mara")
    for path in await reachable(page, "mara"):
        await page.goto(path)
        assert await browser.sideways(page) == 0, path


@pytest.mark.parametrize("key", ["ruth", "oskar"])
async def test_with_everything_open_no_screen_between_scrolls_sideways(visitor: Visitor, key: str):
    page = await visitor.page()
    await sign_in(page, key)
    for path in await reachable(page, key):
        await page.goto(path)
        await page.evaluate("() => document.querySelectorAll('main details').forEach(one => one.open = true)")
        for width in (320, 390, 700, 1024):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await browser.sideways(page) == 0, (path, width)


@pytest.mark.parametrize("key", ["mara", "ines", "ruth"])
async def test_the_places_of_everybody_fit_the_smallest_phone_in_either_language(visitor: Visitor, key: str):
    page = await visitor.page(phone=True)
    await sign_in(page, key)
    for language in ("es", "en"):
        await speak(page, language)
        await page.goto("/process")
        for width in (320, 343, 344, 360, 375, 376, 390):
            await page.set_viewport_size({"width": width, "height": 640})
            tabs = page.get_by_role("navigation").first
            assert await tabs.evaluate("tabs => tabs.scrollWidth - tabs.clientWidth") == 0, (language, width)
            assert await tabs.evaluate(SMALL) == [], (language, width)
            foot = await page.locator(".foot p").first.evaluate(
                "foot => (scrollTo(0, document.body.scrollHeight), foot.getBoundingClientRect().bottom)"
            )
            assert foot < (await tabs.evaluate("tabs => tabs.getBoundingClientRect().top")), (
                "the end of the page is not behind them"
            )


async def test_two_sheets_side_by_side_break_no_word_on_the_smallest_phone(visitor: Visitor):
    page = await visitor.page(phone=True)
    await sign_in(page, "ines")
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto("/calibration")
    assert await page.evaluate(BROKEN, ".kind") == []
    await page.locator("main a[href^='/calibrations/']").first.click()
    for width in (320, 360):
        await page.set_viewport_size({"width": width, "height": 640})
        assert await page.evaluate(BROKEN, ".pair :is(th, td)") == [], width
        assert await browser.sideways(page) == 0, width


BROKEN = """where => [...document.querySelectorAll(where)].flatMap(cell => {
    const words = [], texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (texts.nextNode())
        for (const { index, 0: word } of texts.currentNode.data.matchAll(/\\S+/g)) {
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + word.length);
            const mark = texts.currentNode.parentElement.closest(".kind")?.querySelector("svg");
            const below = mark && range.getBoundingClientRect().top > mark.getBoundingClientRect().bottom;
            if (range.getClientRects().length > 1 || below) words.push(word);
        }
    return words;
})"""
"""Words that stand on two lines, or below their mark."""


async def test_the_main_pages_fit_a_phone_in_spanish_and_the_person_a_small_screen(visitor: Visitor):
    page = await visitor.page(phone=True)
    await sign_in(page, "mara")
    await speak(page, "es")
    for path in ("/today", "/lessons", "/practice", "/my-line", "/deals", "/process"):
        await page.goto(path)
        assert await page.get_attribute("html", "lang") == "es", path
        assert await browser.sideways(page) == 0, path
    await page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/today", *(path for path in await reachable(page, "mara") if path.startswith("/deals/"))):
        await page.goto(path)
        assert await browser.sideways(page) == 0, path
    await page.set_viewport_size({"width": 390, "height": 844})
    tabs = page.get_by_role("navigation").first
    assert await tabs.evaluate("tabs => tabs.scrollWidth - tabs.clientWidth") == 0
    for width in (1000, 1260):
        await page.set_viewport_size({"width": width, "height": 700})
        name = page.locator(".masthead .who a[href='/account']")
        # It is read as a whole, and reaches the edge of the page at most.
        assert await name.evaluate("name => name.clientWidth > 0 && name.scrollWidth <= name.clientWidth"), width
        assert await browser.sideways(page) == 0, width
    await speak(page, "en")


async def test_whoever_has_many_roles_sees_each_place_on_a_phone(visitor: Visitor):
    page = await visitor.page(phone=True)
    await sign_in(page, "mara")
    tabs = page.get_by_role("navigation").first
    for width in (320, 360, 390, 820):
        await page.set_viewport_size({"width": width, "height": 640})
        await page.goto("/today")
        await tabs.locator("ul").evaluate("ul => ul.append(...[...ul.children].map(one => one.cloneNode(true)))")
        assert await tabs.evaluate("tabs => tabs.scrollWidth - tabs.clientWidth") == 0, width
        assert await tabs.evaluate(SMALL) == [], width
        places = await tabs.locator("a").evaluate_all(
            "all => all.map(a => a.getBoundingClientRect()).map(box => [box.left, box.right])"
        )
        assert len(places) == 12
        action = await page.locator(".next.reach").bounding_box()
        assert action
        assert action["y"] + action["height"] >= 638 or width == 820, "nothing stands below it"
        assert all(left >= 0 and right <= width for left, right in places), (width, places)
        assert await browser.sideways(page) == 0, width


async def test_a_team_of_one_long_word_widens_the_table_of_people_on_no_screen(visitor: Visitor):
    page = await visitor.page(phone=True)
    await sign_in(page, "oskar")
    await page.goto("/setup/people")
    for word in ("", "W" * 90):
        if word:
            await page.evaluate(LONG, word)
        for width in (320, 390, 640, 700, 768, 1000, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await browser.sideways(page) == 0, (width, len(word))


LONG = """word => document.querySelectorAll("td.called, tbody th").forEach(cell => {
    if (cell.textContent.trim()) (cell.querySelector("a") ?? cell).textContent = word;
})"""
"""Every name of the table becomes this word."""


SMALL = """tabs => [...tabs.querySelectorAll("a")]
    .filter(a => parseFloat(getComputedStyle(a).fontSize) < 12 || a.clientHeight < 44 || a.scrollWidth > a.clientWidth)
    .map(a => a.textContent)"""
"""The places whose words are too small to be read, or wider than their room, or that no thumb meets."""


async def speak(page: Page, language: str) -> None:
    """Chooses a language. Whoever comes after on this server hears it too, so it is put back."""
    await page.goto("/account")
    await page.select_option("[name=locale]", language)
    await page.locator("form:has([name=locale]) button[type=submit]").first.click()
    await page.wait_for_load_state()
