"""Reading a commit out of a bare repository of ours. Nothing of it is ever written under a name that the repository chose."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from threading import Timer
from typing import IO, Final

from msgspec import Struct

from server.integrations.git.commit import FORMAT, Commit, read_commit
from server.integrations.git.outside.keep import Keep
from server.integrations.git.outside.program import HEAD, Git
from server.integrations.git.tree import Blob, Tree, parted, sort
from server.integrations.git.trouble import Trouble
from server.lessons.belonging import MARK
from server.lessons.outside import Folder

CHUNK: Final = 1024 * 1024

POINTER: Final = b"version https://git-lfs.github.com/spec/"
"""With which a file begins that Git LFS keeps elsewhere."""


class Read(Struct, frozen=True, kw_only=True):
    """The academy of a commit."""

    commit: Commit
    folder: Folder


def commit_in(git: Git, bare: Path) -> Commit:
    """The commit that was fetched. Raises Trouble."""
    with _opened(git, bare, ["log", "-1", "--no-mailmap", "--encoding=UTF-8", f"--format={FORMAT}", HEAD]) as out:
        said = out.read(CHUNK)
    try:
        return read_commit(said)
    except ValueError as error:
        raise Trouble("broken") from error


def read(git: Git, bare: Path, keep: Keep) -> Read:
    """The academy of the commit that was fetched, its media kept. Raises Trouble; `trouble.OF_A_COMMIT` are faults of the commit.

    Reads up to a gigabyte of media, so it belongs into a thread.
    """
    commit = commit_in(git, bare)
    tree = _tree(git, bare, commit)
    if not any(blob.path == MARK for blob in tree.texts):
        raise Trouble("academy", detail=git.place.folder)
    folder = Folder(texts={}, media={}, odd=dict(tree.odd))
    contents = _contents(git, bare, (*tree.texts, *tree.media))
    for blob, content in islice(contents, len(tree.texts)):
        folder.texts[blob.path] = b"".join(content)
    for blob, content in contents:
        _keep(blob, content, keep, folder)
    return Read(commit=commit, folder=folder)


def _tree(git: Git, bare: Path, commit: Commit) -> Tree:
    """What of the commit belongs to the academy, by its list of files."""
    try:
        with _opened(git, bare, ["ls-tree", "-r", "-z", "-l", f"{commit.hash}:{git.place.folder}"]) as out:
            return sort(parted(iter(lambda: out.read(CHUNK), b"")))
    except Trouble as trouble:
        # That the commit is there was seen just now, so that what git cannot list is the folder.
        raise (Trouble("folder", detail=git.place.folder) if trouble.code == "broken" else trouble) from trouble


def _contents(git: Git, bare: Path, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, Iterator[bytes]]]:
    """Each file with its content in pieces, in order. What is left of one is read before the next."""
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{blob.id}\n" for blob in blobs).encode("ascii"))
        wanted.seek(0)
        with _opened(git, bare, ["cat-file", "--batch"], wanted) as out:
            for blob in blobs:
                head = out.readline(200).split()
                if len(head) != 3 or head[1] != b"blob" or int(head[2]) != blob.size:
                    raise Trouble("broken", detail=blob.path)
                content = _pieces(out, blob.size)
                yield blob, content
                for _rest in content:
                    pass
                out.read(1)


def _pieces(out: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        piece = out.read(min(CHUNK, size))
        if not piece:
            raise Trouble("broken")
        size -= len(piece)
        yield piece


def _keep(blob: Blob, content: Iterator[bytes], keep: Keep, folder: Folder) -> None:
    """A medium goes to the disk under the SHA-256 of its content."""
    first = next(content, b"")
    if first.startswith(POINTER):
        folder.odd[blob.path] = "it is kept in Git LFS, which is not fetched"
        return
    folder.media[blob.path] = keep.medium(chain([first], content))


@contextmanager
def _opened(git: Git, bare: Path, arguments: Sequence[str], given: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """What git says of a repository of ours. Raises Trouble when it does not end well; ended early, it is killed."""
    process = subprocess.Popen(  # noqa: S603  # a fixed list of arguments, without a shell
        [git.program, f"--git-dir={bare}", *arguments],
        stdin=given or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=git.environment,
        cwd="/",
    )
    late = Timer(git.limits.read, process.kill)
    late.start()
    try:
        yield from _said(process)
    except Trouble as trouble:
        # What was killed for its time looks broken to whoever reads it.
        if trouble.code == "broken" and not late.is_alive():
            raise Trouble("slow", detail=f"{git.limits.read:.0f}") from trouble
        raise
    finally:
        late.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()


def _said(process: subprocess.Popen[bytes]) -> Iterator[IO[bytes]]:
    """What it says, once; the rest is let go."""
    if process.stdout is None:
        raise Trouble("broken")
    with process.stdout as out:
        yield out
        while out.read(CHUNK):
            pass
    if process.wait():
        raise Trouble("broken")
