"""What `plumbline check` costs beside a bare parse of the same files, for `plumbline bench`."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

from markdown_it import MarkdownIt
from msgspec import Struct

from server.lessons.compiler.academy import compile_academy
from server.lessons.outside import read_folder

TARGET = 3.0
"""Times the parse."""

ROUNDS = 5


class Compiling(Struct, frozen=True, kw_only=True):
    """Medians of processor time: `parse` and `check` in milliseconds for all Markdown `files` of `bytes` together, `ratio` within a round."""

    files: int
    bytes: int
    parse: float
    check: float
    ratio: float

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.ratio <= TARGET


def measure(folder: Path, today: date) -> Compiling:
    """Compiles the academy in this folder as `check` does, without what was kept from before, and parses its Markdown."""
    read = read_folder(folder)
    whole = [text.decode(errors="replace") for path, text in read.texts.items() if path.endswith(".md")]

    def parse() -> None:
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        for text in whole:
            parser.parse(text)

    def check() -> None:
        compile_academy(read.texts, today=today, media=read.media, odd=read.odd)

    pairs = [(_spent(parse), _spent(check)) for _ in range(ROUNDS + 1)][1:]
    return Compiling(
        files=len(whole),
        bytes=sum(len(text.encode()) for text in whole),
        parse=round(median(parsed for parsed, _ in pairs), 1),
        check=round(median(checked for _, checked in pairs), 1),
        ratio=round(median(checked / parsed for parsed, checked in pairs), 2),
    )


def lines(compiling: Compiling) -> Iterator[str]:
    """The measurement as text."""
    name = f"check of {compiling.files} files, {compiling.bytes / 1e6:.2f} MB"
    yield (
        f"{name:<34}{compiling.check:>8g} {'ms':<10}{compiling.ratio:>9g}{f'≤ {TARGET:g}':>9}{'' if compiling.met else '  over'}"
        f"  × a bare parse ({compiling.parse:g} ms)"
    )


def _spent(work: Callable[[], None]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1_000
