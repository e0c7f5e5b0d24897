"""What a leader prints says what their screen says: links of their own are for the screen, a number that is one is not."""

from playwright.async_api import Page

from tests.browser import Visitor
from tests.journeys.browsing import enters

SHOWN = """() => [...document.querySelectorAll("main td, main .signal p")].map((one) => one.innerText.replace(/\\s+/g, " ").trim()).filter(
  (words) => /\\d/.test(words))"""
"""What the cells and the readings say that holds a number, as it is seen."""


async def test_a_printed_page_of_a_leader_keeps_every_number(rep_visitor: Visitor):
    page = await rep_visitor.page()
    await enters(page, "Ruth Adeyemi")
    for path in ("/drift", "/drift/managers"):
        await page.goto(path)
        screen = await page.evaluate(SHOWN)
        assert len(screen) > 10
        await page.emulate_media(media="print")
        paper = await page.evaluate(SHOWN)
        assert [words for words in screen if figures(words) not in [figures(one) for one in paper]] == []
        assert await hidden_actions(page)
        await page.emulate_media(media="screen")


def figures(words: str) -> str:
    """The numbers of it."""
    return " ".join(part for part in words.split() if any(one.isdigit() for one in part))


async def hidden_actions(page: Page) -> bool:
    """Whether what can only be pressed is left out."""
    return await page.locator("main .button:visible").count() == 0
