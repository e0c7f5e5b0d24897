"""What happens to deals: by the hand of their owner, and by the files of a CRM that an admin hands in."""

from server.deals.actions.by_hand import ANSWERS, OUTCOMES, Told, add, change, close, own_open, put, tend
from server.deals.actions.files import Given, begin, decide, drop, give, look_again
from server.deals.actions.following import changed_process, follow
from server.deals.actions.leaving import AT_ONCE, call_part, close_missing, retire, withdraw
from server.deals.actions.roles import set_roles
from server.deals.actions.run import run_to_the_end

__all__ = [
    "ANSWERS",
    "AT_ONCE",
    "OUTCOMES",
    "Given",
    "Told",
    "add",
    "begin",
    "call_part",
    "change",
    "changed_process",
    "close",
    "close_missing",
    "decide",
    "drop",
    "follow",
    "give",
    "look_again",
    "own_open",
    "put",
    "retire",
    "run_to_the_end",
    "set_roles",
    "tend",
    "withdraw",
]
