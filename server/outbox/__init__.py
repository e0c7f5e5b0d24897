"""Messages to the world: written with the fact that causes them, sent later by `jobs/send_outbox.py`, at least once, retried with patience."""

from server.outbox.message import Call, Claimed, Mail, Unsent, masked
from server.outbox.queue import (
    again,
    claim,
    claim_calls,
    depth,
    drop,
    failed,
    give_back,
    given_up,
    is_claimed,
    is_held,
    oldest,
    put,
    sent,
    unsent,
    waiting,
)

__all__ = [
    "Call",
    "Claimed",
    "Mail",
    "Unsent",
    "again",
    "claim",
    "claim_calls",
    "depth",
    "drop",
    "failed",
    "give_back",
    "given_up",
    "is_claimed",
    "is_held",
    "masked",
    "oldest",
    "put",
    "sent",
    "unsent",
    "waiting",
]
