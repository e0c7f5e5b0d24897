"""A blind pair from the first sheet to the reveal and the sentence that mends a clause, in a real browser: with and without JavaScript."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser import Visitor
from tests.journeys.browsing import Look, enters, good

WORDS = "The invite says <what> will be decided & by whom."

PAIRS = (
    (
        Look("Ines Caldeira", phone=False, javascript=True, theme="light"),
        Look("Henrik Voss", True, javascript=True, theme="dark"),
    ),
    (
        Look("Henrik Voss", phone=False, javascript=False, theme="dark"),
        Look("Ines Caldeira", True, javascript=False, theme="light"),
    ),
)


@pytest.mark.parametrize("looks", PAIRS, ids=lambda looks: str(looks[0]))
async def test_two_managers_each_alone_then_side_by_side_and_the_words_go_to_their_owner(
    rep_visitor: Visitor, looks: tuple[Look, Look]
):
    first, second = looks
    page, other = await entered(rep_visitor, first), await entered(rep_visitor, second)
    deal = await asks(page, first, second.name)
    await fills(page, first, 0, 1, 2)
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Your sheet of {deal} is closed")
    await expect(page.get_by_text("1 of 2 sheets closed")).to_be_visible()
    await expect(page.get_by_text("Clause by clause")).to_have_count(0)
    await other.get_by_role("link", name="Calibrate").click()
    await expect(other.get_by_role("heading", level=1)).to_have_text(f"{deal} waits for your sheet")
    await good(other, second)
    await other.get_by_role("link", name=f"Your sheet of {deal}").click()
    await fills(other, second, 0, 2)
    await opens(other, second, first.name)
    await mends(other)
    await page.reload()
    await expect(page.get_by_text(WORDS)).to_be_visible()
    await good(page, first)
    await reads(rep_visitor, second)
    assert [fault for fault in rep_visitor.faults if "422" not in fault] == []


async def entered(visitor: Visitor, look: Look) -> Page:
    page = await visitor.page(phone=look.phone, javascript=look.javascript, theme=look.theme)
    await enters(page, look.name)
    return page


async def asks(page: Page, look: Look, other: str) -> str:
    """Begins a blind pair on the deal that the lot proposes, and says its name."""
    await page.get_by_role("link", name="Calibrate").click()
    await good(page, look)
    proposed = await page.get_by_label("Deal", exact=True).locator("option").first.inner_text()
    await page.get_by_label("Who looks at it").select_option(label=other)
    await page.get_by_role("button", name="Ask for the sheets").click()
    await expect(page.get_by_text("0 of 2 sheets closed")).to_be_visible()
    await good(page, look)
    return proposed.split(",")[0]


async def fills(page: Page, look: Look, *ticks: int) -> None:
    """Opens the blind sheet, ticks the clauses at these places, and closes it."""
    await page.get_by_role("button", name="Begin your sheet").click()
    await expect(page).to_have_url(re.compile("/inspections/"))
    await expect(page.get_by_text("Blind inspection")).to_be_visible()
    await expect(page.get_by_text("Supported", exact=False)).to_have_count(0)
    await good(page, look)
    boxes = page.locator("form#sheet input[name=tick]")
    for place in ticks:
        await boxes.nth(place).check()
    await page.get_by_role("button", name="Close the inspection").click()
    await expect(page).to_have_url(re.compile("/calibrations/"))


async def opens(page: Page, look: Look, other: str) -> None:
    """Both sheets lie side by side, the conclusion first, and the one clause that differs is marked and named at the top."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(Same|2 conclusions)"))
    await expect(page.get_by_role("columnheader", name=other.partition(" ")[0]).first).to_be_visible()
    await expect(page.locator("tr[data-differs]")).to_have_count(1)
    await expect(
        page.get_by_text("1 of 2 found it shown by the same evidence.").or_(page.get_by_text("0 of 2 found"))
    ).to_be_visible()
    await good(page, look)


async def mends(page: Page) -> None:
    """The clause that differs is chosen already; a form without words comes back."""
    await page.get_by_role("button", name=re.compile("^Send the wording to")).click()
    await expect(page.get_by_text("Write the one sentence that would have made you agree.").first).to_be_visible()
    await page.get_by_label("One sentence on how the clause should read").fill(WORDS)
    await page.get_by_role("button", name=re.compile("^Send the wording to")).click()
    await expect(page.get_by_text("With the process owner.")).to_be_visible()


async def reads(visitor: Visitor, look: Look) -> None:
    """The process owner finds the sentence beside the file and the line of the clause, and no name."""
    page = await visitor.page(phone=look.phone, javascript=look.javascript, theme=look.theme)
    await enters(page, "Sam Whitlow")
    await page.goto("/academy")
    await page.get_by_role("link", name="How the clauses of the process are read").click()
    await expect(page.get_by_text(WORDS).first).to_be_visible()
    await expect(page.locator("code", has_text=re.compile(r"^process/.+\.md:\d+$")).first).to_be_visible()
    for name in ("Ines", "Henrik"):
        await expect(page.get_by_text(name)).to_have_count(0)
    await good(page, look)
