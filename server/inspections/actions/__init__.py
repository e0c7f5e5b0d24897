"""What people do with evidence, sheets and replies; what a leader puts in focus and what a week picks."""

from server.inspections.actions.answer import REASONS, Done, answer
from server.inspections.actions.begin import begin, inspectable
from server.inspections.actions.close import Closed, close, close_within
from server.inspections.actions.evidence import (
    FORMS,
    SOURCES,
    FileTold,
    Told,
    add_evidence,
    add_evidence_within,
    link_evidence,
    withdraw_evidence,
)
from server.inspections.actions.focus import set_focus
from server.inspections.actions.misfits import say_misfit
from server.inspections.actions.own import check_oneself, confirm_past
from server.inspections.actions.picks import is_stale, make_picks, seed, swap, week_at
from server.inspections.actions.replies import answer_reply, give_reply

__all__ = [
    "FORMS",
    "REASONS",
    "SOURCES",
    "Closed",
    "Done",
    "FileTold",
    "Told",
    "add_evidence",
    "add_evidence_within",
    "answer",
    "answer_reply",
    "begin",
    "check_oneself",
    "close",
    "close_within",
    "confirm_past",
    "give_reply",
    "inspectable",
    "is_stale",
    "link_evidence",
    "make_picks",
    "say_misfit",
    "seed",
    "set_focus",
    "swap",
    "week_at",
    "withdraw_evidence",
]
