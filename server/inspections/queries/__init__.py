"""Questions about evidence, sheets and where deals stand. Every answer is a frozen value."""

from server.inspections.queries.evidence import (
    Evidence,
    File,
    changed_since,
    every_evidence,
    evidence,
    evidence_of_each,
    file,
    one_evidence,
)
from server.inspections.queries.focus import Focus, focus, last_focus
from server.inspections.queries.picks import Picked, pick, picked
from server.inspections.queries.pipeline import Line, pipeline
from server.inspections.queries.replies import Reply, replies_of_deal, reply, waiting_replies
from server.inspections.queries.sheets import (
    HIDDEN,
    Row,
    Sheet,
    any_sheet,
    last_answers,
    last_sheets,
    open_sheet_of,
    open_sheets_of,
    sheet,
    sheets_of_deal,
)
from server.inspections.queries.standings import Concluded, asked_by_team, concluded, standings
from server.inspections.queries.weeks import Done, done_since, seen_since, took

__all__ = [
    "HIDDEN",
    "Concluded",
    "Done",
    "Evidence",
    "File",
    "Focus",
    "Line",
    "Picked",
    "Reply",
    "Row",
    "Sheet",
    "any_sheet",
    "asked_by_team",
    "changed_since",
    "concluded",
    "done_since",
    "every_evidence",
    "evidence",
    "evidence_of_each",
    "file",
    "focus",
    "last_answers",
    "last_focus",
    "last_sheets",
    "one_evidence",
    "open_sheet_of",
    "open_sheets_of",
    "pick",
    "picked",
    "pipeline",
    "replies_of_deal",
    "reply",
    "seen_since",
    "sheet",
    "sheets_of_deal",
    "standings",
    "took",
    "waiting_replies",
]
