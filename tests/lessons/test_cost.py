"""What a check costs, against the bare parse of the same files."""

import gc
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from server.lessons.compiler.academy import compile_academy
from server.lessons.outside import read_folder
from tests.lessons.compiled import TODAY

ROOT = Path(__file__).parents[2]
TIMES = 5


def cheapest(work: Callable[[], object]) -> float:
    """CPU seconds of the cheapest of some runs, so that a busy machine does not count."""
    spent = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def test_checking_the_academy_costs_at_most_three_times_the_bare_parse() -> None:
    folder = read_folder(ROOT / "lessons")
    texts = [text.decode() for path, text in folder.texts.items() if path.endswith(".md")]
    bare = MarkdownIt("commonmark").enable("table")
    gc.disable()
    try:
        parse = cheapest(lambda: [bare.parse(text) for text in texts])
        check = cheapest(lambda: compile_academy(folder.texts, today=TODAY, media=folder.media))
    finally:
        gc.enable()
    assert check <= 3 * parse
