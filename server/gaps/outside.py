"""Logs of answers on disk: read row by row, without trusting what lies in them."""

import re
import tokenize
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import TypeVar

from server.errors import Refused
from server.gaps.evaluation.answer import Answer

COLUMNS = ("user_id", "item_id", "timestamp", "correct", "skill_id")

Behaviours = Sequence[tuple[int, ...]]
"""The behaviours of each question, by its number."""

LONGEST = 1e15
"""Seconds from zero beyond which no time lies: what is further can no longer tell one second from the next."""

DAMAGED = (
    *(ValueError, KeyError, EOFError, TypeError, NotImplementedError, MemoryError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, tokenize.TokenError),
)
"""What comes out of reading an archive that is no matrix, or is half of one."""

T = TypeVar("T")


class Log:
    """A tab-separated file of answers, with a line of headings. `odd` counts what was noticed about its rows, once they were read."""

    def __init__(self, path: Path, matrix: Behaviours | None = None) -> None:
        """`matrix` holds the behaviours of the questions; without it, `skill_id` is the one behaviour of a row's question."""
        self.path = path
        self.matrix = matrix
        self.odd: Counter[str] = Counter()
        self._last: dict[int | str, float] = {}

    def __iter__(self) -> Iterator[Answer]:
        """The answers, in the order of the file. Raises Refused with the line that cannot be read."""
        try:
            with self.path.open(encoding="utf-8-sig") as lines:
                yield from self._answers(lines)
        except OSError as error:
            raise Refused(f"{self.path} cannot be read: {error.strerror or error}.") from error
        except UnicodeDecodeError as error:
            raise Refused(f"{self.path} is no text: it must be tab-separated, in UTF-8.") from error

    def _answers(self, lines: Iterator[str]) -> Iterator[Answer]:
        names = next(lines, "").rstrip("\r\n").split("\t")
        places = self._places(names)
        empty = True
        for number, line in enumerate(lines, start=2):
            fields = line.rstrip("\r\n").split("\t")
            if fields == [""]:
                continue
            if len(fields) != len(names):
                raise self._refusal(number, f"there are {len(fields)} columns here and {len(names)} in the headings")
            answer = self._answer(number, {name: fields[place].strip() for name, place in places.items()})
            self._notice(answer)
            empty = False
            yield answer
        if empty:
            raise Refused(f"{self.path} holds no answers below its headings.")

    def _places(self, names: Sequence[str]) -> Mapping[str, int]:
        """Where each column stands. Columns of other names are left out."""
        if names == [""]:
            raise Refused(f"{self.path} is empty. It must be tab-separated, with the columns {', '.join(COLUMNS)}.")
        found = {name.strip(): place for place, name in enumerate(names)}
        missing = [name for name in COLUMNS if name not in found and not (name == "skill_id" and self.matrix is not None)]
        if missing:
            hint = " It looks separated by commas." if len(names) == 1 and "," in names[0] else ""
            raise self._refusal(1, f"no column {', '.join(missing)}; columns are separated by tabs.{hint}")
        return {name: found[name] for name in COLUMNS if name in found}

    def _answer(self, number: int, fields: Mapping[str, str]) -> Answer:
        user = self._read(number, "user_id", "an id", fields, _name)
        at = self._read(number, "timestamp", "a number of seconds", fields, _time)
        correct = self._read(number, "correct", "0 or 1, or between them", fields, _share)
        if self.matrix is None:
            item = self._read(number, "item_id", "an id", fields, _name)
            return Answer(user, item, at, correct, (self._read(number, "skill_id", "an id", fields, _name),))
        place = self._read(number, "item_id", "a whole number from 0 on", fields, _place)
        if place >= len(self.matrix):
            raise self._refusal(number, f"item_id is {place}, and the matrix has {len(self.matrix):,} questions, counted from 0")
        return Answer(user, place, at, correct, self.matrix[place])

    def _read(self, number: int, name: str, wanted: str, fields: Mapping[str, str], read: Callable[[str], T]) -> T:
        try:
            return read(fields[name])
        except ValueError:
            raise self._refusal(number, f"{name} must be {wanted}, not {fields[name][:40]!r}") from None

    def _notice(self, answer: Answer) -> None:
        """Counts what can be read, and is worth a word."""
        if not answer.behaviours:
            self.odd["Answers to a question without behaviours in the matrix"] += 1
        if answer.at < self._last.get(answer.user, answer.at):
            self.odd["Answers that stood below a later one of the same person, and were put in order of time"] += 1
        if not answer.correct.is_integer():
            self.odd["Answers that are partly right"] += 1
        self._last[answer.user] = answer.at

    def _refusal(self, number: int, sentence: str) -> Refused:
        return Refused(f"{self.path}, line {number}: {sentence.rstrip('.')}.")


def read_matrix(path: Path) -> Behaviours:
    """The behaviours of each question from a SciPy sparse matrix, questions × behaviours, as `scipy.sparse.save_npz` writes it.

    Raises Refused when there is none in this file.
    """
    import numpy as np  # noqa: PLC0415  # an extra that only this needs
    from scipy import sparse  # noqa: PLC0415  # as above

    try:
        # Opened here, because a file that holds something else would otherwise stay open.
        with path.open("rb") as file:
            matrix = sparse.csr_array(sparse.load_npz(file))
        matrix.check_format(full_check=True)
        if not np.isfinite(matrix.data).all():
            raise ValueError("a matrix with entries that are no numbers")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error
    except DAMAGED as error:
        raise Refused(
            f"{path} holds no sparse matrix of questions and behaviours, as scipy.sparse.save_npz writes it."
        ) from error
    matrix.eliminate_zeros()
    matrix.sort_indices()
    skills, edges = matrix.indices.tolist(), matrix.indptr.tolist()
    return [tuple(skills[begin:end]) for begin, end in pairwise(edges)]


def _name(text: str) -> int | str:
    """A whole number as such, even if a program wrote it as 7.0; anything else as it stands."""
    if not text:
        raise ValueError
    whole = re.fullmatch(r"(0|-?[1-9][0-9]{0,17})(?:\.0+)?", text)
    return int(whole[1]) if whole else text


def _place(text: str) -> int:
    place = _name(text)
    if not isinstance(place, int) or place < 0:
        raise ValueError
    return place


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number


def _time(text: str) -> float:
    time = _number(text)
    if abs(time) > LONGEST:
        raise ValueError
    return time


def _share(text: str) -> float:
    share = _number(text)
    if not 0.0 <= share <= 1.0:
        raise ValueError
    return share
