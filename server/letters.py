"""The letters of a text as they are compared when somebody looks for it. Pure."""

import unicodedata


def folded(text: str) -> str:
    """Without case, accents and other ways to write the same letter: NFKC, case folding, then no combining marks."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(one for one in parted if not unicodedata.combining(one)))
