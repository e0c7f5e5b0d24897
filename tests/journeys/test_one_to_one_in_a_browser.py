"""A one-to-one in one sitting: the rep answers first, both sheets open beside each other, one press closes it, one tap ends it for the rep."""

from collections.abc import Mapping

import pytest
from msgspec import Struct
from playwright.async_api import Page, expect

from tests import browser
from tests.browser import DESKTOP, PHONE, Visitor
from tests.journeys.browsing import enters

NOTE = "You read the invite as accepted. Who accepted it, <by name>?"
PROMISE = "Ask who accepts the invite, and write the name into it"
THEMES: tuple[browser.Theme, ...] = ("light", "dark")


class Pair(Struct, frozen=True):
    """The two of a one-to-one, and whether their browsers run JavaScript."""

    manager: str
    rep: str
    javascript: bool

    def __str__(self) -> str:
        """How the test is called."""
        return "js" if self.javascript else "plain"

    @property
    def first(self) -> str:
        """How the rep is called."""
        return self.rep.split(" ")[0]


@pytest.mark.parametrize("pair", [Pair("Ines Caldeira", "Priya Raman", True), Pair("Henrik Voss", "Lena Brandt", False)], ids=str)
async def test_a_one_to_one_from_its_agenda_to_the_next_one(rep_visitor: Visitor, pair: Pair):
    manager = await rep_visitor.page(javascript=pair.javascript)
    await enters(manager, pair.manager)
    deal = await chooses(manager, pair)
    rep = await rep_visitor.page(phone=True, javascript=pair.javascript, theme="dark")
    await enters(rep, pair.rep)
    theirs = await answers_first(rep, deal, pair)
    await answers(manager, rep, theirs, pair)
    await lies_open(manager, rep, deal, pair)
    await closes(manager, deal, pair)
    await leaves(rep, deal, pair)
    await begins_with_it(manager, deal, pair)
    assert [fault for fault in rep_visitor.faults if "404" not in fault and "422" not in fault] == []


async def good(page: Page, pair: Pair, size: Mapping[str, int], theme: browser.Theme) -> None:
    """At this size and in this light the page fits, and axe-core finds nothing, which it can only look for with JavaScript."""
    await page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict with these two keys is what it wants
    await page.emulate_media(color_scheme=theme)
    assert await browser.sideways(page) == 0
    if pair.javascript:
        assert await browser.violations(page) == [], (size, theme)


async def chooses(page: Page, pair: Pair) -> str:
    """From the team to the rep's page and the agenda; the deal that it proposes is taken."""
    await page.goto("/team")
    await page.get_by_role("rowheader", name=pair.rep).get_by_role("link").first.click()
    await page.get_by_role("link", name="Open the 1:1 sheet").click()
    await expect(page.get_by_role("heading", name="One deal, looked at by both of you")).to_be_visible()
    await good(page, pair, DESKTOP, "light")
    deal = await page.get_by_label("Look at together").locator("option:checked").inner_text()
    await page.get_by_role("button", name=f"Ask {pair.first} to answer first").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"{deal}: {pair.first} answers first")
    return deal


async def answers_first(page: Page, deal: str, pair: Pair) -> str:
    """Today asks for the rep's side; two rows are answered and saved. Returns the address of the sheet."""
    await page.goto("/today")
    await page.get_by_role("link", name="Your side comes first").filter(has_text=deal).click()
    await page.get_by_role("button", name="Open your side").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(deal)
    await ticks(page, first=True)
    address = page.url
    await page.get_by_role("button", name="Save your side").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"{deal}: your side is in")
    await expect(page.get_by_text("Both sheets")).to_have_count(0)
    await good(page, pair, PHONE, "dark")
    return address


async def ticks(page: Page, *, first: bool) -> None:
    """The first row: its first clause, or that nothing is shown; of the next, if there is one, both say that nothing is shown."""
    rows = page.locator("fieldset.crit:not(.folded)")
    await rows.nth(0).locator("input[name=tick]" if first else "input[name=looked]").first.check()
    if await rows.count() > 1:
        await rows.nth(1).locator("input[name=looked]").check()


async def answers(manager: Page, rep: Page, theirs: str, pair: Pair) -> None:
    """The manager's side comes second: before it is in, neither of the two can open the other's, by no address."""
    await manager.reload()
    await expect(manager.get_by_text("It is hidden from you until yours is in.")).to_be_visible()
    assert await status(manager, theirs) == 404
    await manager.go_back()
    await manager.get_by_role("button", name="Open your side").click()
    await ticks(manager, first=False)
    own = manager.url
    await manager.get_by_role("button", name="Keep it and go to the 1:1").click()
    await expect(manager.get_by_text("Both sides are in. Lay them side by side.")).to_be_visible()
    await good(manager, pair, DESKTOP, "dark")
    assert await status(rep, own) == 404
    await rep.go_back()


async def status(page: Page, address: str) -> int:
    answer = await page.goto(address)
    assert answer
    return answer.status


async def lies_open(manager: Page, rep: Page, deal: str, pair: Pair) -> None:
    """Side by side, from now on for both: what differs comes first, and is one clause."""
    await manager.get_by_role("button", name="Lay both side by side").click()
    # The page has to be there before it is asked for again.
    await expect(manager.get_by_text("One clause differs:")).to_be_visible()
    for page in (manager, rep):
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(f"{deal}: you agree on ")
        await expect(page.get_by_text("One clause differs:")).to_be_visible()
        await expect(page.locator("tr[data-differs]")).to_have_count(1)
    for size in (PHONE, DESKTOP):
        for theme in THEMES:
            await good(manager, pair, size, theme)


async def closes(page: Page, deal: str, pair: Pair) -> None:
    """One note and one commitment; without the note's label everything typed is still there."""
    await page.get_by_label("One note").fill(NOTE)
    await page.get_by_role("textbox", name="One commitment").fill(PROMISE)
    await page.get_by_role("button", name="Close the 1:1").click()
    await expect(page.locator(".errors")).to_be_visible()
    await expect(page.get_by_label("One note")).to_have_value(NOTE)
    await page.get_by_text("the step", exact=True).click()
    await page.get_by_role("button", name="Close the 1:1").click()
    await expect(page.get_by_role("link", name=f"Open {deal}")).to_be_visible()
    await good(page, pair, PHONE, "light")


async def leaves(page: Page, deal: str, pair: Pair) -> None:
    """The note and the one question stand on the rep's Today; one tap answers it."""
    await page.goto("/today")
    await expect(page.get_by_text(NOTE)).to_be_visible()
    await expect(page.get_by_text(f"did you leave knowing the next step in the process on {deal}?")).to_be_visible()
    await page.get_by_role("button", name="Yes", exact=True).click()
    await expect(page.get_by_text("Thank you. It was counted")).to_be_visible()
    await good(page, pair, PHONE, "dark")
    await page.goto("/today")
    await expect(page.get_by_text("did you leave knowing")).to_have_count(0)


async def begins_with_it(page: Page, deal: str, pair: Pair) -> None:
    """The next agenda begins with what was promised."""
    await page.goto("/team")
    await page.get_by_role("rowheader", name=pair.rep).get_by_role("link").first.click()
    point = page.locator("section[aria-labelledby=h-agenda] li").first
    await expect(point).to_contain_text(f"What {pair.first} promised")
    if await point.get_by_text("more.").count():
        # On some days of the demonstration three older promises stand before it.
        await expect(point.get_by_role("link")).to_have_count(3)
    else:
        await expect(point.get_by_role("link", name=PROMISE)).to_have_count(1)
        await expect(point).to_contain_text(deal)
