"""A package played in a real browser under a learning system by others, scorm-again: marked as in the product, kept, and gone on with."""

import json
import mimetypes
from collections.abc import AsyncIterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import pytest_asyncio
from msgspec import Struct
from playwright.async_api import Browser, Frame, Page, Route, expect

from server.learning.given import Given
from server.learning.packed.key import key
from server.learning.quiz import Unfit, mark
from server.lessons.compiler.edition import NOTHING
from server.lessons.compiler.model import Question
from server.web.scorm import package
from tests import browser as browsers
from tests import machine
from tests.browser import Visitor
from tests.learning.lessons import lesson
from tests.learning.packed.answers import PICKED
from tests.learning.questions import COMMIT, CONFIDENCE, GAPS, MATCH, MULTIPLE, ORDER, REFLECT, SCENARIO, SHORT, SINGLE

LESSON = lesson(SINGLE, MULTIPLE, ORDER, MATCH, SHORT, GAPS, SCENARIO, CONFIDENCE, REFLECT, COMMIT)
SYSTEM = """<!doctype html><html lang="en"><title>A learning system</title><script src="/scorm12.min.js"></script><script>
window.calls = [];
window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
const before = sessionStorage.getItem("kept");
if (before) API.loadFromJSON(JSON.parse(before));
for (const name of ["LMSInitialize", "LMSCommit", "LMSFinish"]) {
  const real = API[name];
  API[name] = (...words) => { calls.push(name); sessionStorage.setItem("kept", JSON.stringify(API.cmi)); return real.apply(API, words); };
}
</script><iframe title="The lesson" src="/a-lesson.html" width="100%" height="800"></iframe></html>"""


class Player(Struct):
    """The page of the learning system, and the frame with the lesson."""

    page: Page

    @property
    def unit(self) -> Frame:
        """The lesson."""
        return self.page.frames[1]

    async def begin(self) -> None:
        """Opens the lesson, as far as it was left."""
        await self.page.goto("/")
        await self.page.frame_locator("iframe").locator("[data-slot=done]").wait_for()

    async def kept(self) -> Any:  # noqa: ANN401  # what the other side keeps is its own
        """What the learning system holds of this visit."""
        return await self.page.evaluate("() => JSON.parse(JSON.stringify(API.cmi))")


@pytest_asyncio.fixture(loop_scope="session")
async def somebody(browser: Browser) -> AsyncIterator[Visitor]:
    """A browser in front of nothing but a learning system with our package."""
    visitor = Visitor(browser, "http://learning.test")
    yield visitor
    await visitor.leave()


async def opened(visitor: Visitor, *, phone: bool = True, theme: browsers.Theme = "light") -> Player:
    machine.node("scorm-again")
    zipped = ZipFile(BytesIO(package.of_lesson(NOTHING.academy, LESSON, str.encode).body))
    files = {f"/{name}": zipped.read(name) for name in zipped.namelist()}
    files |= {"/": SYSTEM.encode(), "/scorm12.min.js": (machine.TOOLS / "scorm-again/dist/scorm12.min.js").read_bytes()}

    async def answer(route: Route) -> None:
        name = route.request.url.removeprefix("http://learning.test")
        kind = mimetypes.guess_type(name)[0] or "text/html"
        await route.fulfill(
            status=200 if name in files else 404, body=files.get(name, b""), content_type=f"{kind}; charset=utf-8"
        )

    page = await visitor.page(phone=phone, theme=theme)
    await page.context.route("**/*", answer)
    player = Player(page)
    await player.begin()
    return player


async def test_a_lesson_is_played_scored_left_and_gone_on_with(somebody: Visitor):
    player = await opened(somebody)
    unit = player.unit
    assert (await player.kept())["core"]["lesson_status"] == "incomplete"
    single = unit.locator("#q-single")
    await single.get_by_role("button", name="Check").click()
    await expect(single.get_by_role("alert")).to_have_text("Choose one answer.", use_inner_text=True)
    await single.get_by_role("button", name="A hint").click()
    await expect(single.locator(".hints li").first).to_be_focused()
    await answer(unit, "single", picks="a")
    await expect(single.locator(".verdict")).to_have_text("Not yet.", use_inner_text=True)
    await expect(single.locator("[data-picked] .why")).to_have_text("Not yet. About a", use_inner_text=True)
    await single.get_by_role("button", name="Try again").click()
    await answer(unit, "single", picks="b")
    await expect(single.locator(".verdict")).to_have_text("Yes.", use_inner_text=True)
    await answer(unit, "multiple", picks="abd")
    await expect(unit.locator("#q-multiple .verdict")).to_have_text(
        "Partly. 2 of 3 found, and 1 that does not belong.", use_inner_text=True
    )
    for place, item in enumerate("abced", 1):
        await unit.locator(f"#q-order select[name={item}]").select_option(str(place))
    await answer(unit, "order")
    await expect(unit.locator("#q-order .verdict")).to_have_text(
        "Partly. 2 of 4 neighbours in the right order.", use_inner_text=True
    )
    await expect(unit.locator("#q-order .done [data-id=d]")).to_contain_text("you said 5")
    assert await violations(player) == []
    # One answer of four counts so far for a third, one for a half, and the first for nothing: seven are scored.
    kept = await player.kept()
    assert kept["core"]["score"] | {"max": "100"} == {"raw": "12", "min": "0", "max": "100"}
    await player.page.goto("about:blank")
    await player.begin()
    unit = player.unit
    await expect(unit.locator("#q-order .verdict")).to_have_text(
        "Partly. 2 of 4 neighbours in the right order.", use_inner_text=True
    )
    await expect(unit.locator("#q-single .verdict")).to_have_text("Not yet.", use_inner_text=True)
    assert (await player.kept())["core"]["exit"] == "suspend"
    await rest(player)
    kept = await player.kept()
    assert kept["core"]["lesson_status"] == "completed"
    assert len(kept["suspend_data"]) < 4_096
    assert "Hansen, monday" in kept["suspend_data"]
    assert await violations(player) == []
    assert await unit.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    calls = await player.page.evaluate("() => calls")
    assert calls == ["LMSInitialize", *["LMSCommit"] * 10]
    assert somebody.faults == []


async def rest(player: Player) -> None:
    """The questions that are left, in other states than the first ones."""
    unit = player.unit
    for left, right in (("l1", "r1"), ("l2", "decoy"), ("l3", "r3")):
        await unit.locator(f"#q-match select[name={left}]").select_option(right)
    await answer(unit, "match")
    await expect(unit.locator("#q-match .done [data-id=l2]")).to_contain_text("Not this: Side decoy")
    await unit.locator("#q-short input").fill("econmic buyer")
    await answer(unit, "short")
    await expect(unit.locator("#q-short .verdict")).to_have_text(
        "Yes. “econmic buyer” counts; it is written “economic buyer”.", use_inner_text=True
    )
    for at, typed in enumerate(("paper process", "lent")):
        await unit.locator("#q-gaps input").nth(at).fill(typed)
    await answer(unit, "gaps")
    await expect(unit.locator("#q-gaps .done")).to_have_text("The paper process is lent owned.", use_inner_text=True)
    for choice, button in (("again", "Do this"), ("good", "Do this"), ("half", "Do this")):
        await unit.locator(f"#q-scenario input[value={choice}]:enabled").check()
        await unit.get_by_role("button", name=button).click()
    await expect(unit.get_by_text("The deal stalled")).to_be_visible()
    await unit.get_by_role("button", name="Go back one step").click()
    await unit.locator("#q-scenario input[value=well]:enabled").check()
    await unit.get_by_role("button", name="Do this").click()
    await expect(unit.get_by_text("The deal moved")).to_be_visible()
    await answer(unit, "confidence", picks="2", button="Keep this")
    await unit.locator("#q-reflect textarea").fill("Half of it is a guess.")
    await answer(unit, "reflect", button="Keep this")
    await expect(unit.get_by_text("This lesson is done.")).to_be_hidden()
    await unit.locator("#q-commit").get_by_role("textbox", name="On which deal").fill("Hansen, monday")
    await answer(unit, "commit", button="Commit to it")
    await expect(unit.locator("#q-commit .verdict")).to_have_text("Promised. Hansen, monday", use_inner_text=True)
    await expect(unit.get_by_text("This lesson is done.")).to_be_visible()


async def answer(unit: Frame, id: str, *, picks: str = "", button: str = "Check") -> None:
    question = unit.locator(f"#q-{id}")
    for pick in picks:
        await question.locator(f"input[value='{pick}']").check()
    await question.get_by_role("button", name=button, exact=True).click()
    await expect(question.locator(".verdict")).to_be_focused()


async def violations(player: Player) -> Sequence[str]:
    await player.unit.evaluate(machine.axe().read_text(encoding="utf-8"))
    found = await player.unit.evaluate("async () => JSON.stringify((await axe.run({ resultTypes: ['violations'] })).violations)")
    return [f"{rule['id']} at {node['target']}" for rule in json.loads(found) for node in rule["nodes"]]


async def test_the_script_marks_as_the_product_does(somebody: Visitor):
    page = await somebody.page()
    script = Path(package.__file__).with_name("mark.js").read_text(encoding="utf-8")
    cases = [
        (key([question])[0], {"picks": given.picks, "pairs": dict(given.pairs), "texts": given.texts})
        for question, given in PICKED
    ]
    marked = await page.evaluate(
        f"(cases) => {{ {script}; return cases.map(([question, given]) => mark(question, given)) }}", cases
    )
    theirs = [result.get("unfit", result.get("mark")) for result in marked]
    assert dict(enumerate(theirs)) == {
        number: pytest.approx(worth(*case)) if not isinstance(worth(*case), str) else worth(*case)
        for number, case in enumerate(PICKED)
    }


async def test_what_is_kept_never_grows_too_long_and_is_read_again(somebody: Visitor):
    page = await somebody.page()
    folder = Path(package.__file__).parent
    script = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in ("mark", "tracking"))
    long = 'He said "\U0001f642" and\n' * 400
    given = {
        **{question.id: {"picks": [], "pairs": {}, "texts": []} for question in LESSON.questions},
        "order": {"picks": list("edcba"), "pairs": {}, "texts": []},
        "match": {"picks": [], "pairs": {"l1": "decoy", "l2": "r2", "l3": "r1"}, "texts": []},
        "scenario": {"picks": ["again", "good", "half"], "pairs": {}, "texts": []},
        "reflect": {"picks": [], "pairs": {}, "texts": [long]},
        "commit": {"picks": [], "pairs": {}, "texts": ["Hansen"]},
    }
    text, back, other = await page.evaluate(
        f"""([questions, given]) => {{ {script};
        const text = written(questions, new Map(Object.entries(given)));
        const changed = questions.map((question) => ({{ ...question, print: question.id === "order" ? "other" : question.print }}));
        return [text, Object.fromEntries(read(questions, text)), [...read(changed, text).keys()]];
        }}""",
        [key(LESSON.questions), given],
    )
    assert 3_500 < len(text.encode("utf-16-le")) // 2 <= 4_096
    assert long.startswith(back["reflect"]["texts"][0])
    assert {**back, "reflect": given["reflect"]} == given
    assert set(given) - set(other) == {"order"}


def worth(question: Question, given: Given) -> float | str | None:
    """The mark, or why there is none."""
    verdict = mark(question, given)
    return verdict.why if isinstance(verdict, Unfit) else verdict.mark
