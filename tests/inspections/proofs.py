"""Proof that somebody attaches."""

from server.inspections.actions import Told
from tests.inspections.world import NOVEMBER_11

NOTES = Told(
    artifact="meeting-notes",
    source="seller-note",
    form="quote",
    dated=NOVEMBER_11,
    words="Met Petra Nowak.",
    sender="Ada",
    shows=("stakeholder-access/spoken-live",),
)
