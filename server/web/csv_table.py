"""A table as a CSV file that spreadsheets open as it is meant: UTF-8 with a mark of it, and no cell that is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from server.sentences.nobody import nobody_said

FORMULA = tuple("=+-@＝＋－＠")
"""What a formula may begin with, in the widths in which it can be typed."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file. A cell that a spreadsheet might calculate gets an apostrophe in front, which keeps it a text."""
    whole = io.StringIO(newline="")
    writer = csv.writer(whole, lineterminator="\r\n")
    writer.writerow([plain(cell) for cell in head])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return nobody_said(whole.getvalue()).encode("utf-8-sig")


def plain(cell: str) -> str:
    """The cell as a text.

    >>> plain("=1+1"), plain(" @SUM(A1)"), plain("two - one")
    ("'=1+1", "' @SUM(A1)", 'two - one')
    """
    told = cell.replace("\0", "")
    return f"'{told}" if told.lstrip().startswith(FORMULA) or told.startswith(("\t", "\r", "\n")) else told
