"""An author's folder: the small academy of the text cases on disk, in a git repository of its own."""

import subprocess
from pathlib import Path

from tests.lessons.cases import base, edited

LESSON = "meet/set-the-date.md"


def written(root: Path, *, in_git: bool = True) -> Path:
    """The folder, committed unless git is left out."""
    for path, text in base().items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    if in_git:
        git(root, "init", "--quiet", "--initial-branch=main")
        committed(root)
    return root


def committed(root: Path) -> None:
    """Commits what lies there."""
    git(root, "add", ".")
    git(root, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "--quiet", "--message", "The academy")


def git(root: Path, *words: str) -> str:
    """What git says. Raises CalledProcessError when it refuses."""
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout


def edit(root: Path, changes: str, path: str = LESSON) -> None:
    """Changes lines of a file, written as in the text cases."""
    file = root / path
    file.write_text(edited(file.read_text(encoding="utf-8"), changes), encoding="utf-8")
