"""Notes, as the one they are about, their writer and the current manager read them; a leader sees only that there are some."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.coaching.tables import NoteRow
from server.db import P, Prepared, of_row
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see


class Note(Struct, frozen=True, kw_only=True):
    """What somebody wrote to a person. `words` is None for a reader who may know of the note but not read it.

    `tag` is step, number or both; `behaviour` and `inspection` say what it follows, if anything.
    """

    id: UUID
    by: UUID
    by_name: str
    deal: UUID | None
    deal_name: str | None
    words: str | None
    at: datetime
    tag: str = ""
    behaviour: str = ""
    inspection: UUID | None = None


class Anchored(Struct, frozen=True):
    """How many `of` the notes that somebody wrote speak of the `step`, alone or beside the number."""

    step: int = 0
    of: int = 0


async def about(person: UUID, actor: Actor, now: datetime) -> list[Note]:
    """The fifty newest notes about a person that the actor may know of, newest first: all of them for the person and their current manager,
    a writer's own, and for a leader every one without its words. An empty list for everybody else.
    """
    own = person == actor.id
    manages = not own and await people.manages(actor, person, now)
    notes = [_note(row) for row in await ABOUT(person=person)]
    return [seen for note in notes if (seen := as_seen_by(actor, note, own=own, manages=manages)) is not None]


async def of_inspection(inspection: UUID) -> Note | None:
    """The note that followed a sheet, None without one. Whoever asks has made sure that the reader may read it."""
    rows = await OF_INSPECTION(inspection=inspection)
    return _note(rows[0]) if rows else None


async def anchored(writers: Sequence[UUID], since: datetime) -> Mapping[UUID, Anchored]:
    """By writer, how many of the notes since then speak of the step; in one statement. Who wrote none is left out.

    Whoever asks has made sure that the reader may know it.
    """
    if not writers:
        return {}
    found: dict[UUID, Anchored] = {}
    for row in await NoteRow.select(NoteRow.by, NoteRow.tag).where(
        NoteRow.by.is_in(list(writers)), NoteRow.at >= since, NoteRow.tag != ""
    ):
        before = found.get(row["by"], Anchored())
        found[row["by"]] = Anchored(before.step + (row["tag"] in {"step", "both"}), before.of + 1)
    return found


async def newest(person: UUID) -> Note | None:
    """The newest note to a person, for themselves."""
    rows = await NEWEST(person=person)
    return _note(rows[0]) if rows else None


def as_seen_by(actor: Actor, note: Note, *, own: bool, manages: bool) -> Note | None:
    """The note for this reader: with its words, as a label without them, or not at all."""
    relation = Relation(own=own, manages=manages, wrote=note.by == actor.id)
    if may_see(actor, What.NOTES, relation):
        return note
    if may_see(actor, What.NOTE_LABELS, relation):
        return replace(note, words=None)
    return None


def _note(row: Mapping[str, Any]) -> Note:
    return of_row(Note, row, by_name=row["by.name"], deal_name=row["deal.name"])


def _select(limit: int, where: Any) -> Any:  # noqa: ANN401  # Piccolo's query and conditions have no useful public type
    return (
        NoteRow.select(*NoteRow.all_columns(), NoteRow.by.name, NoteRow.deal.name)
        .where(where)
        .order_by(NoteRow.at, NoteRow.id, ascending=False)
        .limit(limit)
    )


ABOUT = Prepared(lambda: _select(50, NoteRow.person == P("person")))
NEWEST = Prepared(lambda: _select(1, NoteRow.person == P("person")))
OF_INSPECTION = Prepared(lambda: _select(1, NoteRow.inspection == P("inspection")))
