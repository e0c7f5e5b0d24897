"""What an admin types about a webhook."""

from msgspec import Struct


class WebhookForm(Struct, frozen=True, kw_only=True):
    """Who is told what, and where. The verb says of each what is missing, of all at once."""

    name: str = ""
    url: str = ""
    events: tuple[str, ...] = ()
