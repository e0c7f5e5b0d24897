"""Questions about deals, and about the files they come from. Every answer is a frozen value."""

from server.deals.queries.deals import (
    Claim,
    CloseDate,
    Deal,
    Owned,
    Tended,
    as_of,
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
from server.deals.queries.stages import entered

__all__ = [
    "Claim",
    "CloseDate",
    "Deal",
    "Owned",
    "Tended",
    "as_of",
    "claims",
    "close_dates",
    "closed_deals",
    "deal",
    "deals",
    "entered",
    "may_see_deals_of",
    "open_deals",
    "open_of",
    "owners",
    "placed",
    "tended_on",
]
