"""A real repository, built with the plumbing of git: fast, and as hostile as one likes."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.lessons.cases import base

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C",
    "GIT_COMMITTER_NAME": "Sam",
    "GIT_COMMITTER_EMAIL": "sam@example.org",
}

SAM = "Sam Author <sam@example.org>"

MODULE = "160000"

Entry = tuple[str, bytes]
"""Mode and content; of a submodule, the commit."""


class Repository:
    """A bare repository in a folder. `commit` returns the name of a commit that a branch then shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder), within=False)

    def git(self, *arguments: str, given: bytes = b"", within: bool = True, author: str = SAM) -> str:
        name, _mark, email = author.rstrip(">").partition(" <")
        place = [f"--git-dir={self.folder}"] if within else []
        ran = subprocess.run(
            ["git", *place, *arguments],
            input=given,
            capture_output=True,
            check=True,
            env={**ENVIRONMENT, "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email},
        )
        return ran.stdout.decode().strip()

    def academy(self, changes: Mapping[str, str | None] | None = None, *, below: str = "", **more: str) -> str:
        """Commits the small academy of the text cases, with some of its files changed (None: gone)."""
        files = {path: ("100644", data) for path, data in base().items()}
        for path, text in (changes or {}).items():
            files.pop(path, None)
            if text is not None:
                files[path] = ("100644", text.encode())
        return self.commit({f"{below}{path}": entry for path, entry in files.items()}, **more)

    def commit(
        self, files: Mapping[str, Entry], *, branch: str = "main", author: str = SAM, subject: str = "A change", after: str = ""
    ) -> str:
        """Commits these files and nothing else. `after` is the commit before it, none when empty."""
        parents = ["-p", after] if after else []
        name = self.git("commit-tree", self.tree(files), *parents, given=subject.encode(), author=author)
        self.git("update-ref", f"refs/heads/{branch}", name)
        return name

    def tree(self, files: Mapping[str, Entry]) -> str:
        """A tree with folders, by way of an index."""
        ids = iter(self.blobs([data for mode, data in files.values() if mode != MODULE]))
        entries = ((mode, data.decode() if mode == MODULE else next(ids), path) for path, (mode, data) in files.items())
        index = self.folder / "index"
        index.unlink(missing_ok=True)
        lines = "".join(f"{mode} {id}\t{path}\0" for mode, id, path in entries)
        self.git("update-index", "-z", "--add", "--index-info", given=lines.encode("utf-8", "surrogateescape"))
        return self.git("write-tree", "--missing-ok")

    def point(self, tree: str, *, branch: str = "main") -> str:
        """A commit of a tree that was made by hand."""
        name = self.git("commit-tree", tree, given=b"By hand")
        self.git("update-ref", f"refs/heads/{branch}", name)
        return name

    def blobs(self, contents: Sequence[bytes]) -> list[str]:
        """Writes files, all at once."""
        room = self.folder / "given"
        room.mkdir(exist_ok=True)
        for number, content in enumerate(contents):
            (room / str(number)).write_bytes(content)
        paths = "".join(f"{room / str(number)}\n" for number in range(len(contents)))
        return self.git("hash-object", "-w", "--no-filters", "--stdin-paths", given=paths.encode()).split()

    def raw_tree(self, entries: Sequence[tuple[str, bytes, str]]) -> str:
        """A tree as no git would write it: (mode, name, object)."""
        body = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(id) for mode, name, id in entries)
        return self.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=body)
