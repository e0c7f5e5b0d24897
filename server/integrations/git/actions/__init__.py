"""What an admin does with the repository of the academy, and fetching it."""

from server.integrations.git.actions.bringing import follow
from server.integrations.git.actions.fetching import begin, fetch_due
from server.integrations.git.actions.setting import ask, end_secret, end_token, set_secret, set_token, wake
from server.integrations.git.actions.within import Within

__all__ = [
    "Within",
    "ask",
    "begin",
    "end_secret",
    "end_token",
    "fetch_due",
    "follow",
    "set_secret",
    "set_token",
    "wake",
]
