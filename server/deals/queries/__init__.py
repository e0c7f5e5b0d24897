"""Questions about deals, and about the files they come from. Every answer is a frozen value."""

from server.deals.queries.deals import (
    LATE,
    Claim,
    CloseDate,
    Deal,
    Owned,
    Tended,
    as_of,
    came_with,
    claims,
    close_dates,
    closed_deals,
    deal,
    deals,
    may_see_deals_of,
    open_deals,
    open_of,
    owners,
    placed,
    tended_on,
)
from server.deals.queries.listing import State, listed
from server.deals.queries.planned import Planned, held_steps, known_steps, next_steps
from server.deals.queries.roles import roles_of
from server.deals.queries.stages import Moved, claims_of_each, moved

__all__ = [
    "LATE",
    "Claim",
    "CloseDate",
    "Deal",
    "Moved",
    "Owned",
    "Planned",
    "State",
    "Tended",
    "as_of",
    "came_with",
    "claims",
    "claims_of_each",
    "close_dates",
    "closed_deals",
    "deal",
    "deals",
    "held_steps",
    "known_steps",
    "listed",
    "may_see_deals_of",
    "moved",
    "next_steps",
    "open_deals",
    "open_of",
    "owners",
    "placed",
    "roles_of",
    "tended_on",
]
