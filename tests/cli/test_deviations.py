"""`plumbline deals deviations`, on files as they come."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli.deals.deviations import deviations

STAGES = "engage,discover,align,prove"


def run(*args: str | Path) -> tuple[int, str, str]:
    """Exit code, output and complaints."""
    done = CliRunner().invoke(deviations, list(map(str, args)))
    return done.exit_code, done.stdout, done.stderr or str(done.exception or "")


def table(folder: Path, *rows: str, heads: str = "case,at,stage") -> Path:
    file = folder / "log.csv"
    file.write_text("\n".join([heads, *rows, ""]), encoding="utf-8")
    return file


def test_every_case_is_told_as_json(tmp_path: Path):
    file = table(tmp_path, "b,2026-01-03,align", "a,2026-01-01,engage", "b,2026-01-01T10:00:00Z,engage", "a,2026-01-02,discover")
    code, out, err = run(file, "--stages", STAGES, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "totals": {"cases": 2, "skipped": 1, "regressed": 0, "repeated": 0, "deviating": 1},
        "cases": {
            "b": {"events": 2, "skipped": 1, "regressed": 0, "repeated": 0, "deviating": True},
            "a": {"events": 2, "skipped": 0, "regressed": 0, "repeated": 0, "deviating": False},
        },
    }


def test_people_read_totals_and_the_first_that_deviate(tmp_path: Path):
    code, out, _err = run(table(tmp_path, "x;1;discover", "x;2;engage", heads="case;at;stage"), "--stages", STAGES)
    assert code == 0
    assert "1 case with 2 events." in out
    assert "Skipped             1   100.0% of the cases" in out
    assert "  x: skipped 1 time, went back 1 time" in out


def test_other_logs_name_their_columns_otherwise(tmp_path: Path):
    heads = "case:concept:name,concept:name,org:resource,time:timestamp"
    file = table(tmp_path, "1,Assign,ann,2012-10-09 14:50:17+00:00", "1,Resolve,bob,2012-10-09 14:51:01+00:00", heads=heads)
    assert json.loads(run(file, "--stages", "Assign,Resolve", "--format", "json")[1])["totals"]["deviating"] == 0
    assert run(file, "--stages", "ann,bob", "--stage", "org:resource", "--format", "json")[0] == 0
    code, _out, err = run(file, "--stages", "Assign", "--case", "who")
    assert code == 1
    assert "has no column for the case" in err
    assert "--case" in err


def test_what_is_left_out_is_said_with_its_line(tmp_path: Path):
    file = table(
        tmp_path, "a,2026-01-01,engage", "a,soon,align", ",2026-01-01,align", "a,2026-01-02,Lost", "a,b", "", "a,1,engage,x"
    )
    code, out, err = run(file, "--stages", STAGES, "--format", "json")
    assert (code, json.loads(out)["totals"]["cases"]) == (0, 1)
    assert "line 3: left out, soon is no time." in err
    assert "line 4: left out, it names no case." in err
    assert "line 6: left out, it has 2 columns and the headings have 3." in err
    assert "line 8: left out, it has 4 columns" in err
    assert "1 event left out, “Lost” is not among the stages." in err


def test_an_empty_log_has_no_cases(tmp_path: Path):
    code, out, _err = run(table(tmp_path), "--stages", STAGES, "--format", "json")
    assert (code, json.loads(out)) == (
        0,
        {"totals": dict.fromkeys(("cases", "skipped", "regressed", "repeated", "deviating"), 0), "cases": {}},
    )
    assert run(table(tmp_path), "--stages", STAGES)[1].startswith("0 cases with 0 events.")


@pytest.mark.parametrize("stages", ["", "a,b,a"])
def test_stages_that_are_none_are_refused(tmp_path: Path, stages: str):
    code, _out, err = run(table(tmp_path), "--stages", stages)
    assert code == 2
    assert "--stages" in err


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path):
    (tmp_path / "odd.csv").write_bytes(b"\xff\xfe\x00case")
    assert "is no text" in run(tmp_path / "odd.csv", "--stages", "a")[2]
    assert "cannot be read" in run(tmp_path / "nowhere.csv", "--stages", "a")[2]


@pytest.mark.parametrize("body", [b"\0" * 100, b"PK\x03\x04" + b"\0" * 100])
def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path, body: bytes):
    file = tmp_path / "log.csv"
    file.write_bytes(body)
    assert run(file, "--stages", STAGES)[2] == f"{file} is no text: it must be a table in UTF-8."


def test_headings_without_end_are_cut_and_stand_on_one_line(tmp_path: Path):
    said = run(table(tmp_path, heads='"two\nlines",' + "[" * 100_000), "--stages", STAGES)[2]
    assert said.endswith(f"It names two lines, {'[' * 40}…. Say which one it is with --case.")


def test_numbers_are_told_from_days_by_their_length(tmp_path: Path):
    """1712120111234 would be a minute of the year 1712 to who looks for a time in it."""
    rows = (
        "a,1712119999000,engage",
        "a,1712120111234,discover",
        "a,1712130111234,align",
        "b,20260916,engage",
        "b,2026-09-17,discover",
    )
    code, out, err = run(table(tmp_path, *rows), "--stages", STAGES, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["totals"] == {"cases": 2, "skipped": 0, "regressed": 0, "repeated": 0, "deviating": 0}
