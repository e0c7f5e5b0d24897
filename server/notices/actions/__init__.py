"""Telling people, and what they choose to be told."""

from server.notices.actions.feeds import end_feed, make_feed, polled
from server.notices.actions.mornings import Letter, forget, leave_out, send
from server.notices.actions.reading import arrived, read_all, read_one
from server.notices.actions.reminders import began, choose, left, moved, stop
from server.notices.actions.tell import (
    agreed,
    asked_to_take,
    covered,
    deal_passed_on,
    does_not_fit,
    lesson_done,
    lesson_taken_back,
    note_written,
    one_to_one_begun,
    replied,
    reply_answered,
    settled,
    sheet_closed,
)

__all__ = [
    "Letter",
    "agreed",
    "arrived",
    "asked_to_take",
    "began",
    "choose",
    "covered",
    "deal_passed_on",
    "does_not_fit",
    "end_feed",
    "forget",
    "leave_out",
    "left",
    "lesson_done",
    "lesson_taken_back",
    "make_feed",
    "moved",
    "note_written",
    "one_to_one_begun",
    "polled",
    "read_all",
    "read_one",
    "replied",
    "reply_answered",
    "send",
    "settled",
    "sheet_closed",
    "stop",
]
