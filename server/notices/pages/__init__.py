"""The inbox, what reaches somebody by mail and calendar, and the two addresses that need no session."""

from litestar import Controller

from server.notices.pages.feed import Calendar
from server.notices.pages.inbox import Inbox
from server.notices.pages.reminders import Reminders
from server.notices.pages.stopping import Stopping

CONTROLLERS: tuple[type[Controller], ...] = (Inbox, Reminders, Stopping, Calendar)
"""Everything that `app` mounts."""
