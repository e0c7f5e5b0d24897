"""A real browser: Chromium as Debian ships it, driven by Playwright, with the pages under their own strict policy."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Literal

from msgspec import Struct, field
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests import machine

OFF = (
    # what a window around a page would load, a second of the processor each: suggestions for an address, and a process for the page after this one
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    # what Playwright turns off, because the last list of a command line is the one that counts
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
)
FLAGS = (
    f"--disable-features={','.join(OFF)}",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    # a browser that stays at home: no addresses but those of the test
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
)
Theme = Literal["light", "dark"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """The browser, started once for the tests of a process."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=machine.chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


class Visitor(Struct):
    """Somebody with a browser of their own: `await visitor.page(...)` opens a page, and its errors are kept in `faults`."""

    browser: Browser
    base: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def page(self, *, phone: bool = False, javascript: bool = True, theme: Theme = "light", worker: bool = False) -> Page:
        """A page in a fresh context, so without cookies. Whatever the page's scripts or its policy complain about lands in `faults`.

        `worker`: its service worker runs, which keeps pages in the background; most tests are quicker without.
        """
        context = await self.browser.new_context(
            base_url=self.base,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]  # a dict with these two keys is what it wants
            has_touch=phone,
            java_script_enabled=javascript,
            color_scheme=theme,
            reduced_motion="reduce",
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        return page

    async def leave(self) -> None:
        """Closes every page."""
        for context in self.contexts:
            await context.close()


@asynccontextmanager
async def on_a_phone(page: Page) -> AsyncIterator[None]:
    """The page that is open on a desktop, on a phone until the block ends. Only a page that is opened after that hears of a mouse again."""
    devtools = await page.context.new_cdp_session(page)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict with these two keys is what it wants
    await devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield
    await devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    await page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # as above
    await devtools.detach()


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours."""


async def violations(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """What axe-core finds on the page as it stands, one line for each element; by some of its rules alone if they are named.

    Works under a policy that forbids inline scripts.
    """
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(machine.axe().read_text(encoding="utf-8"))
        # The pages after this one get it while they load, which is quicker.
        await page.context.add_init_script(path=machine.axe())
    found = await page.evaluate(
        """async (only) => {
            const rules = only.length ? { runOnly: { type: "rule", values: only } } : {};
            // It would read all style sheets beforehand, for a rule that it does not run by itself.
            const preload = { assets: ["media"] };
            return JSON.stringify((await axe.run({ resultTypes: ["violations"], preload, ...rules })).violations);
        }""",
        list(only),
    )
    return [
        f"{rule['id']}: {rule['help']} at {' '.join(map(str, node['target']))} — {node.get('failureSummary', '')}"
        for rule in json.loads(found)
        for node in rule["nodes"]
    ]


async def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window. 0 is right."""
    wider: int = await page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
