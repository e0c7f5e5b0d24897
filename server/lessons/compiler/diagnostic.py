"""A fault in a file, said so that its author can mend it."""

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning"]


class Diagnostic(Struct, frozen=True, kw_only=True, order=True):
    """One fault. `line` and `column` are 1-based; columns count Unicode code points and a tab counts one.

    `length` is how many code points the frame underlines; `offset` and `end` are UTF-8 byte offsets into the file, end exclusive.
    """

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    help: str
    length: int = 1
    offset: int = 0
    end: int = 0
