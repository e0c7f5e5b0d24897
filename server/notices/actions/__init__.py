"""Telling people, and what they choose to be told."""

from server.notices.actions.feeds import end_feed, make_feed, polled
from server.notices.actions.mornings import Letter, forget, leave_out, send
from server.notices.actions.reading import read_all, read_one
from server.notices.actions.reminders import began, choose, left, moved, stop
from server.notices.actions.tell import agreed, asked_to_take, covered, lesson_done, note_written, settled, sheet_closed

__all__ = [
    "Letter",
    "agreed",
    "asked_to_take",
    "began",
    "choose",
    "covered",
    "end_feed",
    "forget",
    "leave_out",
    "left",
    "lesson_done",
    "make_feed",
    "moved",
    "note_written",
    "polled",
    "read_all",
    "read_one",
    "send",
    "settled",
    "sheet_closed",
    "stop",
]
