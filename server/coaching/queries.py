"""Notes, as the one they are about, their writer and the current manager read them; a leader sees only that there are some."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.coaching.tables import NoteRow
from server.db import P, Prepared
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see


class Note(Struct, frozen=True, kw_only=True):
    """What somebody wrote to a person. `words` is None for a reader who may know of the note but not read it."""

    id: UUID
    by: UUID
    by_name: str
    deal: UUID | None
    deal_name: str | None
    words: str | None
    at: datetime


async def about(person: UUID, actor: Actor, now: datetime) -> list[Note]:
    """The fifty newest notes about a person that the actor may know of, newest first: all of them for the person and their current manager,
    a writer's own, and for a leader every one without its words. An empty list for everybody else.
    """
    own = person == actor.id
    manages = not own and await people.manages(actor, person, now)
    notes = [_note(row) for row in await ABOUT(person=person)]
    return [seen for note in notes if (seen := _as_seen_by(actor, note, own=own, manages=manages)) is not None]


async def newest(person: UUID) -> Note | None:
    """The newest note to a person, for themselves."""
    rows = await NEWEST(person=person)
    return _note(rows[0]) if rows else None


def _as_seen_by(actor: Actor, note: Note, *, own: bool, manages: bool) -> Note | None:
    relation = Relation(own=own, manages=manages, wrote=note.by == actor.id)
    if may_see(actor, What.NOTES, relation):
        return note
    if may_see(actor, What.NOTE_LABELS, relation):
        return Note(
            id=note.id, by=note.by, by_name=note.by_name, deal=note.deal, deal_name=note.deal_name, words=None, at=note.at
        )
    return None


def _note(row: Mapping[str, Any]) -> Note:
    plain = {field: row[field] for field in Note.__struct_fields__ if not field.endswith("_name")}
    return Note(**plain, by_name=row["by.name"], deal_name=row["deal.name"])


def _select(limit: int) -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return (
        NoteRow.select(*NoteRow.all_columns(), NoteRow.by.name, NoteRow.deal.name)
        .where(NoteRow.person == P("person"))
        .order_by(NoteRow.at, NoteRow.id, ascending=False)
        .limit(limit)
    )


ABOUT = Prepared(lambda: _select(50))
NEWEST = Prepared(lambda: _select(1))
