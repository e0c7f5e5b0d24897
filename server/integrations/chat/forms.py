"""What somebody types about their chat, and an admin about Slack."""

from msgspec import Struct


class ChatForm(Struct, frozen=True, kw_only=True):
    """Where, and what. `slack` is the tick for the bot; an empty address keeps the one there is."""

    slack: bool = False
    url: str = ""
    day: bool = False
    notes: bool = False
    reveals: bool = False


class SlackForm(Struct, frozen=True, kw_only=True):
    """The token of the bot, and where Slack is asked."""

    token: str = ""
    base: str = ""
