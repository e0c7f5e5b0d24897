"""What people do with evidence, sheets and replies; what a leader puts in focus and what a week picks."""

from server.inspections.actions.again import look_again
from server.inspections.actions.answer import REASONS, Done, answer, unsaid
from server.inspections.actions.begin import begin, inspectable, not_before_their_own
from server.inspections.actions.calibrations import begin_calibration, freeze_key, month_of, take_seat
from server.inspections.actions.close import Closed, Untouched, close, close_within, untouched
from server.inspections.actions.evidence import (
    FORMS,
    SOURCES,
    FileTold,
    Told,
    add_evidence,
    add_evidence_within,
    link_evidence,
    withdraw_evidence,
    withdraw_evidence_within,
)
from server.inspections.actions.focus import lead_with, set_focus
from server.inspections.actions.following import conclude_anew
from server.inspections.actions.keys import Agreed, agree_answers, clauses_of, let_count, mark_key, talk_through
from server.inspections.actions.misfits import say_misfit
from server.inspections.actions.own import check_oneself, confirm_past
from server.inspections.actions.passing import pass_on, stand, who_answers
from server.inspections.actions.picks import is_stale, make_picks, seed, swap, week_at
from server.inspections.actions.replies import answer_reply, give_reply
from server.inspections.actions.wordings import propose_wording, settle_wording

__all__ = [
    "FORMS",
    "REASONS",
    "SOURCES",
    "Agreed",
    "Closed",
    "Done",
    "FileTold",
    "Told",
    "Untouched",
    "add_evidence",
    "add_evidence_within",
    "agree_answers",
    "answer",
    "answer_reply",
    "begin",
    "begin_calibration",
    "check_oneself",
    "clauses_of",
    "close",
    "close_within",
    "conclude_anew",
    "confirm_past",
    "freeze_key",
    "give_reply",
    "inspectable",
    "is_stale",
    "lead_with",
    "let_count",
    "link_evidence",
    "look_again",
    "make_picks",
    "mark_key",
    "month_of",
    "not_before_their_own",
    "pass_on",
    "propose_wording",
    "say_misfit",
    "seed",
    "set_focus",
    "settle_wording",
    "stand",
    "swap",
    "take_seat",
    "talk_through",
    "unsaid",
    "untouched",
    "week_at",
    "who_answers",
    "withdraw_evidence",
    "withdraw_evidence_within",
]
