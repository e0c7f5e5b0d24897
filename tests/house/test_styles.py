"""The style sheets say nothing about what no page has."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests import tree

SHEETS = tree.below("server/web/static/css", ".css")
MADE = ("callout-",)
"""How classes begin that are put together from words of a lesson."""


@cache
def written() -> frozenset[str]:
    """Every word of templates, code and scripts that may be a class."""
    files = (*tree.below("templates", ".html"), *tree.below("server", ".py", ".js"))
    return frozenset(word for path in files for word in re.findall(r"[A-Za-z][\w-]*", tree.read(path)))


def named(sheet: str) -> set[str]:
    """The classes that a style sheet names."""
    return set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"/\*.*?\*/|url\(.*?\)", "", sheet, flags=re.DOTALL)))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_class_of_a_style_sheet_is_written_somewhere(path: Path):
    assert sorted(one for one in named(tree.read(path)) - written() if not one.startswith(MADE)) == []
