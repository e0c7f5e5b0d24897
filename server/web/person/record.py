"""A person's own record, for themselves: what they took, answered and promised, and what was written about their deals. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.commitments.queries import Commitment, Declined
from server.inspections.queries import SheetAbout
from server.learning.queries import Remembered
from server.learning.queries.takes import Taken
from server.process.map import Process
from server.sentences import gettext as _
from server.web.deal.stage_words import reaches
from server.zones import local_day


class Record(Struct, frozen=True, kw_only=True):
    """Everything there is. `titles` are those of lessons by id."""

    taken: Sequence[Taken] = ()
    answers: Sequence[Remembered] = ()
    promised: Sequence[Commitment] = ()
    declined: Sequence[Declined] = ()
    sheets: Sequence[SheetAbout] = ()
    titles: Mapping[str, str] = {}
    process: Process | None = None


class Line(NamedTuple):
    """One thing that happened."""

    at: datetime
    what: str
    where: str
    about: str = ""
    said: str = ""
    result: str = ""
    mark: str = ""
    due: datetime | None = None
    by: str = ""


def head() -> tuple[str, ...]:
    """The headings, in the order of `rows`."""
    return (
        _("Day"),
        _("Time"),
        _("What"),
        _("Lesson or deal"),
        _("About"),
        _("What you said"),
        _("Result"),
        _("Mark, percent"),
        _("Due"),
        _("By whom"),
    )


def rows(record: Record, zone: str) -> Iterator[tuple[str, ...]]:
    """A row for each thing, the oldest first, with the days and times of the reader's zone."""
    here = ZoneInfo(zone)
    for line in sorted(_lines(record), key=lambda line: line.at):
        at = line.at.astimezone(here)
        due = local_day(line.due, zone).isoformat() if line.due else ""
        yield (
            at.date().isoformat(),
            f"{at:%H:%M}",
            *(line.what, line.where, line.about, line.said, line.result, line.mark, due, line.by),
        )


def _lines(record: Record) -> Iterator[Line]:
    titles = record.titles
    for take in record.taken:
        lesson = titles.get(take.lesson, take.lesson)
        yield Line(take.begun_at, _("Lesson begun"), lesson, about=_("version %(version)d") % {"version": take.version})
        if take.finished_at:
            yield Line(take.finished_at, _("Lesson finished"), lesson)
    for answer in record.answers:
        yield _answer(answer, titles)
    for one in record.declined:
        yield Line(one.at, _("Finished without a promise"), titles.get(one.lesson, one.lesson), said=one.reason)
    yield from _promises(record.promised)
    yield from _sheets(record.sheets, record.process)


def _answer(answer: Remembered, titles: Mapping[str, str]) -> Line:
    if answer.confidence is not None:
        what = _("Answer in practice")
    elif answer.nth:
        what = _("Answer, try %(nth)d") % {"nth": answer.nth + 1}
    else:
        what = _("Answer")
    return Line(
        answer.at,
        what,
        titles.get(answer.lesson, answer.lesson),
        about=answer.title,
        said="; ".join(answer.said),
        result=_verdict(answer.mark),
        mark="" if answer.mark is None else str(round(100 * answer.mark)),
    )


def _verdict(mark: float | None) -> str:
    if mark is None:
        return _("Kept")
    return _("Right") if mark >= 1 else _("Partly right") if mark > 0 else _("Not yet right")


def _promises(promised: Iterable[Commitment]) -> Iterator[Line]:
    for one in promised:
        yield Line(one.made_at, _("Promise"), one.deal_name, about=one.words, due=one.due_at, by=one.made_by_name or "")
        if one.settled_at:
            came = _came(one)
            yield Line(one.settled_at, _("What came of a promise"), one.deal_name, about=one.words, result=came, due=one.due_at)


def _came(one: Commitment) -> str:
    if one.state != "kept":
        return {"partly": _("Partly"), "missed": _("Missed"), "no-longer-needed": _("No longer needed")}.get(one.state, "")
    proof = _("with proof") if one.proven else _("without proof")
    return ", ".join((_("Promise kept"), _("on time") if one.on_time else _("late"), proof))


def _sheets(sheets: Iterable[SheetAbout], process: Process | None) -> Iterator[Line]:
    for sheet in sheets:
        stage = process.stage_title(sheet.supported) if process else ""
        missing = process.behaviour[sheet.missing].title if process and sheet.missing in process.behaviour else ""
        yield Line(
            sheet.closed_at,
            _("A deal of yours was looked at"),
            sheet.deal_name,
            about=_("First gate missing: %(title)s") % {"title": missing} if missing else "",
            result=reaches(stage, sheet.gap, verified=sheet.verified) if stage else "",
            by=sheet.by_name,
        )
