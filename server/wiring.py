"""Which fact wakes what: one table. A reaction runs in the transaction of its fact, so it changes our own tables only."""

from collections.abc import Mapping, Sequence

from server.assignments import actions as assignments
from server.facts import Fact, LessonCompleted
from server.ledger import Reaction

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    LessonCompleted: (assignments.done,),
}
