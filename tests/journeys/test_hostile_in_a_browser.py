"""Everything that anybody reads after somebody who means harm typed into every field: each page in a real browser under the policy that is
really sent. What leaves the product otherwise is in `test_hostile_on_its_way_out.py`.
"""

from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace
from playwright.async_api import Browser, Page, Route

from server.db import Statement
from server.erasure.plan import PLAN
from server.piccolo_app import TABLES
from tests import crawl, databases
from tests.browser import Visitor
from tests.crawl import Visited
from tests.web import every_form, hostile
from tests.web.every_form import House

WHO = ("ada", "mira", "lea", "sam", "zoe")
"""A rep, a manager, a leader, an author and an admin."""

FILES = {"/evidence/{evidence}/file"}

NEVER = {
    "ids, codes and what is chosen of a list": (
        "fact.body person.email person.zone person.locale person.theme person.roles deal_mapping.meant assignment.open_key "
        "inspection.open_key pick.why calibration.one_key pin.open_key next_look.open_key one_to_one.open_key turn.open_key evidence.moment "
        "gap_snapshot.terms gap_snapshot.told mail_cursor.problem crm_run.cursor crm_run.found crm_run.left_out"
    ),
    "packed, or of columns that are here": (
        "api_answer.body deal_file.body people_file.body people_file.columns people_file.outcome deal_seen.told deal_import.skipped_rows"
    ),
    "addresses alone": "mail_item.people mail_contact.address",
    "of the academy, whose files are compiled": "commitment.ask academy_state.loaded_by academy_state.diagnostics lesson_source.preview",
    "keys of other systems, or rows that only they make": (
        "deal_mapping.word crm_word.word deal_next_step.subject lesson_commit.author lesson_commit.subject"
    ),
}
"""Why no form brings words into a column, though the plan of an erasure says that it may tell of somebody."""

PLAIN = (
    "chat.account compiled.body directory_user.body evidence_file.name identity_provider.client identity_provider.label "
    "identity_provider.rules installation.value passkey.name slack.bot slack.name slack.team"
)
"""Columns that hold words and, as the plan has it, nothing of anybody, or that go with their row. A new one needs a rule, or stands here."""


async def test_what_was_typed_to_do_harm_is_text_wherever_it_is_read(browser: Browser, tmp_path: Path):
    visitor = Visitor(browser, every_form.HOME)
    async with databases.migrated("sqlite", tmp_path) as database, every_form.opened(database) as house:
        await hostile.plant(house)
        assert await left_out() == set()
        plain = {f"{name}.{column}" for name, table in PLAN.items() for column in table.plain.split()}
        assert await planted() & plain == set(PLAIN.split())
        pages = {who: await crawl.crawl(house.browsers[who], "/", each=1, without=FILES) for who in WHO}
        assert {
            who: sum(hostile.MARK.replace("<", "&lt;") in one.html for one in pages[who]) > 9 for who in WHO
        } == dict.fromkeys(WHO, True)
        page = await opened(visitor, house)
        found = [f"{who} {one.path}: {fault}" for who in WHO for one in pages[who] for fault in await wrong(page, one)]
        assert [*found, *visitor.faults] == []
        # And it would be seen: the same words where nobody escapes them.
        assert await wrong(page, replace(pages["ada"][0], html=f"<body>{hostile.TEXT}</body>")) != []
        assert [fault for fault in visitor.faults if "Content Security Policy" in fault] != []
    await visitor.leave()


async def left_out() -> set[str]:
    """The columns that may tell of somebody and hold nothing of what was typed, but for those that never do."""
    telling = {
        f"{name}.{column}" for name, table in PLAN.items() for column in table.columns() if column not in table.plain.split()
    }
    kept = {
        f"{table._meta.tablename}.{column._meta.name}"
        for table in TABLES
        for column in table._meta.columns
        if column.value_type is str
    }
    return (telling & kept) - await planted() - {column for columns in NEVER.values() for column in columns.split()}


async def planted() -> set[str]:
    """The columns that hold something of what was typed, packed ones left out."""
    found = set()
    for table in TABLES:
        name = table._meta.tablename
        for row in await Statement(f'SELECT * FROM "{name}"')():
            found |= {f"{name}.{column}" for column, value in row.items() if "class=planted" in str(value)}
    return found


async def opened(visitor: Visitor, house: House) -> Page:
    """A page of ours on a phone, with our style sheet, our scripts and our policy; whatever it asks for from then on is a fault."""

    async def answer(route: Route) -> None:
        given = await house.browsers["ada"].get(urlsplit(route.request.url).path)
        await route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.content)

    page = await visitor.page(phone=True)
    await page.route("**/*", answer)
    await page.goto("/who-sees-what")
    page.on("request", lambda asked: visitor.faults.append(f"it asks for {asked.url}") if "/static/" not in asked.url else None)
    page.on("dialog", lambda dialog: visitor.faults.append(f"it says {dialog.message}"))
    return page


async def wrong(page: Page, shown: Visited) -> list[str]:
    """What the browser makes of a page, laid out as on a phone, that nobody of ours meant."""
    if shown.status != 200:
        return [f"it answers {shown.status}"]
    found: list[str] = await page.evaluate(LOOK, shown.html)
    return found


LOOK = """(html) => {
    // Its handlers and pictures are alive as in a page that is opened; a tag for a script is not, and is looked for.
    document.body.innerHTML = html.slice(html.indexOf("<body"));
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const alive = document.querySelectorAll("script:not([src]), body style, [style], .planted, [onload], [onerror], [href^='javascript:' i]");
    return [
        ...(wide > 0 ? [`it scrolls sideways by ${wide} px`] : []),
        ...[...alive].map((element) => `nobody of ours wrote ${element.outerHTML}`),
        ...(document.body.innerText.includes("60481729") ? ["a template was worked out"] : []),
    ];
}"""
