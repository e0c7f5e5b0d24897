"""Questions about what somebody should hear. Every answer is a frozen value."""

from server.notices.queries.due import due_of
from server.notices.queries.feeds import LiveFeed, feed_of, feed_with
from server.notices.queries.inbox import fresh, inbox, notice, unread, unread_of_lesson
from server.notices.queries.mornings import Choice, Waking, choice_of, looked_at, waking, wrote_since

__all__ = [
    "Choice",
    "LiveFeed",
    "Waking",
    "choice_of",
    "due_of",
    "feed_of",
    "feed_with",
    "fresh",
    "inbox",
    "looked_at",
    "notice",
    "unread",
    "unread_of_lesson",
    "waking",
    "wrote_since",
]
