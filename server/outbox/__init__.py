"""Messages to the world: written with the fact that causes them, sent later by `jobs/send_outbox.py`, at least once, retried with patience."""

from server.outbox.message import Mail
from server.outbox.queue import claim, failed, put, sent, waiting

__all__ = ["Mail", "claim", "failed", "put", "sent", "waiting"]
