"""What an admin types about a CRM."""

from typing import Annotated

from msgspec import Meta, Struct

from server.integrations.crm.outside import Access


class ConnectForm(Struct, frozen=True, kw_only=True):
    """Where a CRM is asked and what opens it. `secret` is a token, or the secret of the client; `hook` what it shows when it tells of a change."""

    base: Annotated[str, Meta(max_length=200)] = ""
    secret: Annotated[str, Meta(max_length=2000)] = ""
    client: Annotated[str, Meta(max_length=300)] = ""
    refresh: Annotated[str, Meta(max_length=2000)] = ""
    hook: Annotated[str, Meta(max_length=300)] = ""

    def access(self, lets_in: str) -> Access:
        """What opens the CRM."""
        if lets_in == "client":
            return Access(client=self.client.strip(), secret=self.secret.strip(), refresh=self.refresh.strip())
        return Access(token=self.secret.strip(), hook=self.hook.strip())


class ScheduleForm(Struct, frozen=True, kw_only=True):
    """How often a CRM is asked, in minutes."""

    every: int = 0


class WritingForm(Struct, frozen=True, kw_only=True):
    """Whether the field of a CRM is written, and which one it is, where an admin says so."""

    active: str = ""
    field: Annotated[str, Meta(max_length=80)] = ""
