"""What a line looks like in Slack and in Teams, by their own tools."""

import json
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser

from server.integrations.chat.card import LONGEST, Line, label, message, sentence
from tests import machine

NASTY = "<!channel> & *Vale* [x](javascript:alert(1)) `Cement` \\ _now_ 🚀"
LINES = (
    Line(kind="day", path="/", words="Today: 4 min. Ada kept her promise."),
    Line(kind="note", path="/my-line#written", by="Ines Caldeira", deal=NASTY),
    Line(kind="note", path="/my-line#written", by="Ines Caldeira"),
    Line(kind="reveal", path="/calibrations/7", deal="Northgate Dairy"),
)


def test_a_line_says_who_and_where_and_nothing_of_what_was_written():
    assert [sentence(line) for line in LINES[:3]] == [
        "Today: 4 min. Ada kept her promise.",
        f"Ines Caldeira wrote to you about {NASTY}.",
        "Ines Caldeira wrote to you.",
    ]
    assert sentence(LINES[3]) == "Everybody has closed their sheet on Northgate Dairy. You can read them side by side."


def test_slack_marks_in_a_name_call_nobody():
    told = message("slack", sentence(LINES[1]), "Read it", "https://x.example")
    assert "<!channel>" not in told["text"]
    assert told["blocks"][0]["text"]["type"] == "plain_text"


@given(st.text(max_size=600), st.sampled_from(["slack", "teams"]))
def test_any_words_become_one_short_line(words: str, form: str):
    told = message(form, words, "Begin", "https://x.example/")  # type: ignore[arg-type]  # one of the two
    shown = told["blocks"][0]["text"]["text"] if form == "slack" else told["attachments"][0]["content"]["body"][0]["text"]
    assert len(shown) <= 2 * LONGEST
    assert "\n" not in shown


def test_what_slack_gets_is_what_its_types_allow(tmp_path: Path):
    node = machine.node("@slack/types")
    messages = [message("slack", sentence(line), label(line), f"https://x.example{line.path}")["blocks"] for line in LINES]
    file = machine.TOOLS.parent / "node_modules" / f".blocks-{tmp_path.name}.ts"
    file.write_text(
        f'import type {{ KnownBlock }} from "@slack/types";\nexport const all: KnownBlock[][] = {json.dumps(messages)};\n',
        encoding="utf-8",
    )
    try:
        done = compiled(node, file)
        assert done.returncode == 0, done.stdout
        file.write_text(file.read_text(encoding="utf-8").replace('"plain_text"', '"nonsense"', 1), encoding="utf-8")
        assert compiled(node, file).returncode != 0, "the compiler looks at nothing"
    finally:
        file.unlink()


async def test_what_teams_gets_is_rendered_by_its_own_library(browser: Browser):
    machine.node("adaptivecards")
    script = (machine.TOOLS / "adaptivecards" / "dist" / "adaptivecards.js").read_text(encoding="utf-8")
    cards = [
        message("teams", sentence(line), label(line), f"https://x.example{line.path}")["attachments"][0]["content"]
        for line in LINES
    ]
    page = await browser.new_page()
    await page.set_content("<main></main>")
    await page.add_script_tag(content=script)
    found = await page.evaluate(
        """(cards) => cards.map((one) => {
            const card = new AdaptiveCards.AdaptiveCard(), context = new AdaptiveCards.SerializationContext();
            AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { result.didProcess = false; };
            card.parse(one, context);
            const shown = card.render();
            return { text: shown.textContent, buttons: shown.querySelectorAll("button").length,
                     faults: Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message),
                     valid: card.validateProperties().validationEvents.length };
        })""",
        cards,
    )
    await page.close()
    assert [(one["buttons"], one["faults"], one["valid"]) for one in found] == [(1, [], 0)] * len(LINES)
    assert found[0]["text"].startswith("Today: 4 min")


def compiled(node: Path, file: Path) -> "subprocess.CompletedProcess[str]":
    """What the TypeScript compiler says of a file."""
    words: list[str | Path] = [
        node,
        machine.TOOLS / "typescript" / "bin" / "tsc",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "nodenext",
        file,
    ]
    return subprocess.run(words, cwd=file.parent, capture_output=True, text=True, check=False)
