"""The page of one's chat, and the one on which an admin connects Slack."""

from server.integrations.chat.pages.chat import AccountChat
from server.integrations.chat.pages.setup import SetupChat

CONTROLLERS = (AccountChat,)
SETUP = (SetupChat,)
"""Those for which an admin confirms anew that it is them."""
