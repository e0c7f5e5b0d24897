"""What a manager does with what was seen: a note, and a note of their own under a standard."""

from server.coaching.actions.closing import Left, close_sheet, leave_within
from server.coaching.actions.meeting import PICK, close_meeting, compare, open_sheet, part, prepare
from server.coaching.actions.notes import TAGS, Words, note_within, write_note
from server.coaching.actions.pins import pin, unpin

__all__ = [
    "PICK",
    "TAGS",
    "Left",
    "Words",
    "close_meeting",
    "close_sheet",
    "compare",
    "leave_within",
    "note_within",
    "open_sheet",
    "part",
    "pin",
    "prepare",
    "unpin",
    "write_note",
]
