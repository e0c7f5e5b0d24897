"""What this machine has beyond Python. A missing part fails the test under CI=true; elsewhere the test is left out, loudly."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import summary

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "tests" / "tools" / "node_modules"
CI = os.environ.get("CI") == "true"


def postgres_programs() -> Path:
    """The folder of initdb, postgres and their like."""
    found = shutil.which("initdb")
    if found:
        # A link to one of them says where all are.
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else _without("PostgreSQL")


def chromium() -> Path:
    """The browser."""
    return _program("Chromium", "chromium", "chromium-browser", "google-chrome")


def java() -> Path:
    """The runtime of the HTML checker."""
    return _program("a Java runtime", "java")


def axe() -> Path:
    """The accessibility checker, one script."""
    return _file("the accessibility checker (make tools)", TOOLS / "axe-core" / "axe.min.js")


def html_checker() -> Path:
    """The HTML checker, one jar."""
    return _file("the HTML checker (make tools)", TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar")


def node(package: str) -> Path:
    """Node, with this package of `tests/tools` at hand."""
    _file(f"the npm package {package} (make tools)", TOOLS / package / "package.json")
    return _program("Node", "node")


def identity_provider() -> list[str | Path]:
    """The beginning of the command line of an OpenID provider by others."""
    return [node("oidc-provider"), ROOT / "tests" / "tools" / "provider.mjs"]


def has(part: Callable[[], Path]) -> bool:
    """Whether a part is here, without leaving anything out."""
    try:
        part()
    except (pytest.skip.Exception, pytest.fail.Exception):
        return False
    return True


def _program(word: str, *names: str) -> Path:
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else _without(word)


def _file(word: str, path: Path) -> Path:
    return path if path.exists() else _without(word)


def _without(word: str) -> Path:
    if CI:
        pytest.fail(f"{word} is missing on this machine, and under CI=true nothing may be left out.")
    summary.left_out.add(word)
    pytest.skip(f"{word} is missing on this machine")
