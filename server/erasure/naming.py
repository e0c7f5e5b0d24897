"""Where somebody is named: the words by which a text is about them."""

import re
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.sentences.inert import inert


class Named(Struct, frozen=True, dict=True):
    """Somebody by the three things that name them."""

    id: UUID
    name: str
    email: str

    def pattern(self) -> re.Pattern[str]:
        """Finds the name, the address or the id as whole words, in capitals or not."""
        words = "|".join(re.escape(word) for word in self._words())
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def likes(self) -> tuple[str, ...]:
        """What a text in small letters has to be like, for SQL that looks no closer; where engines differ it may be anything."""
        return tuple(f"%{UNSURE.sub('%', word.lower())}%" for word in self._words())

    def _words(self) -> tuple[str, ...]:
        """A mail that waits has the name as it leaves."""
        return tuple(word for word in dict.fromkeys((self.email, self.name, inert(self.name), str(self.id))) if word)


UNSURE: Final = re.compile(r"[^ -~]|\\")
"""SQLite makes letters of English small and no others; PostgreSQL takes a backslash for an escape."""
