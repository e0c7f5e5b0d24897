"""Reps follow their own line in a real browser: from nothing known to one behaviour opened, with and without JavaScript, in both themes."""

import re

import pytest
from msgspec import Struct
from playwright.async_api import Page, expect

from tests import browser
from tests.browser import Theme, Visitor


class Look(Struct, frozen=True):
    """How somebody looks at the page."""

    name: str
    phone: bool
    javascript: bool
    theme: Theme

    def __str__(self) -> str:
        """How the test is called."""
        return f"{'phone' if self.phone else 'desk'}-{self.theme}-{'js' if self.javascript else 'plain'}"


NEW = (
    Look("Sofia Papadaki", phone=True, javascript=True, theme="dark"),
    Look("Yusuf Kaya", phone=False, javascript=False, theme="light"),
)
LOOKS = (
    Look("Mara Lindqvist", phone=True, javascript=True, theme="light"),
    Look("Tomás Abreu", phone=False, javascript=True, theme="dark"),
    Look("Mara Lindqvist", phone=False, javascript=False, theme="light"),
)


async def opened(visitor: Visitor, look: Look) -> Page:
    page = await visitor.page(phone=look.phone, javascript=look.javascript, theme=look.theme)
    await page.goto("/sign-in")
    button = page.get_by_role("button", name=look.name, include_hidden=True)
    if not await button.is_visible():
        await page.get_by_text("more people").click()
    await button.click()
    await page.wait_for_url(lambda url: "sign-in" not in url)
    await page.goto("/my-line")
    return page


async def good(page: Page, look: Look) -> None:
    """The page fits, and axe-core finds nothing, which it can only look for with JavaScript."""
    assert await browser.sideways(page) == 0
    if look.javascript:
        assert await browser.violations(page) == []


@pytest.mark.parametrize("look", NEW, ids=str)
async def test_a_new_rep_is_led_to_a_first_lesson_and_finds_its_answers_on_the_line(new_visitor: Visitor, look: Look):
    page = await opened(new_visitor, look)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your line is empty, and that is the right place to start")
    await good(page, look)
    await page.goto("/lessons/next-step-on-the-calendar")
    question = page.locator("#q-confirmed-one")
    await question.get_by_text("accepted by Mia, a trainee").click()
    await question.get_by_role("button", name="Check").click()
    await expect(question.locator("[data-picked]")).to_contain_text("Yes.")
    await page.goto("/my-line")
    line = page.locator("#next-step-confirmed")
    await expect(line).to_contain_text("right on 1 of 1 question")
    await expect(line).to_contain_text("4 more answers, and its range can be drawn.")
    await good(page, look)
    await line.get_by_role("link", name="Next step confirmed").click()
    await expect(page).to_have_url("/my-line/next-step-confirmed")
    await expect(
        page.get_by_text("Its weeks are drawn once 5 questions were answered within 180 days. So far: 1.")
    ).to_be_visible()
    await good(page, look)
    assert new_visitor.faults == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.name.split()[0]}-{look}")
async def test_everything_on_the_line_opens_and_is_accessible_when_it_is_open(rep_visitor: Visitor, look: Look):
    page = await opened(rep_visitor, look)
    for summary in await page.locator("main summary").all():
        if await summary.evaluate("one => one.parentElement.open") is False:
            await summary.click()
    await expect(page.get_by_text("never added up to a score")).to_be_visible()
    await good(page, look)
    await page.locator(".counts").get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name="How it went")).to_be_visible()
    await good(page, look)
    await page.get_by_role("link", name="My line").last.click()
    await expect(page).to_have_url("/my-line")
    assert rep_visitor.faults == []


async def test_the_weeks_of_a_behaviour_are_drawn_and_told_in_numbers(rep_visitor: Visitor):
    look = LOOKS[0]
    page = await opened(rep_visitor, look)
    await page.goto("/my-line/next-step-confirmed")
    await expect(page.get_by_role("img", name="Knowing, week by week")).to_be_visible()
    for measure in ("Knowing", "Doing"):
        table = page.get_by_role("table", name=f"{measure}, week by week", include_hidden=True)
        await page.get_by_role("group").filter(has=table).get_by_text("The same in numbers").click()
        await expect(table).to_be_visible()
        await expect(table.get_by_role("row").nth(1)).to_contain_text("%")
    await good(page, look)
    assert rep_visitor.faults == []


async def test_a_manager_s_look_at_the_team_is_told_to_the_rep_with_its_day(rep_visitor: Visitor):
    manager = await rep_visitor.page()
    await manager.goto("/sign-in")
    await manager.get_by_role("button", name="Ines Caldeira").click()
    await manager.wait_for_url("**/week")
    await expect(manager.locator("main")).not_to_contain_text("right on")
    await manager.get_by_role("link", name="Team", exact=True).first.click()
    await manager.wait_for_url("**/team")
    await expect(manager.get_by_text("Practised this week:")).to_be_visible()
    page = await opened(rep_visitor, Look("Joel Okafor", phone=True, javascript=True, theme="light"))
    told = page.locator("section[aria-labelledby=looked]").get_by_role("listitem").filter(has_text="Ines Caldeira")
    look = told.filter(has_text="opened the page of the team: what is assigned to you")
    await expect(look).to_contain_text("under a policy, what you know and do and whether you practised this week")
    await expect(look.locator("time").first).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\d"))
    assert rep_visitor.faults == []
