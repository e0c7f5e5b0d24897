"""`plumbline agreement`: any file of who answered what."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.inspections import teeth
from tests.machine import ROOT
from tests.served import command


def run(*words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command("agreement", *words), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.csv"


def test_teeth_give_the_published_figures_as_json(file: Path):
    done = run(str(teeth.write(file)), "--scale", "ordinal", "--format", "json")
    found = json.loads(done.stdout)
    assert list(found) == ["alpha", "fleiss", "percent", "kappa"]
    assert found["alpha"] == dict.fromkeys(("nominal", "ordinal", "interval"), pytest.approx(teeth.ALPHA, abs=1e-4))
    assert found["fleiss"] == pytest.approx(teeth.FLEISS, abs=1e-4)
    assert found["percent"] == pytest.approx(77.15, abs=0.005)
    assert found["kappa"] == {"|".join(pair): pytest.approx(kappa, abs=1e-4) for pair, kappa in teeth.KAPPA.items()}
    assert done.stderr == ""


def test_the_text_tells_the_alpha_that_fits_the_answers(file: Path):
    file.write_text("item;rater;answer\n1;Ines;met\n1;Henrik;met\n2;Ines;partly\n2;Henrik;not-met\n", encoding="utf-8")
    said = run(str(file)).stdout
    assert "4 answers of 2 raters to 2 items." in said
    assert "50.0%" in said
    assert "Alpha, nominal" in said
    assert "Alpha, ordinal" in said
    assert "Alpha, interval" not in said
    assert "Henrik and Ines" in said
    assert "Alpha, nominal" not in run(str(file), "--scale", "ordinal").stdout


def test_words_have_no_order_until_it_is_given(file: Path):
    file.write_text("item,rater,answer\n1,a,no\n1,b,yes\n2,a,yes\n2,b,yes\n3,a,perhaps\n3,b,no\n", encoding="utf-8")
    found = run(str(file), "--format", "json")
    assert json.loads(found.stdout)["alpha"]["ordinal"] is None
    assert "--order no,perhaps,yes would give them an order" in found.stderr
    ordered = json.loads(run(str(file), "--order", "no,perhaps,yes", "--format", "json").stdout)["alpha"]
    numbers = "item,rater,answer\n1,a,0\n1,b,2\n2,a,2\n2,b,2\n3,a,1\n3,b,0\n"
    file.write_text(numbers, encoding="utf-8")
    plain = json.loads(run(str(file), "--format", "json").stdout)["alpha"]
    assert ordered == plain | {"interval": None}


def test_rows_that_cannot_be_used_are_named_by_line_and_left_out(file: Path):
    file.write_bytes(b"\xef\xbb\xbfitem,rater,answer\r\n1,a,0\r\n1,a,1\r\n1\r\n1,b,0\r\n2,a,1\r\n2,b,1\r\n3,a,\r\n")
    done = run(str(file), "--format", "json")
    assert json.loads(done.stdout)["percent"] == 100
    assert done.stderr == (
        f"{file}, line 3: left out, a answered 1 on line 2 already; that answer stands.\n"
        f"{file}, line 4: left out, there is 1 column here and 3 in the headings.\n"
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", "There are no answers in it, so there is nothing to compare."),
        ("1,a,0\n2,a,1\n", "Only a answered. Agreement needs at least two raters of the same item."),
        ("1,a,0\n2,b,1\n", "No item was answered by two raters, so there is nothing to compare."),
        ("1,a,0\n1,b,0\n2,a,1\n", "Every answer that can be compared is the same."),
    ],
)
def test_where_nothing_can_be_said_a_sentence_says_why(file: Path, rows: str, sentence: str):
    file.write_text(f"item,rater,answer\n{rows}", encoding="utf-8")
    assert sentence in run(str(file)).stdout
    done = run(str(file), "--format", "json")
    assert json.loads(done.stdout)["alpha"] == {"nominal": None, "ordinal": None, "interval": None}
    assert sentence in done.stderr


def test_what_is_no_such_file_is_refused_in_a_sentence(file: Path):
    assert run(str(file), status=1).stderr == f"plumbline: {file} cannot be read: No such file or directory.\n"
    file.write_bytes(b"\xff\xfe\x00")
    assert run(str(file), status=1).stderr == f"plumbline: {file} is no text: it must be a table in UTF-8.\n"
    file.write_text("user,thing\n1,2\n", encoding="utf-8")
    said = run(str(file), status=1).stderr
    assert said == "plumbline: The first line must name the columns item, rater and answer. It names user, thing.\n"


def test_the_help_teaches_with_an_example():
    said = run("--help").stdout
    assert "item,rater,answer" in said
    assert "plumbline agreement sheets.csv --format json" in said
