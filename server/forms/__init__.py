"""Reading what a page sends into typed values, without losing a word of it when something is wrong.

`read` makes a form a struct, `entry` is the identity under which a form is kept, `files` are what was attached to it; `first` and `typed` are
what a page shows again; `stamp` and `done` are for forms that waited on a device.
"""

from server.forms.again import first, typed
from server.forms.late import done, stamp, waited
from server.forms.read import CutOff, entry, everything, files, keep, keep_words, kept, kept_files, read, token
from server.forms.room import MAX_FORM, MEGABYTE, TooLarge, room, room_of
from server.forms.upload import Upload

__all__ = [
    "MAX_FORM",
    "MEGABYTE",
    "CutOff",
    "TooLarge",
    "Upload",
    "done",
    "entry",
    "everything",
    "files",
    "first",
    "keep",
    "keep_words",
    "kept",
    "kept_files",
    "read",
    "room",
    "room_of",
    "stamp",
    "token",
    "typed",
    "waited",
]
