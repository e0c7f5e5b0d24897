"""Which fact wakes what: one table. A reaction runs in the transaction of its fact, so it changes our own tables only."""

from collections.abc import Mapping, Sequence

from server.assignments import actions as assignments
from server.coaching.actions import clock
from server.commitments import actions as commitments
from server.deals import actions as deals
from server.drift import actions as drift
from server.facts import (
    AbsenceNoted,
    AbsenceWithdrawn,
    AcademyLoaded,
    AnswerGiven,
    AssignmentDone,
    AssignmentRestored,
    AssignmentWithdrawn,
    BehaviourSeen,
    CalibrationBegun,
    CalibrationGranted,
    CalibrationRevealed,
    ClauseMisfit,
    CommitmentMade,
    CommitmentSettled,
    DealOwnerChanged,
    Fact,
    FocusSet,
    InspectionClosed,
    JobRecovered,
    JobTroubled,
    LessonAssigned,
    LessonCompleted,
    MembershipBegan,
    MembershipEnded,
    MoveMade,
    NoteWritten,
    OneToOneBegun,
    PersonAdded,
    PersonChanged,
    PersonDeactivated,
    PersonErased,
    PersonReactivated,
    ReplyAnswered,
    ReplyGiven,
    ReplyPassedOn,
    RolesChanged,
    TurnSaid,
    TurnTakenBack,
    WordingProposed,
)
from server.gaps import actions as gaps
from server.inspections import actions as inspections
from server.integrations.chat import actions as chat
from server.integrations.webhooks import actions as webhooks
from server.integrations.webhooks.event import KINDS
from server.ledger import Reaction
from server.notices import actions as notices

OURS: Mapping[type[Fact], Sequence[Reaction]] = {
    AnswerGiven: (gaps.learn,),
    MoveMade: (gaps.learn,),
    BehaviourSeen: (gaps.learn, clock.see),
    LessonCompleted: (gaps.learn, assignments.done),
    FocusSet: (gaps.lead, drift.changed),
    TurnSaid: (drift.changed,),
    TurnTakenBack: (drift.changed,),
    PersonErased: (drift.changed,),
    AcademyLoaded: (deals.follow, inspections.conclude_anew),
    AbsenceNoted: (clock.stand, commitments.stand, inspections.stand, notices.covered, notices.waits_longer),
    AbsenceWithdrawn: (clock.stand, commitments.stand, inspections.stand, notices.waits_longer),
    MembershipBegan: (inspections.pass_on,),
    MembershipEnded: (inspections.pass_on,),
    RolesChanged: (inspections.pass_on,),
    ReplyPassedOn: (notices.passed_on,),
    NoteWritten: (clock.schedule, notices.note_written, chat.tell),
    LessonAssigned: (clock.schedule, notices.asked_to_take),
    AssignmentDone: (clock.start, notices.lesson_done),
    AssignmentRestored: (clock.again, notices.lesson_given_back),
    AssignmentWithdrawn: (clock.stop, notices.lesson_taken_back),
    CommitmentMade: (notices.agreed,),
    CommitmentSettled: (notices.settled,),
    InspectionClosed: (notices.sheet_closed,),
    ReplyGiven: (notices.replied,),
    ReplyAnswered: (notices.reply_answered,),
    ClauseMisfit: (notices.does_not_fit,),
    DealOwnerChanged: (
        inspections.pass_on,
        notices.deal_passed_on,
    ),
    OneToOneBegun: (notices.one_to_one_begun,),
    CalibrationBegun: (notices.compared,),
    CalibrationGranted: (notices.seated,),
    CalibrationRevealed: (notices.revealed, chat.tell),
    WordingProposed: (notices.wording_proposed,),
    PersonAdded: (notices.began,),
    PersonChanged: (notices.moved,),
    PersonDeactivated: (commitments.let_go, clock.stop, inspections.pass_on, notices.left),
    PersonReactivated: (notices.began,),
    JobTroubled: (notices.job_troubled,),
    JobRecovered: (notices.job_recovered,),
}

TOLD: Mapping[type[Fact], Sequence[Reaction]] = dict.fromkeys(KINDS, (webhooks.tell,))
"""What other systems may want to be told; it waits in the outbox until they are."""

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    kind: (*OURS.get(kind, ()), *TOLD.get(kind, ())) for kind in dict.fromkeys((*OURS, *TOLD))
}
