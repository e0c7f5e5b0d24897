"""Which fact wakes what: one table. A reaction runs in the transaction of its fact, so it changes our own tables only."""

from collections.abc import Mapping, Sequence

from server.assignments import actions as assignments
from server.commitments import actions as commitments
from server.facts import (
    AbsenceNoted,
    AnswerGiven,
    AssignmentDone,
    BehaviourSeen,
    CommitmentMade,
    CommitmentSettled,
    Fact,
    InspectionClosed,
    LessonAssigned,
    LessonCompleted,
    MoveMade,
    NoteWritten,
    PersonAdded,
    PersonChanged,
    PersonDeactivated,
    PersonReactivated,
)
from server.gaps import actions as gaps
from server.ledger import Reaction
from server.notices import actions as notices

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    AnswerGiven: (gaps.learn,),
    MoveMade: (gaps.learn,),
    BehaviourSeen: (gaps.learn,),
    LessonCompleted: (gaps.learn, assignments.done),
    AbsenceNoted: (notices.covered,),
    NoteWritten: (notices.note_written,),
    LessonAssigned: (notices.asked_to_take,),
    AssignmentDone: (notices.lesson_done,),
    CommitmentMade: (notices.agreed,),
    CommitmentSettled: (notices.settled,),
    InspectionClosed: (notices.sheet_closed,),
    PersonAdded: (notices.began,),
    PersonChanged: (notices.moved,),
    PersonDeactivated: (commitments.let_go, notices.left),
    PersonReactivated: (notices.began,),
}
