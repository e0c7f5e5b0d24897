"""By what somebody who was erased is known again."""

import hashlib
from typing import Final

MARK: Final = "erased-"


def fingerprint(word: str) -> str:
    """An address or a name as 128 bits of its SHA-256, without regard to case and spaces. It says nothing to who does not know the word already."""
    plain = " ".join(word.casefold().split())
    return MARK + hashlib.sha256(plain.encode()).hexdigest()[:32]
