"""A table that somebody names on the command line, read row by row."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import Refused

SEPARATORS = ",;\t"

LONGEST = 100_000
"""Letters of the heading by which it is told what parts the columns."""


@contextmanager
def rows_of(file: Path) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The rows of a table in UTF-8, each with its line, 1 first; its heading says what parts its columns.

    Raises Refused, also while rows are read, for a file that cannot be read or is no table.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            heading = lines.readline(LONGEST)
            if "\0" in heading:
                raise Refused(_no_text(file))
            lines.seek(0)
            rows = csv.reader(lines, delimiter=max(SEPARATORS, key=heading.count))
            yield ((rows.line_num, row) for row in rows)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise Refused(_no_text(file)) from error
    except csv.Error as error:
        raise Refused(f"{file}, line {rows.line_num}: {error}.") from error


def _no_text(file: Path) -> str:
    return f"{file} is no text: it must be a table in UTF-8."
