"""What a person does in a browser, whichever page it is: signs in, looks, taps, types."""

from msgspec import Struct
from playwright.async_api import Page, expect

from server.cli.demo.story.people import CAST
from tests import browser
from tests.browser import Visitor


async def sign_in(page: Page, key: str) -> None:
    """One tap on the sign-in page of the demonstration."""
    name = next(one.name for one in CAST if one.key == key)
    await page.goto("/sign-in")
    await page.get_by_role("button", name=name).click()
    await page.wait_for_url(lambda url: "sign-in" not in url)


class Look(Struct, frozen=True):
    """Somebody of the cast and how they look at the page."""

    name: str
    phone: bool
    javascript: bool
    theme: browser.Theme

    def __str__(self) -> str:
        """How the test is called."""
        return f"{'phone' if self.phone else 'desk'}-{self.theme}-{'js' if self.javascript else 'plain'}"


async def opened(visitor: Visitor, look: Look) -> Page:
    page = await visitor.page(phone=look.phone, javascript=look.javascript, theme=look.theme)
    await page.goto("/sign-in")
    await taps(page, look.name)
    return page


async def taps(page: Page, name: str) -> None:
    """Signs in on the page of the cast, and has their day."""
    await _chooses(page, name)
    await expect(page).to_have_url("/today")


async def enters(page: Page, name: str) -> None:
    """Signs in, wherever this person begins."""
    await page.goto("/sign-in")
    await _chooses(page, name)
    await page.wait_for_load_state()


async def _chooses(page: Page, name: str) -> None:
    """One of the cast, of which most are folded away."""
    button = page.get_by_role("button", name=name, include_hidden=True)
    if not await button.is_visible():
        await page.get_by_text("more people").click()
    await button.click()


async def good(page: Page, look: Look) -> None:
    """The page as it stands fits, and axe-core finds nothing, which it can only look for with JavaScript."""
    assert await browser.sideways(page) == 0
    if look.javascript:
        assert await browser.violations(page) == []
