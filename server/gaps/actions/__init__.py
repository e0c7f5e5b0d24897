"""What changes the estimates: a fact, a settling, a rebuild, and forgetting a person."""

from server.gaps.actions.learn import learn
from server.gaps.actions.rebuild import compare, learners, refold
from server.gaps.actions.rows import forget

__all__ = ["compare", "forget", "learn", "learners", "refold"]
