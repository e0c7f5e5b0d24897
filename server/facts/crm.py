"""A CRM that is asked for its deals."""

from typing import ClassVar
from uuid import UUID

from server.facts.fact import Fact


class CrmConnected(Fact, frozen=True, kw_only=True):
    """A CRM answered to a token and is connected; a second one for the same source is a new token. The token lives sealed in `crm_connection`."""

    kind: ClassVar[str] = "crm-connected"
    source: str


class CrmScheduled(Fact, frozen=True, kw_only=True):
    """How often a CRM is asked was decided: every so many minutes, 0 for not at all."""

    kind: ClassVar[str] = "crm-scheduled"
    source: str
    every: int


class CrmWritingSet(Fact, frozen=True, kw_only=True):
    """Whether the field “Evidence stage” of a CRM is written was decided. Its stage never is."""

    kind: ClassVar[str] = "crm-writing-set"
    source: str
    active: bool


class CrmWritten(Fact, frozen=True, kw_only=True):
    """Deals of a CRM were told at once how far their evidence reaches: how many were, and how many would not take it."""

    kind: ClassVar[str] = "crm-written"
    source: str
    written: int
    refused: int


class CrmDisconnected(Fact, frozen=True, kw_only=True):
    """A CRM is asked no more and its token is forgotten. Its deals stay as they were last seen."""

    kind: ClassVar[str] = "crm-disconnected"
    source: str


class CrmPulled(Fact, frozen=True, kw_only=True):
    """A CRM was asked to the end and something was new: how many deals were added, changed and the same, and how many stayed out."""

    kind: ClassVar[str] = "crm-pulled"
    run: UUID
    source: str
    added: int
    changed: int
    same: int
    skipped: int
