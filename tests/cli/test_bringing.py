"""`plumbline people import`, as somebody on the server runs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from tests.databases import Database

FILE = "Work Email,Name,Manager email\nmira@example.org,Mira North,\nada@example.org,Ada Rep,mira@example.org\n"


@pytest.fixture(autouse=True)
def installation(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    monkeypatch.setenv("PLUMBLINE_URL", "https://plumbline.example.com")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, FILE)


def written(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(plumbline, ["people", *map(str, words)])


def test_a_dry_run_tells_names_and_writes_nothing(file: Path) -> None:
    run("add", "--admin", "zoe@example.org")
    told = run("import", file, "--dry-run")
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "new      Mira North, mira@example.org: manager",
        "new      Ada Rep, ada@example.org: rep, Team of Mira North",
        "team     Team of Mira North: new, at the top",
        "stays    Zoe, zoe@example.org: left by the file or not in it. --deactivate lets go of them.",
        "A dry run: nothing was written.",
    ]
    assert "ada@example.org" not in run("list").output


def test_a_file_is_taken_over_once(file: Path) -> None:
    run("add", "--admin", "zoe@example.org")
    assert (
        run("import", file)
        .output.splitlines()[-1]
        .startswith("2 added, 0 changed, 0 back, 0 as they were, 0 let go, 1 team made")
    )
    assert run("import", file).output.splitlines()[-1].startswith("0 added, 0 changed, 0 back, 2 as they were")
    assert "ada@example.org   Ada Rep: rep, Team of Mira North" in run("list").output


def test_who_is_not_in_it_is_let_go_only_by_name(file: Path, tmp_path: Path) -> None:
    run("add", "--admin", "zoe@example.org")
    run("import", file)
    later = written(tmp_path, "Email,Name\nmira@example.org,Mira North\nzoe@example.org,Zoe\n")
    assert "0 let go" in run("import", later).output
    stranger = run("import", later, "--deactivate", "mira@example.org")
    assert "Nothing was done" in str(stranger.exception)
    assert "1 let go" in run("import", later, "--deactivate", "ADA@example.org").output
    assert "ada@example.org   Ada Rep: rep, left" in run("list").output


def test_a_zone_that_is_none_and_a_leaver_without_an_address_are_named_on_the_first_look(file: Path) -> None:
    assert "Choose a time zone" in run("import", file, "--dry-run", "--zone", "Mars/Olympus").output
    assert "or not here: bo." in str(run("import", file, "--dry-run", "--deactivate", "bo").exception)


def test_a_file_with_faults_is_not_taken_over_unless_that_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "Email,Name\nada@example.org,Ada\nnonsense,Bo\n")
    refused = run("import", path)
    assert refused.exit_code == 1
    assert "out      line 3: “Email” holds “nonsense”, which is no mail address." in refused.output
    assert "1 added" in run("import", path, "--leave-out-faults").output


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b"\0" * 99, "is no text"),
        (b"PK\x03\x04" + b"\0" * 99, "is a workbook"),
        (b"Name\nAda\n", "has one column only"),
    ],
)
def test_a_file_without_a_table_says_why_in_a_sentence(tmp_path: Path, body: bytes, why: str) -> None:
    (tmp_path / "people.csv").write_bytes(body)
    assert f"people.csv holds no table: it {why}. Export the people as CSV" in str(
        run("import", tmp_path / "people.csv").exception
    )


def test_a_file_without_addresses_says_so(tmp_path: Path) -> None:
    assert "Work email" in str(run("import", written(tmp_path, "Who,Where\nAda,North\n")).exception)
    assert "has one column only" in str(run("import", written(tmp_path, "Who\nAda\n")).exception)
