"""The page of an admin who decides which systems are told."""

from server.integrations.webhooks.pages.setup import SetupWebhooks

SETUP = (SetupWebhooks,)
"""Those for which an admin confirms anew that it is them."""
