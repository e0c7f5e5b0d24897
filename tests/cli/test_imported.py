"""Imports of what stays: not looked through for cycles while they go on, and looked through as before when they are done."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.imported import imported, made

SAYS = """
import gc

WHILE = gc.isenabled()


def factory():
    return "made", gc.isenabled()
"""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_no_cycles_are_looked_for_while_a_module_is_imported(folder: Path):
    Path(folder, "imported_once.py").write_text(SAYS)
    assert imported("imported_once").WHILE is False
    assert gc.isenabled()


def test_they_are_again_after_one_that_fails(folder: Path):
    Path(folder, "imported_in_vain.py").write_text("raise OSError('no disk')")
    with pytest.raises(OSError, match="no disk"):
        imported("imported_in_vain")
    assert gc.isenabled()


def test_whoever_looks_for_none_is_not_made_to(folder: Path):
    Path(folder, "imported_quietly.py").write_text(SAYS)
    gc.disable()
    imported("imported_quietly")
    assert not gc.isenabled()


def test_no_cycles_are_looked_for_while_what_a_server_runs_is_made(folder: Path):
    Path(folder, "imported_to_serve.py").write_text(SAYS)
    assert made("imported_to_serve:factory") == ("made", False)
    assert gc.isenabled()


def test_a_process_and_its_copies_make_what_they_serve_once(folder: Path):
    Path(folder, "imported_to_share.py").write_text("def factory():\n    return object()")
    assert made("imported_to_share:factory") is made("imported_to_share:factory")


def test_what_could_not_be_made_is_tried_again(folder: Path):
    Path(folder, "imported_again.py").write_text(
        "TRIES = []\n\ndef factory():\n    TRIES.append(1)\n    return 6 // (len(TRIES) - 1)"
    )
    with pytest.raises(ZeroDivisionError):
        made("imported_again:factory")
    assert made("imported_again:factory") == 6
