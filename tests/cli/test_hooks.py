"""The hook and the workflows of docs/checking-lessons.md, taken from there and run in a repository as an author has it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests import tree
from tests.lessons.folders import AcademyFolder

GUIDE = tree.read(Path("docs/checking-lessons.md"))
LESSON = "meet/set-the-date.md"
WRONG = "< - (x) The buyer accepted the invite\n> - ( ) The buyer accepted the invite"
FAULT = f"lessons/{LESSON}:27:3: E210"
WORDS = "< - (x) The buyer accepted the invite\n> - (x) The buyer has accepted the invite"
BACK = "< - (x) The buyer has accepted the invite\n> - (x) The buyer accepted the invite"
SWAPPED = f"{WRONG}\n< - ( ) You made a note to call again\n> - (x) You made a note to call again"


def printed(name: str) -> str:
    """The block that follows its mark in the guide."""
    found = re.search(rf"<!-- tested: {name} -->\n\n```[a-z]+\n(.*?)```", GUIDE, re.DOTALL)
    assert found, name
    return found[1]


class Repository:
    """The lessons in git, cloned from a bare repository beside it."""

    def __init__(self, place: Path) -> None:
        self.place = place / "ours"
        self.place.mkdir()
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{self.environ['PATH']}"
        self.environ |= {f"GIT_{who}_{what}": "ann@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(place / "host"))
        self.run("git", "clone", "--quiet", str(place / "host"), ".")
        self.lessons = AcademyFolder(self.place / "lessons")

    def run(self, *command: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """A command as it ends."""
        env = {**self.environ, **environ}
        return subprocess.run(command, cwd=self.place, env=env, capture_output=True, text=True, check=False)

    def commit(self, *more: str) -> "subprocess.CompletedProcess[str]":
        """Adds everything and commits it."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--quiet", "--message", "Lessons", *more)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """With the academy committed and the hook in place."""
    made = Repository(tmp_path)
    made.commit()
    hook = made.place / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(printed("pre-commit"), encoding="utf-8")
    hook.chmod(0o755)
    return made


def test_the_hook_lets_good_commits_pass_and_refuses_bad_ones_with_their_place(repository: Repository):
    repository.lessons.change(LESSON, WORDS)
    assert repository.commit().returncode == 0
    repository.lessons.change(LESSON, BACK)
    assert repository.commit("--no-verify").returncode == 0
    before = repository.run("git", "rev-parse", "HEAD").stdout
    repository.lessons.change(LESSON, WRONG)
    refused = repository.commit()
    assert refused.returncode == 1
    assert FAULT in refused.stdout + refused.stderr
    repository.lessons.change(LESSON, "< - ( ) You made a note to call again\n> - (x) You made a note to call again")
    swapped = repository.commit()
    assert swapped.returncode == 1
    assert "E503" in swapped.stdout + swapped.stderr
    assert repository.run("git", "rev-parse", "HEAD").stdout == before
    repository.lessons.change(LESSON, "< version: 1\n> version: 2")
    assert repository.commit().returncode == 0


def test_the_hook_checks_what_is_committed_and_nothing_else(repository: Repository):
    repository.lessons.change(LESSON, WRONG)
    (repository.place / "notes.txt").write_text("Not a lesson.", encoding="utf-8")
    repository.run("git", "add", "notes.txt")
    assert repository.run("git", "commit", "--quiet", "--message", "Notes").returncode == 0
    repository.lessons.write("meet/new.md", "# Nothing yet\n")
    repository.run("git", "add", f"lessons/{LESSON}")
    half = repository.run("git", "commit", "--quiet", "--message", "Half of it")
    assert half.returncode == 1
    assert "git stash -k -u" in half.stderr


def checks(name: str) -> list[str]:
    """The commands of a workflow from fetching the branch on."""
    if name == "shell":
        return printed(name).splitlines()
    told = yaml.safe_load(printed(name))
    steps = [step.get("run", "") for step in told["jobs"]["check"]["steps"]] if name == "github" else told["lessons"]["script"]
    return [line for line in steps if line.startswith(("git ", "plumbline "))]


def test_a_workflow_lets_a_good_branch_pass_and_refuses_a_bad_one(repository: Repository):
    repository.run("git", "push", "--quiet", "origin", "main")
    repository.run("git", "checkout", "--quiet", "-b", "mine")
    repository.lessons.change(LESSON, WORDS)
    repository.commit("--no-verify")
    good = merged(repository, "shell", TARGET="main")
    assert good.returncode == 0, good.stdout + good.stderr
    repository.lessons.change(LESSON, BACK)
    repository.lessons.change(LESSON, SWAPPED)
    repository.commit("--no-verify")
    github = merged(repository, "github", GITHUB_BASE_REF="main")
    assert (github.returncode, f"file=lessons/{LESSON},line=11,col=10" in github.stdout) == (1, True)
    gitlab = merged(repository, "gitlab", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert (gitlab.returncode, f"lessons/{LESSON}:11:10: E503" in gitlab.stdout) == (1, True)


def merged(repository: Repository, name: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """What a build server says of the branch."""
    return repository.run("sh", "-c", "\n".join(("set -e", *checks(name))), **environ)
