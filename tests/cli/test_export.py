"""`plumbline export`: a package from a file or from an id, and what is said when there is none."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from server.cli.main import plumbline
from server.errors import Setup
from tests.lessons.folders import AcademyFolder
from tests.lessons.translated import world


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AcademyFolder:
    monkeypatch.chdir(tmp_path)
    return AcademyFolder(tmp_path / "lessons")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plumbline, ["export", "scorm", *arguments], catch_exceptions=False)


def test_a_file_and_its_id_give_the_same_package(folder: AcademyFolder, tmp_path: Path):
    file = next(path for path in sorted(folder.root.glob("*/*.md")) if "\nobjectives:" in path.read_text())
    id = next(line.removeprefix("id: ") for line in file.read_text().splitlines() if line.startswith("id: "))
    done = run(str(file), "-o", "a.zip")
    assert (done.exit_code, done.stderr[:11]) == (0, "Wrote a.zip")
    assert run(id).exit_code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / f"{id}.zip").read_bytes()
    assert f"{id}.html" in ZipFile(tmp_path / "a.zip").namelist()


def test_a_path_is_found_by_its_file_and_says_what_stays_behind(folder: AcademyFolder, tmp_path: Path):
    file = next(iter(sorted(folder.root.glob("paths/*.md"))))
    done = run(str(file), "-o", "path.zip")
    assert done.exit_code == 0
    assert "because a manager looks at them" in done.stderr
    assert "imsmanifest.xml" in ZipFile(tmp_path / "path.zip").namelist()


def test_what_is_not_there_is_said(folder: AcademyFolder, tmp_path: Path):
    done = run("nothing-like-it")
    assert done.exit_code == 1
    assert "no lesson and no path nothing-like-it" in done.stderr
    with pytest.raises(Setup, match="Name the academy"):
        run("nothing-like-it", "--lessons", str(tmp_path / "nowhere"))
    assert list(tmp_path.glob("*.zip")) == []
    assert folder.root.is_dir()


def test_a_translation_is_a_package_of_its_own(folder: AcademyFolder, tmp_path: Path):
    folder.write("meet/set-the-date.es.md", world()["meet/set-the-date.es.md"].decode())
    done = run(str(folder.root / "meet/set-the-date.es.md"))
    assert done.exit_code == 0
    packed = ZipFile(tmp_path / "set-the-date.es.zip")
    page = packed.read("set-the-date.html").decode()
    assert '<html lang="es">' in page
    assert "El comprador aceptó la invitación" in page
    assert "plumbline-set-the-date.es" in packed.read("imsmanifest.xml").decode()
    assert run("set-the-date", "--locale", "es", "-o", "same.zip").exit_code == 0
    assert (tmp_path / "same.zip").read_bytes() == (tmp_path / "set-the-date.es.zip").read_bytes()


def test_what_of_a_path_nobody_translated_is_said(folder: AcademyFolder, tmp_path: Path):
    folder.write("meet/set-the-date.es.md", world()["meet/set-the-date.es.md"].decode())
    done = run("new-rep", "--locale", "es")
    assert "there is no live translation into es: agree-the-terms\n" in done.stderr
    assert '<html lang="es">' in ZipFile(tmp_path / "new-rep.es.zip").read("set-the-date.html").decode()
