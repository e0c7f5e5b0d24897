"""What signing in with a company account or a passkey does."""

from server.integrations.identity.actions.journey import Arrival, Leaving, Returned, Site, arrive, set_out
from server.integrations.identity.actions.provider import Setting, set_provider, unlink
from server.integrations.identity.actions.settling import judge

__all__ = ["Arrival", "Leaving", "Returned", "Setting", "Site", "arrive", "judge", "set_out", "set_provider", "unlink"]
