"""Giving a lesson or a path to somebody or to several, taking it back, and noticing that it was taken."""

from server.assignments.actions.ending import RESTORED_WITHIN, done, restore, withdraw
from server.assignments.actions.give import LAST_DAY, Given, Task, assign, assign_each, assign_within

__all__ = [
    "LAST_DAY",
    "RESTORED_WITHIN",
    "Given",
    "Task",
    "assign",
    "assign_each",
    "assign_within",
    "done",
    "restore",
    "withdraw",
]
