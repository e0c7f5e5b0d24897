"""The cases of tests/cases/lessons: a title, the text of a lesson and what is said of it, as an author reads them."""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).parents[1] / "cases" / "lessons"


class Case(Struct, frozen=True):
    title: str
    text: str
    expected: list[str]


def read_cases(path: Path) -> Iterator[Case]:
    parts: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line == ".":
            parts.append([])
        else:
            parts[-1].append(line)
    for title, text, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
        written = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), "\n".join(text))
        written = re.sub(r"\{\{(\d+) × (.*?)\}\}", lambda found: int(found[1]) * found[2], written, flags=re.DOTALL)
        yield Case(" ".join(title).strip(), f"{written}\n", expected)


CASES = {f"{path.stem}: {case.title}": case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)}
