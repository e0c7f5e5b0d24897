"""What signing in with a company account or a passkey does."""

from server.integrations.identity.actions.journey import Arrival, Leaving, Returned, Site, arrive, set_out
from server.integrations.identity.actions.leaving import leave
from server.integrations.identity.actions.linking import part
from server.integrations.identity.actions.passkeys import (
    Answered,
    add_passkey,
    ask,
    ask_for_new,
    remove_passkey,
    sign_in_by_passkey,
)
from server.integrations.identity.actions.provider import Setting, set_provider, unlink
from server.integrations.identity.actions.settling import judge

__all__ = [
    "Answered",
    "Arrival",
    "Leaving",
    "Returned",
    "Setting",
    "Site",
    "add_passkey",
    "arrive",
    "ask",
    "ask_for_new",
    "judge",
    "leave",
    "part",
    "remove_passkey",
    "set_out",
    "set_provider",
    "sign_in_by_passkey",
    "unlink",
]
