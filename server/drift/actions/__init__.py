"""What a leader says of signals, and the board that is kept for them."""

from server.drift.actions.keeping import Kept, changed, keep, put_away
from server.drift.actions.turns import DID, Told, say_turn, take_back

__all__ = ["DID", "Kept", "Told", "changed", "keep", "put_away", "say_turn", "take_back"]
