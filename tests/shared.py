"""Things made once in a test run and used by every process of it: database templates, a PostgreSQL cluster.

They lie in one folder. A small process waits for the end of the run, however it comes, stops what was started and
removes the folder.
"""

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = "TEST_FOLDER"
OWNER = "TEST_OWNER"
WATCH = 'while kill -0 "$0"; do sleep 1; done; for file in "$1"/*.pid; do kill -INT "$(cat "$file")"; done; sleep 2; rm -rf "$1"'


def begin() -> None:
    """Called by each process of the run: the first one makes the folder, those it starts inherit it."""
    if FOLDER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="plumbline-tests-"))
        folder.chmod(0o755)
        os.environ |= {FOLDER: str(folder), OWNER: str(os.getpid())}
        _detached(["sh", "-c", WATCH, str(os.getpid()), str(folder)])


def folder() -> Path:
    """The folder of this run. It goes with the run."""
    return Path(os.environ[FOLDER])


def owner() -> int:
    """The process whose end is the end of the run."""
    return int(os.environ[OWNER])


def is_owner() -> bool:
    """Whether this process is the one that began the run."""
    return owner() == os.getpid()


def once(name: str, make: Callable[[], str]) -> str:
    """The text that `make` gave the first time anybody in this run asked for `name`. Others wait meanwhile."""
    answer = folder() / f"{name}.made"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            answer.write_text(make())
        return answer.read_text()


def number(name: str) -> int:
    """A number that nobody in this run was given before under this name: 0, 1, 2, and so on."""
    with (folder() / f"{name}.number").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        given = int(file.read() or 0)
        file.truncate(0)
        file.write(str(given + 1))
        return given


def ends_with_the_run(process: "subprocess.Popen[bytes]") -> None:
    """Lets a process outlive its starter, and end when the run does."""
    (folder() / f"{process.pid}.pid").write_text(str(process.pid))
    # Otherwise the interpreter would warn that nobody waited for it.
    process.returncode = 0


def _detached(command: list[str]) -> None:
    nothing = subprocess.DEVNULL
    subprocess.Popen(command, cwd="/", stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True).returncode = 0
