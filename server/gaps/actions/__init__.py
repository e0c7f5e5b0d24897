"""What changes the estimates: a fact, a settling, a rebuild, and forgetting a person."""

from server.gaps.actions.lead import lead
from server.gaps.actions.learn import learn
from server.gaps.actions.rebuild import behind, compare, learners, refold
from server.gaps.actions.rows import forget
from server.gaps.actions.settle import Settled, make_snapshot

__all__ = ["Settled", "behind", "compare", "forget", "lead", "learn", "learners", "make_snapshot", "refold"]
