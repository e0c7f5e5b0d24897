"""Who wants a line in a chat."""

from typing import ClassVar

from server.facts.fact import Fact


class ChatChosen(Fact, frozen=True, kw_only=True):
    """A person chose what is said to them in a chat. `form` is slack or teams."""

    kind: ClassVar[str] = "chat-chosen"
    form: str
    day: bool
    notes: bool
    reveals: bool


class ChatEnded(Fact, frozen=True, kw_only=True):
    """A person wants nothing in a chat any more. Its address is gone."""

    kind: ClassVar[str] = "chat-ended"
