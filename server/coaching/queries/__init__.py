"""What was written to a person, what is pinned for them, and how notes speak of the step."""

from server.coaching.queries.agenda import NextMeeting, Planned, agenda
from server.coaching.queries.closing import closing
from server.coaching.queries.left import LeftWith, left_with
from server.coaching.queries.looks import Look, Since, open_looks, own_looks, pooled, since, wanted
from server.coaching.queries.meetings import (
    Asked,
    Meeting,
    Partings,
    Sheets,
    compared,
    meeting,
    meeting_with,
    meetings_of,
    partings,
    sheets_of,
)
from server.coaching.queries.notes import Anchored, Note, about, anchored, newest, of_inspection
from server.coaching.queries.pins import Pin, pinned_for

__all__ = [
    "Anchored",
    "Asked",
    "LeftWith",
    "Look",
    "Meeting",
    "NextMeeting",
    "Note",
    "Partings",
    "Pin",
    "Planned",
    "Sheets",
    "Since",
    "about",
    "agenda",
    "anchored",
    "closing",
    "compared",
    "left_with",
    "meeting",
    "meeting_with",
    "meetings_of",
    "newest",
    "of_inspection",
    "open_looks",
    "own_looks",
    "partings",
    "pinned_for",
    "pooled",
    "sheets_of",
    "since",
    "wanted",
]
