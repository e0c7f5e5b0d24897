"""Choosing an engine, and refusing what cannot work with one sentence."""

from pathlib import Path

import pytest

from server import db
from server.errors import Setup
from tests import cluster


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


@pytest.mark.parametrize("asked", ["channel_binding=require", "sslmode=prefer&keepalives=1", "client_encoding=runes"])
async def test_an_address_that_says_what_nobody_knows_is_refused_with_the_word(asked: str) -> None:
    db.use(db.open_engine(f"{cluster.address()}/postgres?{asked}"), [])
    with pytest.raises(Setup, match=r"What DATABASE_URL says cannot be used: .*(channel_binding|keepalives|runes)"):
        await db.start()
    await db.close()
