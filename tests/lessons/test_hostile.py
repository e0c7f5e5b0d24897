"""No text whatever may raise, hang, or put markup of its own onto a page."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.lesson import Compiled
from server.lessons.compiler.outline import outline
from server.lessons.compiler.severity import MOST
from tests.lessons import world
from tests.lessons.lesson_cases import CASES

FILES = (path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "lessons").glob("*/*.md")))
LESSONS = [text for text in FILES if "\nobjectives:" in text]
PIECES = st.sampled_from(
    [
        "- (x) ",
        "- ( ) ",
        "- [x] ",
        "- [ ] ",
        "- = ",
        "- != ",
        "> ",
        "  > ",
        "> [!TIP]\n",
        "> [!NOTE]\n",
        "### Q `#q`\n",
        "#### S `#s`\n",
        "## H\n",
        "`#",
        "`",
        "[[",
        "]]",
        "|",
        "| a | b |\n| - | - |\n",
        "\n",
        "\n\n",
        "---\n",
        "===\n",
        "1. ",
        "→ `#s`",
        "`commit`",
        "`scenario`",
        "`due` 2 days",
        "<!--",
        "-->",
        "<b>",
        "[x]: http://x\n",
        "[a](b.md)",
        '[a](b.md "include")',
        "![](",
        "\t",
        "    ",
        "\u00a0",
        "（x）",
        "\x00",
        "\u202e",
        "İı",
        "😀",
        "\r\n",
        "\r",
        "\\",
        "&lt;",
        "`fixed-order`",
        "(x)",
        "[x]",
        "word ",
        "*",
        "**",
        "_",
        "\ufeff",
        "\u2028",
        "\x0b",
        "\ud7ff",
    ]
)
ALLOWED = re.compile(
    r"</?(?:p|ul|ol|li|strong|em|s|code|pre|blockquote|table|thead|tbody|tr|th|td|h[1-6]|hr|br|a|img|aside|figure|figcaption|audio|video|track|div)"
    r"(?: (?:href|title|rel|src|alt|loading|class|start|scope|kind|preload|role|tabindex|aria-label)=\"[^\"<>]*\"| controls)*>"
)
SAFE_ADDRESS = re.compile(r'(?:href|src)="(?:https?://|mailto:|/|#)')


def sound(compiled: Compiled, size: int) -> None:
    assert len(compiled.diagnostics) <= MOST
    for one in compiled.diagnostics:
        assert one.line >= 1
        assert one.column >= 1
        assert one.length >= 1
        assert one.help
        assert 0 <= one.offset <= one.end <= size
    if compiled.lesson is not None:
        for html in pages(outline(compiled.lesson)):
            assert "<" not in ALLOWED.sub("", html), html
            assert len(re.findall(r'(?:href|src)="', html)) == len(SAFE_ADDRESS.findall(html))


def pages(value: object, key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [html for name, inner in value.items() for html in pages(inner, name)]
    if isinstance(value, list):
        return [html for inner in value for html in pages(inner, key)]
    return [value] if isinstance(value, str) and key == "html" else []


def tried(text: str | bytes) -> None:
    size = len(text.encode("utf-8", "surrogatepass")) if isinstance(text, str) else len(text)
    sound(world.compiled(text), size)


@given(st.text())
def test_any_text(text: str) -> None:
    tried(text)
    tried(world.HEAD + world.TITLE + text)


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    tried(data)


@given(st.lists(PIECES, max_size=60))
def test_any_mixture_of_the_marks_of_the_format(pieces: list[str]) -> None:
    tried(world.HEAD + world.TITLE + "".join(pieces))
    tried("---\n" + "".join(pieces))


@given(st.sampled_from(LESSONS), st.data())
def test_a_lesson_with_lines_lost_and_swapped_and_pieces_put_in(lesson: str, data: st.DataObject) -> None:
    lines = lesson.split("\n")
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, max(len(lines) - 2, 0)))
        how = data.draw(st.sampled_from(["lose", "swap", "put"]))
        if how == "lose":
            del lines[place]
        elif how == "swap" and place + 1 < len(lines):
            lines[place], lines[place + 1] = lines[place + 1], lines[place]
        elif place < len(lines):
            at = data.draw(st.integers(0, len(lines[place])))
            lines[place] = lines[place][:at] + data.draw(PIECES) + lines[place][at:]
    tried("\n".join(lines))


@given(st.sampled_from(sorted(CASES)), st.integers(0, 10_000))
def test_a_case_cut_off_anywhere(name: str, end: int) -> None:
    text = CASES[name].text
    tried(world.head_for(text) + text[: end % (len(text) + 1)])


QUESTION = "### Which one? `#which`\n\n"
HOSTILE = {
    "CRLF": (
        world.HEAD + world.TITLE + QUESTION + "- (x) Call them\n  > They answer.\n- ( ) Wait here\n  > They do not.\n"
    ).replace("\n", "\r\n"),
    "old Mac lines": (world.HEAD + world.TITLE).replace("\n", "\r"),
    "deep quotes": ">" * 10_000 + "a",
    "deep lists": "- " * 900 + "a",
    "deep lists in lines": "".join("  " * deep + "- (x) a\n" for deep in range(170)),
    "5k choices": QUESTION + "- ( ) a\n" * 5_000,
    "5k headings": "### Q `#q`\n" * 5_000,
    "5k scenes": "### Q `#q` `scenario`\n" + "".join(f"#### S `#s{n}`\n" for n in range(4_000)),
    "4k moves in a ring": "### Q `#q` `scenario`\n\n"
    + "".join(f"#### S `#s{n}`\n\n- (x) a → `#s{n + 1}`\n" for n in range(1_600)),
    "brackets": "[" * 1_900,
    "brackets in lines": ("[" * 1_900 + "\n") * 30,
    "gaps": QUESTION + "[[" * 20_000,
    "gaps that close": QUESTION + "[[ a ]] " * 8_000,
    "images": "![" * 30_000,
    "links": "[a](" * 15_000,
    "stars": ("*a **b " * 250 + "\n") * 30,
    "backticks": " ".join("`" * n for n in range(1, 340)),
    "angle brackets": "<" * 60_000,
    "comments": "<!-- " * 12_000,
    "wide table": QUESTION + "|a" * 900 + "\n" + "|-" * 900 + "\n" + "|b\n" * 9_000,
    "definitions": "".join(f"[a{n}]: x\n" for n in range(5_000)),
    "front matter of brackets": "---\na: " + "[" * 60_000 + "\n---\n",
    "front matter of braces": "---\na: " + "{" * 15_000 + "\n---\n",
    "front matter of dashes": "---\n" + "- " * 7_000 + "\n---\n",
    "a laughing front matter": "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n",
    "only front matter fences": "---\n---\n",
    "entities": "&amp;" * 12_000,
    "long words": "a" * 60_000,
    "digits": "1" * 1_900 + "\n",
    "telephone numbers": "+1 " * 600 + "\n",
    "e-mail addresses": "a@" * 900 + "\n",
    "spaces": QUESTION + "-" + " " * 1_900 + "(x) a\n",
    "arrows": QUESTION.replace("`#which`", "`#which` `scenario`") + "#### S `#s`\n\n- (x) " + "→ " * 900 + "`#s`\n",
    "dashes": QUESTION.replace("`#which`", "`#which` `scenario`") + "#### S `#s`\n\n- (x) a" + "-" * 1_800 + " `#s`\n",
    "include of itself": '[a](tried.md "include")\n' * 900,
    "circle of includes": '[a](../partials/round.md "include")\n\n' * 900,
    "emoji": "😀" * 1_900,
    "surrogate": "\ud800",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_what_is_wrong_in_time(name: str) -> None:
    text = HOSTILE[name]
    text = text if text.startswith("---") else world.HEAD + world.TITLE + text
    start = time.process_time()
    tried(text)
    assert time.process_time() - start < 10


def test_line_ends_change_nothing() -> None:
    text = world.HEAD + world.TITLE + QUESTION + "- (x) Call them\n  > They answer.\n- ( ) Wait here\n  > They do not.\n"
    unix, windows = world.compiled(text).lesson, world.compiled(text.replace("\n", "\r\n")).lesson
    assert unix == windows
    assert unix is not None


def test_byte_offsets_hold_with_windows_line_ends_and_wide_characters() -> None:
    text = (world.HEAD + world.TITLE + "### Wérde 😀 wer? `#which` `optionl`\n\n- = ich\n").replace("\n", "\r\n")
    (told,) = world.compiled(text).diagnostics
    assert told.code == "E205"
    assert text.encode()[told.offset : told.end] == b"`optionl`"
