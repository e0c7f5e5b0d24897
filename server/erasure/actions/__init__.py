"""What goes on request, and what goes by itself."""

from server.erasure.actions.buyers import erase_buyer
from server.erasure.actions.people import erase
from server.erasure.actions.record import note_record
from server.erasure.actions.retention import forget_old

__all__ = ["erase", "erase_buyer", "forget_old", "note_record"]
