"""What an admin sees when something about the installation is wrong: one sentence with the way out, and no traceback."""

import re
import socket
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests import cluster, databases
from tests.machine import ROOT
from tests.served import command, environment


def refused(*words: str, file: Path, environ: Mapping[str, str] | None = None) -> str:
    """What a command that must fail says."""
    done = subprocess.run(
        command(*words),
        cwd=ROOT,
        env=environment(file) | dict(environ or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    said = done.stderr.strip()
    assert len(said.splitlines()) == 1, said
    assert said.startswith("plumbline: ")
    return said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "here.sqlite"


def test_a_taken_port_names_the_port_and_offers_the_next(file: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("serve", file=file, environ={"PLUMBLINE_PORT": str(port)})
    assert re.search(rf"Port {port} .*PLUMBLINE_PORT={port + 1}", said)
    assert not file.exists(), "nothing was begun"


@pytest.mark.parametrize("url", ["mysql://root@localhost/plumbline", "sqlite:///", "plumbline.sqlite"])
def test_a_wrong_address_of_the_database_says_what_is_possible(file: Path, url: str) -> None:
    assert re.search("DATABASE_URL (must be|names no file)", refused("serve", file=file, environ={"DATABASE_URL": url}))


def test_a_database_that_is_not_there_says_so(file: Path) -> None:
    port = cluster.free_port()
    for address in (f"nobody@127.0.0.1:{port}/none", "nobody@nowhere.invalid/none"):
        assert "DATABASE_URL cannot be used" in refused("serve", file=file, environ={"DATABASE_URL": f"postgresql://{address}"})
    said = refused("serve", file=file, environ={"DATABASE_URL": f"{cluster.address()}/not-there"})
    assert 'database "not-there" does not exist' in said


def test_a_database_from_the_future_is_not_touched(file: Path) -> None:
    file.write_bytes(Path(databases.template("sqlite")).read_bytes())
    connection = sqlite3.connect(file)
    with connection:
        connection.execute(
            "INSERT INTO migration (name, app_name, ran_on) VALUES ('2999-01-01T00:00:00:000000', 'plumbline', '2999-01-01')"
        )
    connection.close()
    assert "newer than this Plumbline" in refused("serve", file=file)


def test_a_file_that_is_no_database_says_so(file: Path) -> None:
    file.write_bytes(b"this is a text file, and a long one" * 100)
    assert refused("serve", file=file).endswith("not a database. Name another file, or restore a backup.")


def test_a_folder_that_cannot_be_made_says_which(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused("serve", file=tmp_path / "file" / "below.sqlite")
    assert "cannot be" in refused("gaps", "settle", file=tmp_path / "file" / "below.sqlite")


def test_lessons_that_are_not_there_say_where_they_were_looked_for(file: Path, tmp_path: Path) -> None:
    said = refused("serve", file=file, environ={"PLUMBLINE_LESSONS": str(tmp_path / "nowhere")})
    assert "nowhere" in said


def test_a_setting_that_cannot_be_meant_names_its_variable(file: Path) -> None:
    assert "PLUMBLINE_MAIL must be" in refused("serve", file=file, environ={"PLUMBLINE_MAIL": "carrier pigeon"})


@pytest.mark.parametrize("words", [("gaps", "settle"), ("gaps", "rebuild", "--verify"), ("gaps", "evaluate")])
def test_a_database_with_nothing_in_it_is_not_called_old(file: Path, words: tuple[str, ...]) -> None:
    assert "There is nothing in this database yet" in refused(*words, file=file)
    assert list(file.parent.iterdir()) == [], "and nothing is made of a name that was mistyped"
