"""How one table says what becomes of its columns. Names of columns stand in one string, parted by spaces."""

from typing import Final

from msgspec import Struct

EVIDENCE: Final = "evidence"
ANSWERS: Final = "answers"
NOTES: Final = "notes"
"""The three periods after which words go by themselves."""

PERIODS: Final = (EVIDENCE, ANSWERS, NOTES)


class Words(Struct, frozen=True):
    """A column that holds what somebody wrote.

    `of` is the column of the person with whom it is emptied, or a condition with `{}` for them; without it, it is somebody else's to erase. `keep`
    is the period after which it is emptied for everybody, counted from `since`, a column or an expression; while that is NULL it is kept. `empty`
    is what is written in its place.
    """

    column: str
    of: str = ""
    keep: str = ""
    since: str = "at"
    empty: str = ""


class Lapse(Struct, frozen=True):
    """Whole rows that go when a period is over, counted from `since`."""

    keep: str
    since: str


class Table(Struct, frozen=True, kw_only=True):
    """What becomes of the columns of one table when somebody is erased.

    `rows`: the rows of theirs that are deleted, as a column or a condition. `dropped`: rows are deleted in which these columns name them.
    `words`: what is emptied. `rekeyed`: columns that hold people and get the fresh id. `swept`: text in which an id may stand, replaced by the
    fresh one. `replaced`: what programs wrote down, in which their name and address are overwritten. `others`: words of other people, which stay
    and are counted where they name them. `own`: columns for which the verb has a rule of its own. `plain`: nothing about
    anybody. `anew`: every row goes, because it is only what was counted last. `key` is the primary
    key. `lapse`: rows that go by themselves after a time.
    """

    rows: str = ""
    dropped: str = ""
    words: tuple[Words, ...] = ()
    rekeyed: str = ""
    swept: str = ""
    replaced: str = ""
    others: str = ""
    own: str = ""
    plain: str = ""
    anew: bool = False
    key: str = "id"
    lapse: Lapse | None = None

    def columns(self) -> list[str]:
        """Every column that is named here, in no order."""
        named = (self.dropped, self.rekeyed, self.swept, self.replaced, self.others, self.own, self.plain)
        rows = [self.rows] if self.rows and "{" not in self.rows and self.rows not in self.rekeyed.split() else []
        return [*rows, *(word.column for word in self.words), *(column for part in named for column in part.split())]


def condition(of: str) -> str:
    """`of` as a condition: a column alone is compared with the person."""
    return of if "{" in of else f'"{of}" = {{}}'
