"""A row of a file as what it says of one deal, or as the reason why it stays out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from msgspec import Struct

from server.deals.crm.mapping import Words
from server.deals.crm.recognise import LEAVE_OUT, plain
from server.deals.crm.sheet import BadRow, Row
from server.deals.crm.values import read_amount, read_currency, read_day, read_moment

T = TypeVar("T")

LONGEST_KEY: Final = 200
LONGEST_NAME: Final = 120
LONGEST_WORD: Final = 80
CONTROL: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
UNSAID: Final[tuple[int | None, str]] = (None, "")
"""Amount and currency of an empty cell."""


class Told(Struct, frozen=True, array_like=True, omit_defaults=True):
    """What one row of a file says of a deal, in the words of its source. `owner` is an address, or a name where there is none.

    `entered` are stages with the time since when the deal was last at each, where columns say so; `sdr`, `se` and `csm` who holds these roles.
    """

    key: str
    name: str
    stage: str
    owner: str
    pipeline: str = ""
    kind: str = ""
    status: str = ""
    amount: int | None = None
    currency: str = ""
    close_date: date | None = None
    closed_on: datetime | None = None
    created: datetime | None = None
    since: datetime | None = None
    category: str = ""
    segment: str = ""
    entered: tuple[tuple[str, datetime], ...] = ()
    sdr: str = ""
    se: str = ""
    csm: str = ""


class Past(Struct, frozen=True, array_like=True):
    """What one row of history says: from `at` on the deal with this key was at a stage, and perhaps which day it was to close and whose it was.

    A file always names the stage; a CRM that is asked may say each of the three on its own. What is empty says nothing.
    """

    key: str
    at: datetime
    stage: str
    pipeline: str = ""
    close_date: date | None = None
    owner: str = ""


class Fault(Struct, frozen=True, kw_only=True):
    """Why the row on this line stays out. `why` is a code, `column` the head it is about, `word` what stands there, `other` another line."""

    line: int
    why: str
    column: str = ""
    word: str = ""
    other: int = 0


class Reader(Struct, frozen=True, kw_only=True):
    """Reads rows of one file: which cell is which field, and how its days and amounts are written.

    `entered` are (place, stage, pipeline) of the columns that say when a deal entered a stage.
    """

    places: Mapping[str, int]
    heads: Sequence[str]
    words: Words
    day_first: bool
    decimal: str
    entered: Sequence[tuple[int, str, str]] = ()

    def deal(self, row: Row | BadRow) -> Told | Fault:
        """What the row says of a deal. Whether its words mean anything here is another question."""
        try:
            return self._deal(self._whole(row))
        except _Wrong as wrong:
            return wrong.fault

    def past(self, row: Row | BadRow) -> Past | Fault:
        """What the row says of the past of a deal."""
        try:
            return self._past(self._whole(row))
        except _Wrong as wrong:
            return wrong.fault

    def _deal(self, row: Row) -> Told:
        key, stage = self._key(row), self._needed(row, "stage")
        amount, currency = self._read(row, "amount", self._amount, UNSAID)
        names = [name for field in ("name", "name_2") if (name := self._cell(row, field))]
        pipeline = self._cell(row, "pipeline")[:LONGEST_WORD]
        return Told(
            key=key,
            name=" · ".join(names)[:LONGEST_NAME] or key,
            stage=stage[:LONGEST_WORD],
            owner=self._owner(row),
            pipeline=pipeline,
            kind=self._cell(row, "kind")[:LONGEST_WORD],
            status=self._cell(row, "status")[:LONGEST_WORD],
            amount=amount,
            currency=self._currency(row) or currency,
            close_date=self._read(row, "close_date", self._day, None),
            closed_on=self._read(row, "closed_on", self._moment, None),
            created=self._read(row, "created", self._moment, None),
            since=self._read(row, "since", self._moment, None),
            category=self._cell(row, "category")[:LONGEST_WORD],
            segment=self._cell(row, "segment")[:LONGEST_WORD],
            entered=tuple(sorted(self._entered(row, pipeline))),
            sdr=self._holder(row, "sdr"),
            se=self._holder(row, "se"),
            csm=self._holder(row, "csm"),
        )

    def _entered(self, row: Row, pipeline: str) -> Iterator[tuple[str, datetime]]:
        """The stages that columns date, without those of another pipeline than the deal is in."""
        for place, stage, of in self.entered:
            cell = row.cells[place].strip()
            if not cell or (of and pipeline and plain(of) != plain(pipeline)):
                continue
            try:
                at = self._moment(cell)
            except ValueError as error:
                raise _Wrong(row, "day", self.heads[place], cell) from error
            if at is not None:
                yield stage[:LONGEST_WORD], at

    def _past(self, row: Row) -> Past:
        at = self._read(row, "at", self._moment, None)
        if at is None:
            raise _Wrong(row, "empty", self._head("at"))
        return Past(
            key=self._key(row),
            at=at,
            stage=self._needed(row, "stage")[:LONGEST_WORD],
            pipeline=self._cell(row, "pipeline")[:LONGEST_WORD],
            close_date=self._read(row, "close_date", self._day, None),
        )

    def _whole(self, row: Row | BadRow) -> Row:
        if isinstance(row, BadRow):
            raise _Wrong(row, row.why)
        return row

    def _needed(self, row: Row, field: str) -> str:
        cell = self._cell(row, field)
        if not cell:
            raise _Wrong(row, "empty", self._head(field))
        return cell

    def _key(self, row: Row) -> str:
        key = self._needed(row, "key")[:LONGEST_KEY]
        if SHORTENED.fullmatch(key):
            raise _Wrong(row, "shortened", self._head("key"), key)
        return whole_key(key) if self.words.source == "salesforce" else key

    def _owner(self, row: Row) -> str:
        address = self._cell(row, "owner_address").lower()
        owner = address or " ".join(self._cell(row, "owner_name").split())
        if not owner:
            raise _Wrong(row, "empty", self._head("owner_address") or self._head("owner_name"))
        return self.words.called(owner[:LONGEST_KEY])

    def _holder(self, row: Row, role: str) -> str:
        """Who holds a role, by address or name as the owner is; empty where the cell is."""
        word = " ".join(self._cell(row, role).split())[:LONGEST_KEY]
        return self.words.called(word.lower() if "@" in word else word)

    def _currency(self, row: Row) -> str:
        cell = self._cell(row, "currency")
        try:
            return read_currency(cell)
        except ValueError as error:
            raise _Wrong(row, "currency", self._head("currency"), cell) from error

    def _amount(self, cell: str) -> tuple[int | None, str]:
        return read_amount(cell, decimal=self.decimal)

    def _day(self, cell: str) -> date | None:
        return read_day(cell, day_first=self.day_first, zone=self.words.zone)

    def _moment(self, cell: str) -> datetime | None:
        return read_moment(cell, day_first=self.day_first, zone=self.words.zone)

    def _read(self, row: Row, field: str, read: Callable[[str], T], otherwise: T) -> T:
        cell = self._cell(row, field)
        if not cell:
            return otherwise
        try:
            return read(cell)
        except ValueError as error:
            raise _Wrong(row, "amount" if field == "amount" else "day", self._head(field), cell) from error

    def _cell(self, row: Row, field: str) -> str:
        """One line of text: a name with a line break in it would be the subject of no mail, and other control characters nobody typed."""
        place = self.places.get(field)
        return " ".join(row.cells[place].translate(CONTROL).split()) if place is not None else ""

    def _head(self, field: str) -> str:
        place = self.places.get(field)
        return self.heads[place] if place is not None else ""


SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
"""What a spreadsheet writes for a number of twelve digits or more: many deals have the same."""

SHORT_KEY = re.compile(r"[0-9A-Za-z]{15}")
SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def whole_key(key: str) -> str:
    """The 18 signs of a Salesforce id of which a report shows 15: three more tell, five by five, which of those are capitals."""
    if not SHORT_KEY.fullmatch(key):
        return key
    fives = (key[0:5], key[5:10], key[10:15])
    return key + "".join(SIGNS[sum(sign.isupper() << place for place, sign in enumerate(five))] for five in fives)


class _Wrong(Exception):
    def __init__(self, row: Row | BadRow, why: str, column: str = "", word: str = "") -> None:
        super().__init__(why)
        self.fault = Fault(line=row.line, why=why, column=column, word=word[:LONGEST_WORD])


def meaningless(told: Told, words: Words, line: int) -> Fault | None:
    """Why a row stays out although it can be read: a word of it means nothing here yet, or its deals were left out. None when it comes in."""
    stage, motion = words.stage(told.pipeline, told.stage), words.motion(told.pipeline, told.kind)
    if stage == LEAVE_OUT or motion == LEAVE_OUT or words.leaves_out(told.owner):
        return Fault(line=line, why="left-out", word=told.owner if words.leaves_out(told.owner) else told.stage)
    if not stage:
        return Fault(line=line, why="stage", word=told.stage)
    if not motion:
        return Fault(line=line, why="motion", word=told.kind or told.pipeline)
    if told.status and not words.status(told.status):
        return Fault(line=line, why="status", word=told.status)
    return None if words.owner(told.owner) else Fault(line=line, why="owner", word=told.owner)


def past_meaningless(past: Past, words: Words, line: int) -> Fault | None:
    """The same of a row of history."""
    stage = words.stage(past.pipeline, past.stage)
    if stage == LEAVE_OUT:
        return Fault(line=line, why="left-out", word=past.stage)
    return None if stage else Fault(line=line, why="stage", word=past.stage)
