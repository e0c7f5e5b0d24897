"""Making a promise, saying why none was made, and what came of it."""

from server.commitments.actions.agree import agree
from server.commitments.actions.leave import stand
from server.commitments.actions.promise import Promise, agree_within, decline, promise
from server.commitments.actions.settle import Settling, let_go, settle

__all__ = ["Promise", "Settling", "agree", "agree_within", "decline", "let_go", "promise", "settle", "stand"]
