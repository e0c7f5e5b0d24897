"""What an admin does with a CRM, and walking through one."""

from server.integrations.crm.actions.connect import connect, decide, disconnect, schedule, test
from server.integrations.crm.actions.walking import Within, begin, begin_due, go_on, wake

__all__ = ["Within", "begin", "begin_due", "connect", "decide", "disconnect", "go_on", "schedule", "test", "wake"]
