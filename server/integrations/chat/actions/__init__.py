"""Choosing a chat, what is said in one, and the bot that finds people in Slack."""

from server.integrations.chat.actions.choosing import choose, choose_slack, end, form_of
from server.integrations.chat.actions.slack import Within, connect, disconnect, find, say, test
from server.integrations.chat.actions.telling import LINE, heard, missed, of_day, tell

__all__ = [
    "LINE",
    "Within",
    "choose",
    "choose_slack",
    "connect",
    "disconnect",
    "end",
    "find",
    "form_of",
    "heard",
    "missed",
    "of_day",
    "say",
    "tell",
    "test",
]
