"""Logs on disk: read as they are, or refused with the line."""

from pathlib import Path
from random import Random  # noqa: TID251  # seeded: the same damage each time

import numpy as np
import pytest
from scipy import sparse

from server.errors import Refused
from server.gaps.evaluation.answer import Answer
from server.gaps.outside import Log, read_matrix

HEADS = "user_id\titem_id\ttimestamp\tcorrect\tskill_id"
MATRIX = [(0,), (0, 1), ()]


def log(folder: Path, *lines: str, heads: str = HEADS, end: str = "\n") -> Path:
    file = folder / "log.csv"
    file.write_bytes(end.join([heads, *lines, ""]).encode())
    return file


def test_a_row_is_an_answer_about_the_behaviours_of_its_question(tmp_path: Path):
    assert list(Log(log(tmp_path, "7\t1\t100\t0\t4", "7\t0\t160.5\t1\t4"), MATRIX)) == [
        Answer(7, 1, 100.0, 0.0, (0, 1)),
        Answer(7, 0, 160.5, 1.0, (0,)),
    ]


def test_without_a_matrix_the_skill_is_the_behaviour(tmp_path: Path):
    assert list(Log(log(tmp_path, "ada\tq-1\t100\t0\tmap"))) == [Answer("ada", "q-1", 100.0, 0.0, ("map",))]


def test_columns_come_in_any_order_and_others_are_left_out(tmp_path: Path):
    file = log(tmp_path, "1\tx\t7\t1\t100", heads="correct\tnote\tuser_id\titem_id\ttimestamp")
    assert list(Log(file, MATRIX)) == [Answer(7, 1, 100.0, 1.0, (0, 1))]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ends_of_lines_empty_lines_and_a_mark_at_the_beginning_are_no_matter(tmp_path: Path, end: str):
    file = log(tmp_path, "7\t1\t100\t0\t4", "", heads="\ufeff" + HEADS, end=end)
    assert list(Log(file, MATRIX)) == [Answer(7, 1, 100.0, 0.0, (0, 1))]


def test_a_whole_number_that_a_program_wrote_with_a_point_is_the_same_person(tmp_path: Path):
    assert [one.user for one in Log(log(tmp_path, "7.0\t1.0\t1\t0\t4", "7\t1\t1\t0\t4"), MATRIX)] == [7, 7]


def test_an_id_that_begins_with_noughts_is_a_name_and_no_number(tmp_path: Path):
    assert [one.user for one in Log(log(tmp_path, "007\t1\t1\t0\t4", "7\t1\t1\t0\t4", "0\t1\t1\t0\t4"), MATRIX)] == ["007", 7, 0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("7\t1\t100\t0", "line 3: there are 4 columns here and 5 in the headings."),
        ("\t1\t100\t0\t4", "line 3: user_id must be an id, not ''."),
        ("7\tq\t100\t0\t4", "line 3: item_id must be a whole number from 0 on, not 'q'."),
        ("7\t-1\t100\t0\t4", "line 3: item_id must be a whole number from 0 on, not '-1'."),
        ("7\t3\t100\t0\t4", "line 3: item_id is 3, and the matrix has 3 questions, counted from 0."),
        ("7\t1\tnoon\t0\t4", "line 3: timestamp must be a number of seconds, not 'noon'."),
        ("7\t1\tnan\t0\t4", "line 3: timestamp must be a number of seconds, not 'nan'."),
        ("7\t1\t1.7e308\t0\t4", "line 3: timestamp must be a number of seconds, not '1.7e308'."),
        ("7\t1\t100\t2\t4", "line 3: correct must be 0 or 1, or between them, not '2'."),
        ("7\t1\t100\tinf\t4", "line 3: correct must be 0 or 1, or between them, not 'inf'."),
        ("7\t1\t100\tyes\t4", "line 3: correct must be 0 or 1, or between them, not 'yes'."),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, row: str, said: str):
    file = log(tmp_path, "7\t1\t90\t1\t4", row)
    with pytest.raises(Refused) as refused:
        list(Log(file, MATRIX))
    assert str(refused.value) == f"{file}, {said}"


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ("", "is empty"),
        ("user_id,item_id,timestamp,correct,skill_id", "line 1: no column user_id.* It looks separated by commas"),
        ("user_id\titem_id\tcorrect\tskill_id", "line 1: no column timestamp; columns are separated by tabs"),
        (HEADS, "holds no answers below its headings"),
    ],
)
def test_a_file_that_is_no_log_says_why(tmp_path: Path, heads: str, said: str):
    with pytest.raises(Refused, match=said):
        list(Log(log(tmp_path, heads=heads), MATRIX))


def test_without_a_matrix_the_column_of_the_skill_is_needed(tmp_path: Path):
    with pytest.raises(Refused, match="line 1: no column skill_id"):
        list(Log(log(tmp_path, "7\t1\t100\t0", heads="user_id\titem_id\ttimestamp\tcorrect")))


def test_a_file_that_is_away_a_folder_or_no_text_says_so(tmp_path: Path):
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0" * 50)
    for name, said in (("nowhere.csv", "cannot be read: No such file"), ("", "cannot be read"), ("photo.csv", "is no text")):
        with pytest.raises(Refused, match=said):
            list(Log(tmp_path / name))


def test_what_is_odd_is_counted_and_read(tmp_path: Path):
    odd = Log(log(tmp_path, "7\t1\t100\t1\t4", "7\t2\t90\t0.5\t4", "8\t1\t50\t1\t4"), MATRIX)
    assert len(list(odd)) == 3
    assert sorted(odd.odd.values()) == [1, 1, 1]
    assert {"behaviours", "time", "partly"} == {word for word in ("behaviours", "time", "partly") if word in " ".join(odd.odd)}


def test_the_matrix_gives_each_question_its_behaviours(tmp_path: Path):
    file = tmp_path / "q_mat.npz"
    for kind in (sparse.csr_matrix, sparse.csc_matrix, sparse.coo_array):
        sparse.save_npz(file, kind(np.array([[0, 1.0, 1.0], [1.0, 0, 0], [0, 0, 0]])))
        assert read_matrix(file) == [(1, 2), (0,), ()]


def test_a_file_that_is_no_matrix_says_so(tmp_path: Path):
    broken = tmp_path / "q_mat.npz"
    for content in (b"", b"a text", b"PK\x03\x04 and then nothing"):
        broken.write_bytes(content)
        with pytest.raises(Refused, match="holds no sparse matrix"):
            read_matrix(broken)
    np.savez(broken, a=np.zeros(3))
    with pytest.raises(Refused, match="holds no sparse matrix"):
        read_matrix(broken)
    with pytest.raises(Refused, match="cannot be read: No such file"):
        read_matrix(tmp_path / "nowhere.npz")


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_matrix_with_entries_that_are_no_numbers_is_refused(tmp_path: Path, odd: float):
    file = tmp_path / "q_mat.npz"
    sparse.save_npz(file, sparse.csr_array(np.array([[1.0, odd], [0, 1.0]])))
    with pytest.raises(Refused, match="holds no sparse matrix"):
        read_matrix(file)


def test_a_matrix_that_was_damaged_on_its_way_is_read_or_refused(tmp_path: Path):
    file, chance, refused = tmp_path / "q_mat.npz", Random(1), 0
    sparse.save_npz(file, sparse.csr_array(np.tile(np.eye(12), (20, 1))))
    whole = file.read_bytes()
    for _ in range(150):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] = chance.randrange(256)
        file.write_bytes(damaged)
        try:
            read_matrix(file)
        except Refused:
            refused += 1
    assert refused > 0


def test_a_matrix_whose_parts_do_not_fit_is_refused(tmp_path: Path):
    file = tmp_path / "q_mat.npz"
    parts = {"data": np.ones(2), "indices": np.array([0, 9]), "indptr": np.array([0, 1, 2]), "shape": np.array([2, 2])}
    np.savez(file, format=np.array(b"csr"), **parts)  # type: ignore[arg-type]  # names of parts, not an option
    with pytest.raises(Refused, match="holds no sparse matrix"):
        read_matrix(file)
