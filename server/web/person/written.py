"""Everything that was written about somebody, as one list: notes, sheets of their deals, and what came of what they answered. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.coaching.queries import Note
from server.inspections.queries import Reply, SheetAbout
from server.process.map import Process
from server.web.deal.stage_words import reaches


class Written(Struct, frozen=True):
    """One thing that was written. `words` are those of a note or of a reply, or what a sheet concludes.

    `behaviour` and its `title` are what it is about, empty for nothing in particular. `answer`, `outcome` and `answer_words` are what came of a
    reply, empty while it waits for `answers` until `due`.
    """

    kind: Literal["note", "sheet", "reply"]
    at: datetime
    by: str
    words: str
    deal: UUID | None = None
    deal_name: str = ""
    behaviour: str = ""
    title: str = ""
    sheet: UUID | None = None
    answer: str = ""
    outcome: str = ""
    answer_words: str = ""
    due: datetime | None = None
    answers: str = ""

    @property
    def answerable(self) -> bool:
        """Whether it is about a row of a deal, which may be answered with evidence."""
        return self.kind == "note" and self.deal is not None and bool(self.behaviour)


def log(
    notes: Sequence[Note], sheets: Sequence[SheetAbout], replies: Sequence[Reply], process: Process | None
) -> tuple[Written, ...]:
    """All of it, newest first."""
    found = [*_notes(notes, process), *_sheets(sheets, process), *_replies(replies, process)]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _notes(notes: Sequence[Note], process: Process | None) -> Iterator[Written]:
    for note in notes:
        yield Written(
            kind="note",
            at=note.at,
            by=note.by_name,
            words=note.words or "",
            deal=note.deal,
            deal_name=note.deal_name or "",
            behaviour=note.behaviour,
            title=_title(note.behaviour, process),
            sheet=note.inspection,
        )


def _sheets(sheets: Sequence[SheetAbout], process: Process | None) -> Iterator[Written]:
    for sheet in sheets:
        stage = process.stage_title(sheet.supported) if process else ""
        yield Written(
            kind="sheet",
            at=sheet.closed_at,
            by=sheet.by_name,
            words=reaches(stage, sheet.gap, verified=sheet.verified) if stage else "",
            deal=sheet.deal,
            deal_name=sheet.deal_name,
            behaviour=sheet.missing,
            title=_title(sheet.missing, process),
            sheet=sheet.id,
        )


def _replies(replies: Sequence[Reply], process: Process | None) -> Iterator[Written]:
    for reply in replies:
        yield Written(
            kind="reply",
            at=reply.answered_at or reply.at,
            by="",
            words=reply.words,
            deal=reply.deal,
            deal_name=reply.deal_name,
            behaviour=reply.behaviour,
            title=_title(reply.behaviour, process),
            sheet=reply.inspection,
            answer=reply.answer,
            outcome=reply.outcome,
            answer_words=reply.answer_words,
            due=reply.due_at,
            answers=reply.waits_for_name,
        )


def _title(behaviour: str, process: Process | None) -> str:
    return process.behaviour_title(behaviour) if process else ""
