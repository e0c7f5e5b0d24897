"""The small academy of the text cases, compiled, with changes."""

from datetime import date

from server.lessons.compiler.academy import Result, compile_academy
from server.lessons.compiler.edits.history import History, extend
from server.lessons.compiler.keep import keep_last_good
from server.lessons.compiler.model import Academy, Question
from tests.lessons.cases import base, changed

TODAY = date(2026, 11, 21)


def compiled(changes: str = "", previous: Academy | None = None) -> Result:
    """What the small academy compiles to after these changes, written as in the text cases."""
    return compile_academy(changed(base(), changes), today=TODAY, previous=previous)


class Installation:
    """What one installation serves, from one load to the next, without a database."""

    def __init__(self) -> None:
        self.academy: Academy | None = None
        self.histories: dict[str, History] = {}
        self.kept: tuple[str, ...] = ()

    def load(self, changes: str = "") -> Academy:
        """Loads the small academy with these changes; changes do not add up."""
        self.academy, self.kept = keep_last_good(compiled(changes, self.academy), self.academy)
        histories, _ = extend(self.histories, self.academy)
        self.histories = dict(histories)
        return self.academy


def question(academy: Academy, key: str) -> Question:
    """A question by its key."""
    lesson, _, name = key.partition("#")
    found = next(one for one in academy.lessons if one.id == lesson).question(name)
    assert found is not None
    return found
