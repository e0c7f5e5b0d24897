"""`plumbline people`, as somebody on the server runs it."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from server.errors import DomainError
from tests import served
from tests.databases import Database


@pytest.fixture(autouse=True)
def installation(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    monkeypatch.setenv("PLUMBLINE_URL", "https://plumbline.example.com")


def run(*words: str) -> Result:
    return CliRunner().invoke(plumbline, ["people", *words])


def refusal(*words: str) -> str:
    """The sentence with which the command ends."""
    result = run(*words)
    assert isinstance(result.exception, DomainError), result.output
    return str(result.exception)


def test_the_first_admin_is_added_to_a_database_that_is_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "new" / "plumbline.sqlite"
    words = served.command("people", "add", "--admin", "Ada.Lovelace@Example.com")
    done = subprocess.run(words, env=served.environment(file), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Ada Lovelace is here now: admin.")


def test_several_things_that_are_wrong_are_sentences_one_after_another() -> None:
    assert refusal("add", "") == "Write a name of at most 120 characters. Write a mail address, such as ada@example.com."


def test_people_are_listed() -> None:
    run("add", "--admin", "Ada.Lovelace@Example.com")
    assert run("list").output == "ada.lovelace@example.com  Ada Lovelace: admin\n"


def test_roles_name_and_zone_can_be_given() -> None:
    run("add", "bo@example.com", "--name", "Bo Rep", "--role", "rep", "--role", "manager", "--zone", "Europe/Prague")
    assert run("list").output == "bo@example.com  Bo Rep: rep, manager\n"


def test_a_link_is_printed_under_the_public_address() -> None:
    run("add", "--admin", "ada@example.com")
    result = run("link", "ADA@example.com")
    assert result.output.startswith("https://plumbline.example.com/sign-in/link/")
    assert len(result.output.strip().rpartition("/")[2]) == 43


def test_somebody_is_let_go_but_not_the_only_admin() -> None:
    run("add", "--admin", "ada@example.com")
    run("add", "bo@example.com")
    assert "can no longer sign in" in run("deactivate", "bo@example.com").output
    assert "left" in run("list").output
    assert "only admin" in refusal("deactivate", "ada@example.com")
    assert "Reactivate" in refusal("link", "bo@example.com")


def test_what_cannot_be_meant_is_said_in_a_sentence() -> None:
    run("add", "--admin", "ada@example.com")
    assert "has this address already" in refusal("add", "ada@example.com")
    assert "mail address" in refusal("add", "ada")
    assert "time zone" in refusal("add", "bo@example.com", "--zone", "Mars")
    assert "no team" in refusal("add", "bo@example.com", "--team", "Nowhere")
    assert "Nobody here has" in refusal("link", "nobody@example.com")
    assert run("add", "bo@example.com", "--role", "king").exit_code == 2


def test_an_empty_installation_says_what_to_do() -> None:
    assert run("list").output.startswith("Nobody is here yet. Add yourself: plumbline people add --admin")
    assert "plumbline people add --admin" in run("--help").output
