"""What a command writes where somebody said, on a disk that is full too."""

import errno
import os
import resource
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import written
from server.cli.main import plumbline
from server.cli.new import academy
from server.errors import Refused, Setup
from tests.lessons.folders import AcademyFolder

BODY = b"x" * 100_000


@contextmanager
def full() -> Iterator[None]:
    """No file of this process grows beyond a kilobyte, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Python would keep the first kilobyte of what it compiles meanwhile, and find it cut off at the next import anywhere.
    keeping, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = keeping


def test_a_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "new"
    with full(), pytest.raises(Setup, match="new cannot be written"):
        written.new(place, BODY)
    assert list(tmp_path.iterdir()) == []
    written.new(place, BODY, rights=0o600)
    assert (place.read_bytes(), stat.S_IMODE(place.stat().st_mode)) == (BODY, 0o600)
    with pytest.raises(Refused, match="exists already"):
        written.new(place, b"")
    assert place.read_bytes() == BODY


def test_a_file_stays_as_it_was_until_the_one_in_its_place_is_whole(tmp_path: Path) -> None:
    place, link = tmp_path / "there", tmp_path / "link"
    place.write_bytes(b"before")
    place.chmod(0o640)
    link.symlink_to(place)
    with full(), pytest.raises(Setup, match="link cannot be written"):
        written.over(link, BODY)
    assert place.read_bytes() == b"before"
    written.over(link, BODY)
    assert (place.read_bytes(), stat.S_IMODE(place.stat().st_mode), link.is_symlink()) == (BODY, 0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "there"]


def test_what_is_no_file_is_written_to_and_stays_what_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    written.over(pipe, b"here")
    assert (os.read(reader, 10), pipe.is_fifo()) == (b"here", True)
    os.close(reader)
    with pytest.raises(Setup, match="cannot be written"):
        written.over(tmp_path / "no" / "folder", BODY)


def test_a_package_that_is_there_is_not_lost_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = AcademyFolder(tmp_path / "lessons")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zip").write_bytes(b"before")
    file = next(path for path in sorted(folder.root.glob("*/*.md")) if "\nobjectives:" in path.read_text())
    with full():
        done = CliRunner().invoke(plumbline, ["export", "scorm", str(file), "-o", "a.zip"])
    assert isinstance(done.exception, Setup), done.output
    assert (tmp_path / "a.zip").read_bytes() == b"before"


def test_a_part_of_an_academy_is_none_and_can_be_begun_again(tmp_path: Path) -> None:
    with full(), pytest.raises(Setup, match="cannot be written"):
        academy.begin(tmp_path / "ours")
    assert list((tmp_path / "ours").iterdir()) == []
    assert academy.begin(tmp_path / "ours")


def test_of_a_folder_that_cannot_be_read_nothing_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    academy.begin(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    def unread(_folder: Path) -> Iterator[Path]:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "iterdir", unread)
        with pytest.raises(Setup, match="Input/output error"):
            academy.begin(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before
