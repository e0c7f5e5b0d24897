"""A leader, an author and an admin do one thing of their day with Tab and Enter alone and without JavaScript, and always see where they are.

Reps and managers do so where their journeys are: a lesson, practice, a sheet.
"""

from playwright.async_api import Page, expect

from tests.browser import Visitor

SEEN = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const box = at.closest("label") ?? at;
    const ringed = (one) => getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) > 0;
    const { left, top, width, height } = box.getBoundingClientRect();
    const over = document.elementFromPoint(left + Math.min(width / 2, 20), top + Math.min(height / 2, 20));
    const name = at.labels?.length ? at.labels[0].innerText : at.innerText || at.getAttribute("aria-label") || "";
    return {
        name: name.trim(),
        // The calendar of a day is a part of its field that the browser draws by itself.
        shown: at.type === "date" || [at, at.parentElement, box].some(ringed),
        clear: Boolean(over && (box.contains(over) || over.contains(box))),
        path: location.pathname,
        html: at.outerHTML.slice(0, 120),
    };
}"""


async def test_a_leader_says_on_a_phone_what_the_quarter_is_about(rep_visitor: Visitor):
    page = await signs_in(rep_visitor, "Ruth Adeyemi", phone=True)
    await presses(page, "Review")
    await presses(page, "What sheets ask for")
    await tabs_to(page, "The whole process")
    await page.keyboard.press("ArrowUp")
    await presses(page, "Set the focus")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("In focus:")


async def test_an_author_tries_a_lesson(rep_visitor: Visitor):
    page = await signs_in(rep_visitor, "Sam Whitlow")
    await presses(page, "Try a lesson without a terminal")
    await types(page, "A whole lesson", "# No front matter")
    await presses(page, "Check")
    await expect(page.get_by_role("heading", name="Check", exact=True)).to_be_visible()


async def test_an_admin_adds_somebody(rep_visitor: Visitor):
    page = await signs_in(rep_visitor, "Oskar Lind")
    await presses(page, "All people")
    await types(page, "Name", "Noor Haddad")
    await types(page, "Work email", "noor@example.org")
    await presses(page, "Add")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Noor Haddad")


async def signs_in(visitor: Visitor, name: str, *, phone: bool = False) -> Page:
    """With the keyboard, from the cast."""
    page = await visitor.page(phone=phone, javascript=False)
    await page.goto("/sign-in")
    await presses(page, name)
    return page


async def presses(page: Page, name: str) -> None:
    """Goes to what is called so and presses Enter."""
    await tabs_to(page, name)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def types(page: Page, name: str, words: str) -> None:
    """Goes to the field that is called so and fills it."""
    await tabs_to(page, name)
    await page.keyboard.type(words)


async def tabs_to(page: Page, name: str) -> None:
    """Goes forward until what has the focus is called so. On the way the focus is never lost, always drawn, and nothing lies over it."""
    met = []
    for _step in range(200):
        await page.keyboard.press("Tab")
        at = await page.evaluate(SEEN)
        if at is None:
            continue
        met.append(at["name"])
        assert at["shown"], f"no ring on {at['path']} at {at['html']}"
        assert at["clear"], f"hidden on {at['path']} at {at['html']}"
        if at["name"].startswith(name):
            return
    raise AssertionError(f"{page.url}: nothing that begins with {name!r} among {met}")
