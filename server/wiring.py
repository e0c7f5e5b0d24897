"""Which fact wakes what: one table. A reaction runs in the transaction of its fact, so it changes our own tables only."""

from collections.abc import Mapping, Sequence

from server.assignments import actions as assignments
from server.commitments import actions as commitments
from server.facts import AnswerGiven, BehaviourSeen, Fact, LessonCompleted, MoveMade, PersonDeactivated
from server.gaps import actions as gaps
from server.ledger import Reaction

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    AnswerGiven: (gaps.learn,),
    MoveMade: (gaps.learn,),
    BehaviourSeen: (gaps.learn,),
    LessonCompleted: (gaps.learn, assignments.done),
    PersonDeactivated: (commitments.let_go,),
}
