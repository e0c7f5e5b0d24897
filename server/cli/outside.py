"""What git knows of an academy: its files as they were at a revision."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from server.lessons.belonging import IGNORED, MARK, MEDIA, TEXT_BYTES, TEXTS
from server.lessons.outside import Folder

PLAIN = frozenset({b"100644", b"100755"})
"""The modes of ordinary files. Links and other repositories are left out."""

PLACES = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""What git tells a hook about where it is."""


class Unknown(Exception):
    """There is no such revision, no repository or no git. The message is a sentence for the person who named it."""


class _Blob(NamedTuple):
    path: str
    name: str


def read_revision(root: Path, revision: str) -> Folder:
    """The files below `root` as they were where HEAD left `revision`, or at `revision` itself when the two have nothing in common.

    An academy that lay in another folder of the repository then is found by its academy.yml. There are no files when there was none.
    Media are named and not read. Raises Unknown.
    """
    place = _prefix(root)
    commit = None if revision.startswith("-") else _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise Unknown(
            f"git knows no revision {revision} here. A build server may have to fetch it first: git fetch origin, with all of its history."
        )
    name = commit.decode().strip()
    fork = (_git(root, "merge-base", name, "HEAD") or commit).decode().strip()
    blobs = tuple(_blobs(root, fork, place))
    texts = {blob.path: blob.name for blob in blobs if PurePosixPath(blob.path).suffix.lower() in TEXTS}
    bodies = _bodies(root, tuple(texts.values()))
    media = {blob.path: "" for blob in blobs if blob.path not in texts}
    return Folder(texts={path: bodies[name][:TEXT_BYTES] for path, name in texts.items()}, media=media, odd={})


def head(root: Path) -> str:
    """The commit on which the folder stands, in seven letters; empty where there is none, no repository or no git."""
    try:
        return (_git(root, "rev-parse", "--short=7", "--verify", "--quiet", "HEAD") or b"").decode().strip()
    except Unknown:
        return ""


def _blobs(root: Path, commit: str, prefix: str) -> Iterator[_Blob]:
    """The files of the academy in a commit, by their paths below its root."""
    listed = tuple(_listed(root, commit))
    prefix = _home(root, prefix, tuple(blob.path for blob in listed))
    for blob in listed:
        path = blob.path.removeprefix(prefix)
        parts = path.split("/")
        wanted = PurePosixPath(path).suffix.lower() in TEXTS | MEDIA
        if blob.path.startswith(prefix) and wanted and not any(part.startswith(".") or part in IGNORED for part in parts):
            yield _Blob(path, blob.name)


def _listed(root: Path, commit: str) -> Iterator[_Blob]:
    listing = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    for entry in (listing or b"").split(b"\0"):
        about, _, path = entry.partition(b"\t")
        mode, _, rest = about.partition(b" ")
        if mode in PLAIN:
            yield _Blob(path.decode("utf-8", "replace"), rest.split()[-1].decode())


def _home(root: Path, prefix: str, paths: tuple[str, ...]) -> str:
    """Where the academy lay: here, or else in the one place whose academy.yml is not there any more."""
    if f"{prefix}{MARK}" in paths or not (root / MARK).exists():
        return prefix
    top = root.joinpath(*[".."] * prefix.count("/"))
    left = [path for path in paths if PurePosixPath(path).name == MARK and not (top / path).exists()]
    return left[0].removesuffix(MARK) if len(left) == 1 else prefix


def _bodies(root: Path, names: tuple[str, ...]) -> Mapping[str, bytes]:
    """The contents of blobs by their names, all by one process."""
    wanted = tuple(dict.fromkeys(names))
    told = _git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode()) if wanted else b""
    found: dict[str, bytes] = {}
    at = 0
    for name in wanted:
        head, newline, _ = (told or b"")[at : at + 200].partition(b"\n")
        words = head.split()
        if not newline or len(words) != 3:
            raise Unknown(f"git has no {name}, which the revision names. Fetch it whole: a shallow or partial copy lacks it.")
        start = at + len(head) + 1
        at = start + int(words[2]) + 1
        found[name] = (told or b"")[start : at - 1]
    return found


def _prefix(root: Path) -> str:
    """Where the academy lies in its repository, with a slash at the end unless it is the whole of it."""
    asked = _asked(root, ("rev-parse", "--show-prefix"))
    if asked.returncode:
        said = asked.stderr.decode("utf-8", "replace").partition("\n")[0].strip()
        why = "is in no git repository" if "not a git repository" in said else f"cannot be compared: git says “{said}”"
        raise Unknown(f"{root} {why}, so there is nothing to compare it with.")
    return asked.stdout.decode("utf-8", "replace").rstrip("\n")


def _git(root: Path, *words: str, given: bytes = b"") -> bytes | None:
    """What git answers, or None when it refuses. Raises Unknown when there is no git."""
    done = _asked(root, words, given)
    return None if done.returncode else done.stdout


def _asked(root: Path, words: Sequence[str], given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    # A hook of git names its repository as seen from the top; ours is found from the academy.
    known = {name: value for name, value in os.environ.items() if name not in PLACES} | {"LC_ALL": "C"}
    command = ["git", "-C", str(root), *words]
    try:
        return subprocess.run(command, input=given, env=known, capture_output=True, check=False)  # noqa: S603  # git, and no option of strangers
    except OSError as error:
        raise Unknown("git is not installed here, and the files of a revision are its to tell.") from error
