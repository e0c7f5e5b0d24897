"""What was written to a person, what is pinned for them, and how notes speak of the step."""

from server.coaching.queries.closing import closing
from server.coaching.queries.notes import Anchored, Note, about, anchored, newest, of_inspection
from server.coaching.queries.pins import Pin, pinned_for

__all__ = ["Anchored", "Note", "Pin", "about", "anchored", "closing", "newest", "of_inspection", "pinned_for"]
