"""What a person does in a lesson and in practice. Each verb is one transaction, records its fact, and does nothing the second time."""

from server.learning.actions.answers import answer, take_hint
from server.learning.actions.commitments import NewDeal, commit, decline
from server.learning.actions.counting import count_items
from server.learning.actions.deed import Deed
from server.learning.actions.practice import Recall, recall
from server.learning.actions.takes import finish, start
from server.learning.actions.walks import make_move, rewind

__all__ = [
    "Deed",
    "NewDeal",
    "Recall",
    "answer",
    "commit",
    "count_items",
    "decline",
    "finish",
    "make_move",
    "recall",
    "rewind",
    "start",
    "take_hint",
]
