"""Searching in a real browser: results come while one types, the focus stays, the keys work, and the way back leads to what was found."""

import pytest
from playwright.async_api import expect

from tests import browser
from tests.browser import Visitor
from tests.journeys.browsing import sign_in


async def test_results_come_while_one_types_and_are_there_on_the_way_back(visitor: Visitor):
    page = await visitor.page()
    await sign_in(page, "mara")
    await page.keyboard.press("/")
    await page.wait_for_url("**/search")
    field = page.get_by_role("searchbox", name="Words")
    await expect(field).to_be_focused()
    await page.keyboard.type("econmic buy")
    first = page.locator("#found a").first
    await expect(first).to_have_text("Economic buyer confirmed")
    await expect(page.locator("#said")).to_contain_text("results for “econmic buy”")
    await expect(field).to_be_focused()
    assert page.url.endswith("/search?q=econmic%20buy")
    assert await browser.violations(page) == []
    await first.click()
    await expect(page.locator("#economic-buyer-confirmed")).to_be_in_viewport()
    await page.go_back()
    await expect(first).to_have_text("Economic buyer confirmed")
    await expect(field).to_have_value("econmic buy")
    await page.locator("body").press("/")
    await expect(field).to_be_focused()
    await page.keyboard.type("zzqx")
    await expect(page.locator("#found")).to_contain_text("Nothing is found for “zzqx”.")
    assert visitor.faults == []


@pytest.mark.long  # every page is read without JavaScript in each run; here somebody uses one
async def test_without_javascript_on_a_phone_the_form_is_sent(visitor: Visitor):
    page = await visitor.page(phone=True, javascript=False)
    await sign_in(page, "mara")
    await page.get_by_role("link", name="Search").click()
    await page.get_by_role("searchbox", name="Words").fill("paper process")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("#found a").first).to_have_text("Paper process known")
    assert await browser.sideways(page) == 0
