"""A second process that serves from the same database: `python -m tests.lessons.second_process URL`.

It reads commands from standard input, one a line, and answers each with one line of JSON: `look HASH` waits until that edition is served here and
tells what it says about every question, `load FOLDER` loads.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from server import clock, db
from server.lessons import actions, queries
from server.piccolo_app import TABLES

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


class Other:
    """The other process, for the length of a `with` block."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.lessons.second_process", self.url]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.hear() == {"ready": True}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.communicate(timeout=PATIENCE)

    def say(self, command: str) -> None:
        """Gives an order without waiting for its end."""
        assert self.process.stdin
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()

    def hear(self) -> Any:  # noqa: ANN401  # whatever it answers
        """What it answers to the oldest order."""
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def look(self, name: str) -> Any:  # noqa: ANN401  # whatever it answers
        """What it serves once it serves the edition of this hash."""
        self.say(f"look {name}")
        return self.hear()


async def serve(url: str) -> None:
    """Obeys until standard input ends."""
    db.use(db.open_engine(url), TABLES)
    await db.start()
    await queries.current()
    tell({"ready": True})
    while line := await asyncio.to_thread(sys.stdin.readline):
        command, _, rest = line.strip().partition(" ")
        tell(await (look(rest) if command == "look" else load(Path(rest))))
    await db.close()


async def look(name: str) -> dict[str, Any]:
    """Polls as a server does, and tells how long the edition took to arrive."""
    began = time.monotonic()
    edition = await queries.current()
    while edition.hash != name and time.monotonic() - began < PATIENCE:
        await asyncio.sleep(0.02)
        edition = await queries.current()
    questions = {
        f"{lesson.id}#{question.id}": {
            "title": question.title,
            "choices": {choice.id: choice.text for choice in question.choices},
            "revision": [revision.root, revision.number, revision.wording] if revision else None,
        }
        for lesson in edition.academy.lessons
        for question in lesson.questions
        for revision in [edition.revision(lesson.id, question.id)]
    }
    return {"hash": edition.hash, "seconds": time.monotonic() - began, "hashes": edition.hashes, "questions": questions}


async def load(folder: Path) -> dict[str, Any]:
    """Loads the folder from here."""
    report = await actions.load(folder, now=clock.now(), by="second")
    return {"hash": report.hash, "changed": report.changed}


def tell(answer: dict[str, Any]) -> None:
    """One line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
