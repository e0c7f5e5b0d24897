"""Who wants a line in a chat, and the bot that brings it in Slack."""

from typing import ClassVar

from server.facts.fact import Fact


class ChatChosen(Fact, frozen=True, kw_only=True):
    """A person chose what is said to them in a chat. `form` is slack or teams for an address of their own, bot for the bot in Slack."""

    kind: ClassVar[str] = "chat-chosen"
    form: str
    day: bool
    notes: bool
    reveals: bool


class ChatEnded(Fact, frozen=True, kw_only=True):
    """A person wants nothing in a chat any more. Its address is gone."""

    kind: ClassVar[str] = "chat-ended"


class SlackConnected(Fact, frozen=True, kw_only=True):
    """Slack answered to the token of a bot and is connected; a second one is a new token. The token lives sealed in `slack`."""

    kind: ClassVar[str] = "slack-connected"


class SlackDisconnected(Fact, frozen=True, kw_only=True):
    """Slack is told nothing by the bot any more, and its token is forgotten."""

    kind: ClassVar[str] = "slack-disconnected"
