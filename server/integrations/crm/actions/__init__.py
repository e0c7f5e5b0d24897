"""What an admin does with a CRM, walking through one, and telling it how far the evidence of its deals reaches."""

from server.integrations.crm.actions.connect import connect, decide, disconnect, schedule, test
from server.integrations.crm.actions.walking import Within, begin, begin_due, go_on, wake
from server.integrations.crm.actions.writing import make_field, set_writing, unfit, write, write_due

__all__ = [
    "Within",
    "begin",
    "begin_due",
    "connect",
    "decide",
    "disconnect",
    "go_on",
    "make_field",
    "schedule",
    "set_writing",
    "test",
    "unfit",
    "wake",
    "write",
    "write_due",
]
