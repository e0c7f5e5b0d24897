"""`plumbline gaps evaluate`: the marks of the model beside simpler ones, on a file and on the own ledger."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from server.cli.main import main
from tests import served
from tests.gaps.evaluation.learners import simulated, write_log
from tests.machine import ROOT
from tests.served import command

MARKS = {"auc", "log_loss", "ece", "within_user_auc", "seconds"}
RIVALS = ["question_mean", "pfa", "best_lr", "elo"]


def run(*words: str, file: Path | None = None, status: int = 0) -> subprocess.CompletedProcess[str]:
    """The command in this process, on this database file if any: importing what it computes with takes longer than most of what it does."""
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
    ):
        if file:
            patch.setenv("DATABASE_URL", f"sqlite:///{file}")
        patch.setattr(sys, "argv", ["plumbline", "gaps", "evaluate", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    assert (ended.value.code or 0) == status, err.getvalue()
    return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())


def run_apart(*words: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, the way people run it."""
    done = subprocess.run(command("gaps", "evaluate", *words), cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """The words that name a small simulated log."""
    file, matrix = write_log(tmp_path_factory.mktemp("log"), simulated(80, 40))
    return (str(file), "--items", str(matrix))


@pytest.mark.parametrize(("mode", "run"), [("--cold", run), ("--fit", run_apart)], ids=["cold", "fit"])
def test_the_marks_of_the_model_and_of_four_simpler_ones_come_as_json(
    log: Sequence[str], mode: str, run: Callable[..., subprocess.CompletedProcess[str]]
):
    found: dict[str, Any] = json.loads(run(*log, mode, "--format", "json").stdout)
    assert set(found) == {"rows", "baselines", *MARKS}
    assert found["rows"] == 3_200
    assert list(found["baselines"]) == RIVALS
    for marks in (found, *found["baselines"].values()):
        assert set(marks) >= MARKS
        assert 0.5 < marks["auc"] < 1
        assert 0 < marks["log_loss"] < 0.75
        assert 0 <= marks["ece"] < 0.2
        assert 0.5 < marks["within_user_auc"] < 1
        assert marks["seconds"] >= 0


def test_the_table_says_who_is_ahead_and_what_its_columns_mean(log: Sequence[str]):
    said = run(*log).stdout
    assert "3,200 answers of 80 people to 40 questions about 6 behaviours." in said
    assert "Fitted: learned from four fifths" in said
    rows = re.findall(
        r"^(Plumbline|Question mean|PFA|Best-LR|Hierarchical Elo) +0\.\d{4} +0\.\d{4} +0\.\d{4} +0\.\d{4} +\d+\.\d$",
        said,
        re.MULTILINE,
    )
    assert rows == ["Plumbline", "Question mean", "PFA", "Best-LR", "Hierarchical Elo"]
    assert re.search(r"^Plumbline (is (ahead of|behind)|and) ", said, re.MULTILINE)
    assert "80 people" in said
    assert not re.search(r" $", said, re.MULTILINE)


def test_begun_with_nothing_it_says_which_rivals_were_trained_all_the_same(log: Sequence[str]):
    said = run(*log, "--cold").stdout
    assert "Cold: nothing was learned before" in said
    assert re.findall(r"^(\S+) \*", said, re.MULTILINE) == ["PFA", "Best-LR"]


def test_the_own_ledger_is_judged_cold_and_few_answers_are_called_few(tmp_path: Path):
    file = tmp_path / "own.sqlite"
    file.write_bytes(Path(served.demonstration(served.THREE_WEEKS)).read_bytes())
    said = run(file=file).stdout
    assert "Cold: nothing was learned before" in said
    assert "answers are too few to tell the models apart" in said
    found = json.loads(run("--fit", "--format", "json", file=file).stdout)
    assert found["rows"] == int(said.split(" ", 1)[0])


def test_a_ledger_without_answers_says_so(tmp_path: Path):
    from tests import databases

    file = tmp_path / "empty.sqlite"
    file.write_bytes(Path(databases.template("sqlite")).read_bytes())
    assert (
        run(file=file, status=1).stderr == "plumbline: Nobody has answered a question yet, so there is nothing to evaluate on.\n"
    )


def test_a_log_of_one_kind_of_answer_has_nothing_to_tell_apart(tmp_path: Path):
    file, matrix = write_log(tmp_path, [one._replace(correct=1.0) for one in simulated(3, 10)])
    said = run(str(file), "--items", str(matrix), status=1).stderr
    assert said == f"plumbline: {file} holds only right answers (30), so there is nothing to tell apart.\n"


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, log: Sequence[str]):
    nowhere, broken = tmp_path / "nowhere.csv", tmp_path / "broken.csv"
    broken.write_text("user_id\titem_id\ttimestamp\tcorrect\tskill_id\n1\t2\tnoon\t1\t3\n")
    assert run(str(nowhere), status=1).stderr == f"plumbline: {nowhere} cannot be read: No such file or directory.\n"
    said = run(str(broken), status=1).stderr
    assert said == f"plumbline: {broken}, line 2: timestamp must be a number of seconds, not 'noon'.\n"
    said = run(log[0], "--items", str(broken), status=1).stderr
    assert said.startswith(f"plumbline: {broken} holds no sparse matrix")


def test_items_without_a_file_are_not_understood(log: Sequence[str]):
    assert "--items goes with a FILE" in run(*log[1:], status=2).stderr


def test_what_is_odd_in_a_log_is_said_beside_the_result(tmp_path: Path):
    answers = simulated(10, 10)
    answers[3], answers[4] = answers[4], answers[3]
    file, matrix = write_log(tmp_path, answers)
    said = run(str(file), "--items", str(matrix)).stderr
    assert said == "Answers that stood below a later one of the same person, and were put in order of time: 1\n"


def test_without_the_extra_a_sentence_says_which_command_installs_it(log: Sequence[str]):
    without = "import sys; sys.modules['numpy'] = None; from server.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", without, "gaps", "evaluate", *log], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "plumbline: This needs numpy, scipy and scikit-learn, which the server does without. Install them: make evaluation\n"
    )
    assert re.search(r"^evaluation:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_nothing_that_serves_a_page_needs_the_extra():
    without = "import sys; sys.modules |= dict.fromkeys(('numpy', 'scipy', 'sklearn')); import server.app, server.cli.gaps.command, server.cli.serve"
    done = subprocess.run([sys.executable, "-c", without], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
