"""What a file holds, before anything of it is written: its columns, every word whose meaning matters with how often it stands there, and a guess."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from server.deals.crm.mapping import Kind, Words
from server.deals.crm.recognise import (
    LEAVE_OUT,
    SEVERAL,
    What,
    category_of,
    columns_of,
    entered_of,
    motion_of,
    stage_of,
    status_of,
)
from server.deals.crm.rows import Fault, Past, Reader, Told, meaningless, past_meaningless
from server.deals.crm.sheet import Row, Sheet, rows
from server.deals.crm.values import decimal_mark, is_day_first, proven_day_first
from server.process.map import Process

SAMPLED: Final = 2_000
"""Rows that decide how the days and amounts of a file are written."""

NEEDED: Final[Mapping[What, tuple[tuple[str, ...], ...]]] = {
    "deals": (("key",), ("stage",), ("owner_address", "owner_name")),
    "history": (("key",), ("stage",), ("at",)),
}
"""Fields without which nothing can be read; of several in one place, one."""

DAYS: Final = ("close_date", "closed_on", "created", "since", "at")


class Column(Struct, frozen=True, kw_only=True):
    """One column: what it becomes (empty: not used), what stands in its first row that is not empty, and in how many rows something does."""

    head: str
    field: str
    sample: str
    filled: int


class Word(Struct, frozen=True, kw_only=True):
    """A word of the file whose meaning matters, on how many rows it stands, what it means or likely means, and whether that was decided."""

    kind: Kind
    pipeline: str
    word: str
    rows: int
    meant: str
    decided: bool


class Survey(Struct, frozen=True, kw_only=True):
    """What a file holds. `day_first` and `decimal` are how it is read. `readable` rows say something; `faults` are the first that do not."""

    columns: tuple[Column, ...]
    words: tuple[Word, ...]
    missing: tuple[tuple[str, ...], ...]
    """Fields that no column becomes and that are needed, alternatives together."""
    day_first: bool
    days: str
    """A day as it stands in the file, empty when none does."""
    decimal: str
    amounts: str
    rows: int
    readable: int
    faults: tuple[Fault, ...]


def fields_of(sheet: Sheet, what: What, words: Words) -> Mapping[str, str]:
    """Head to field: what was decided, and for heads that nobody decided about what they likely are, each field once."""
    kind = "column" if what == "deals" else "past"
    decided = {head: meant for head in sheet.heads if (meant := words.decided.get((kind, "", head))) is not None}
    taken = set(decided.values())
    guessed = {
        head: field
        for head, field in columns_of(sheet.heads, what).items()
        if head not in decided and (field not in taken or field in SEVERAL)
    }
    return {head: field for head, field in {**decided, **guessed}.items() if field not in {"", LEAVE_OUT}}


def reader(sheet: Sheet, what: What, words: Words) -> Reader:
    """What reads the rows of this file."""
    fields = fields_of(sheet, what, words)
    places = {field: sheet.heads.index(head) for head, field in fields.items() if field not in SEVERAL}
    cells = [row.cells for row in islice(rows(sheet), SAMPLED) if isinstance(row, Row)]
    european = sheet.separator == ";"
    day = words.form("day_first", "")
    decided = day == "yes" if day else is_day_first(_cells(cells, places, DAYS), otherwise=european)
    proven = proven_day_first(_cells(cells, places, DAYS))
    return Reader(
        places=places,
        entered=tuple((sheet.heads.index(head), *entered_of(head)) for head, field in fields.items() if field in SEVERAL),
        heads=sheet.heads,
        words=words,
        # What was decided about another file of the source does not stand against what every day of this one says.
        day_first=decided if proven is None else proven,
        decimal=words.form("decimal", "") or decimal_mark(_cells(cells, places, ("amount",)), otherwise="," if european else "."),
    )


def units(sheet: Sheet, what: What, words: Words, *, strict: bool) -> Iterator["Unit"]:
    """The file in the order in which it is written: what stays out, and each deal with all that the file says of it.

    With `strict`, rows whose words mean nothing stay out, too.
    """
    read = reader(sheet, what, words)
    return _deals(sheet, read, strict=strict) if what == "deals" else _pasts(sheet, read, strict=strict)


class Unit(Struct, frozen=True, kw_only=True):
    """What one deal gets from a file, or why a row stays out: exactly one of the three. `rows` are the rows of the file behind it."""

    rows: int = 1
    told: Told | None = None
    pasts: tuple[Past, ...] = ()
    fault: Fault | None = None


def survey(sheet: Sheet, what: What, words: Words, process: Process, owner_of: Callable[[str], str]) -> Survey:
    """Reads the whole file. `owner_of` gives the id of the person whom an address or a name fits, or nothing."""
    fields = fields_of(sheet, what, words)
    filled: Counter[int] = Counter()
    samples: dict[int, str] = {}
    for row in rows(sheet):
        for place, cell in enumerate(row.cells) if isinstance(row, Row) else ():
            if cell:
                filled[place] += 1
                samples.setdefault(place, cell)
    read = reader(sheet, what, words)
    count, met, faults = _met(sheet, what, read)
    return Survey(
        columns=tuple(
            Column(head=head, field=fields.get(head, ""), sample=samples.get(place, "")[:80], filled=filled[place])
            for place, head in enumerate(sheet.heads)
        ),
        words=tuple(_few(_word(key, often, words, process, owner_of) for key, often in _in_order(met))),
        missing=tuple(some for some in NEEDED[what] if not set(some) & set(fields.values())),
        day_first=read.day_first,
        days=next((samples[read.places[field]] for field in DAYS if read.places.get(field) in samples), "")[:40],
        decimal=read.decimal,
        amounts=samples.get(read.places.get("amount", -1), "")[:40],
        rows=count,
        readable=count - len(faults),
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _few(words: Iterable[Word]) -> Iterator[Word]:
    """Without the rarest of very many that mean nothing: a column that was taken for another has one on every row."""
    seen = Counter[str]()
    for word in words:
        seen[word.kind] += not word.meant
        if word.meant or seen[word.kind] <= MOST_WORDS:
            yield word


MOST_WORDS: Final = 1_000
"""Words of one kind without a meaning that are kept."""

MOST_FAULTS: Final = 500
"""Rows that stayed out that are kept with their reason."""


def _met(sheet: Sheet, what: What, read: Reader) -> tuple[int, Counter[tuple[Kind, str, str]], Sequence[Fault]]:
    count, met, faults = 0, Counter[tuple[Kind, str, str]](), list[Fault]()
    for unit in units(sheet, what, read.words, strict=False):
        count += unit.rows
        if unit.fault is not None:
            faults.append(unit.fault)
        elif unit.told is not None:
            met.update(_words_of(unit.told))
        else:
            met.update(("stage", past.pipeline, past.stage) for past in unit.pasts)
    return count, met, faults


def _words_of(told: Told) -> Iterator[tuple[Kind, str, str]]:
    yield "stage", told.pipeline, told.stage
    yield "motion", told.pipeline, told.kind
    yield "owner", "", told.owner
    for word in (told.sdr, told.se, told.csm):
        if word:
            yield "owner", "", word
    for stage, _at in told.entered:
        yield "stage", told.pipeline, stage
    if told.status:
        yield "status", "", told.status
    if told.category:
        yield "category", "", told.category


ORDER: Final = ("stage", "status", "motion", "owner", "category")


def _in_order(met: Counter[tuple[Kind, str, str]]) -> Sequence[tuple[tuple[Kind, str, str], int]]:
    """Kind by kind; within one the word that stands there most often first."""
    return sorted(met.items(), key=lambda one: (ORDER.index(one[0][0]), one[0][1], -one[1], one[0][2]))


def _word(
    key: tuple[Kind, str, str], often: int, words: Words, process: Process, owner_of: Callable[[str], str]
) -> Word:  # fmt: skip
    kind, pipeline, word = key
    decided = words.decided.get(key)
    if decided:
        return Word(kind=kind, pipeline=pipeline, word=word, rows=often, meant=decided, decided=True)
    guess = {
        "stage": lambda: stage_of(word, process),
        "status": lambda: status_of(word),
        "motion": lambda: motion_of(word or pipeline, process),
        "owner": lambda: owner_of(word),
        "category": lambda: category_of(word),
    }[kind]()
    return Word(kind=kind, pipeline=pipeline, word=word, rows=often, meant=guess, decided=False)


def _cells(read: Sequence[tuple[str, ...]], places: Mapping[str, int], fields: Iterable[str]) -> Iterator[str]:
    wanted = [places[field] for field in fields if field in places]
    return (cells[place] for cells in read for place in wanted if cells[place])


def _deals(sheet: Sheet, read: Reader, *, strict: bool) -> Iterator[Unit]:
    lines: dict[str, int] = {}
    for row in rows(sheet):
        told = read.deal(row)
        fault = told if isinstance(told, Fault) else meaningless(told, read.words, row.line) if strict else None
        if isinstance(told, Told) and told.key in lines:
            fault = Fault(line=row.line, why="twice", word=told.key, other=lines[told.key])
        if fault is not None:
            yield Unit(fault=fault)
        elif isinstance(told, Told):
            lines[told.key] = row.line
            yield Unit(told=told)


def _pasts(sheet: Sheet, read: Reader, *, strict: bool) -> Iterator[Unit]:
    """First what stays out, then each deal with its whole past, in the order in which the deals come up."""
    found: dict[str, list[Past]] = {}
    for row in rows(sheet):
        past = read.past(row)
        fault = past if isinstance(past, Fault) else past_meaningless(past, read.words, row.line) if strict else None
        if fault is not None:
            yield Unit(fault=fault)
        elif isinstance(past, Past):
            found.setdefault(past.key, []).append(past)
    for pasts in found.values():
        yield Unit(rows=len(pasts), pasts=tuple(pasts))


def people_by_word(people: Iterable[tuple[str, str, str]]) -> Callable[[str], str]:
    """Finds a person by address, else by a name that only one of them has: `people` are (id, address, name)."""
    listed = list(people)
    addresses = {address.casefold(): id for id, address, _name in listed}
    names = Counter(_plain(name) for _id, _address, name in listed)
    named = {_plain(name): id for id, _address, name in listed if names[_plain(name)] == 1}
    return lambda word: addresses.get(word.casefold()) or named.get(_plain(word), "")


def _plain(name: str) -> str:
    """A name without case and order: `Okafor, Joel` is Joel Okafor."""
    return " ".join(sorted(name.casefold().replace(",", " ").split()))
