"""Messages to the world: written with the fact that causes them, sent later by `jobs/send_outbox.py`, at least once, retried with patience."""

from server.outbox.message import Call, Claimed, Mail
from server.outbox.queue import claim, claim_calls, failed, given_up, put, sent, waiting

__all__ = ["Call", "Claimed", "Mail", "claim", "claim_calls", "failed", "given_up", "put", "sent", "waiting"]
