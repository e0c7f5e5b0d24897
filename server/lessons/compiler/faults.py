"""Faults of a file, as they are found."""

from typing import NamedTuple

from server.lessons.compiler.diagnostic import Severity


class Fault(NamedTuple):
    """One fault at a place. `severity` is None when the code decides."""

    code: str
    line: int
    column: int
    message: str
    help: str
    length: int = 1
    severity: Severity | None = None


class Faults(list[Fault]):
    """The faults of one file in the order they were found."""

    def add(
        self, code: str, line: int, message: str, mend: str, *, column: int = 1, length: int = 1, severity: Severity | None = None
    ) -> None:
        """Note a fault at a place."""
        self.append(Fault(code, line, column, message, mend, length, severity))
