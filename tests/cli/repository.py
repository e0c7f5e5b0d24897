"""An academy in a repository, as its author has it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.lessons.folders import AcademyFolder


def academy_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    """The small academy in a repository at this folder, which is the current one, committed on `main`."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    academy = AcademyFolder(folder / "academy")
    git("init", "-q", "-b", "main")
    commit()
    return academy


def commit() -> None:
    git("add", "--all")
    git("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "commit", "-q", "-m", "An edit")


def git(*words: str) -> None:
    subprocess.run(["git", *words], check=True, capture_output=True)
