"""What is done with forwarded mail."""

from server.integrations.mail.actions.address import make_address
from server.integrations.mail.actions.reading import heard, keep_cursor
from server.integrations.mail.actions.receive import Outcome, receive
from server.integrations.mail.actions.waiting import drop, file, forget

__all__ = ["Outcome", "drop", "file", "forget", "heard", "keep_cursor", "make_address", "receive"]
