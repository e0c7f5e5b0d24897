"""Choosing an engine, and refusing what cannot work with one sentence."""

from pathlib import Path

import pytest

from server import db
from server.errors import Setup


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "plumbline.sqlite", "sqlite://x"])
def test_an_unknown_address_is_refused_with_what_is_possible(url: str) -> None:
    with pytest.raises(Setup, match=r"sqlite:///.*postgresql://"):
        db.open_engine(url)


def test_a_path_that_cannot_be_written_says_which_and_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Setup, match=r"cannot be written.*Give the folder"):
        db.open_engine(f"sqlite:///{tmp_path}/file/below.sqlite")


def test_making_a_postgresql_engine_needs_no_database() -> None:
    db.open_engine("postgresql://nobody@127.0.0.1:1/none")
