"""The files of the project, as a clean clone would have them."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.machine import ROOT

MADE = {
    *(".git", ".venv", "node_modules", "__pycache__", "data", "build", "dist"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"),
}
"""Folders that are no part of the project; for a copy that is not a clone."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project, relative to its root, in order."""
    if shutil.which("git"):
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        # git declines a folder that is no clone, or somebody else's; then the folder itself is asked.
        if asked.returncode == 0:
            return tuple(sorted(path for path in map(Path, asked.stdout.splitlines()) if (ROOT / path).is_file()))
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not MADE & set(path.parts)))


def below(folder: str, *suffixes: str) -> list[Path]:
    """The files of one folder with one of these suffixes."""
    return [path for path in tracked() if path.is_relative_to(folder) and path.suffix in suffixes]


def read(path: Path) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def texts() -> dict[Path, str]:
    """Every file that is text."""
    found = {}
    for path in tracked():
        try:
            found[path] = read(path)
        except UnicodeDecodeError:
            continue
    return found
