"""The page of one's chat."""

from server.integrations.chat.pages.chat import AccountChat

CONTROLLERS = (AccountChat,)
