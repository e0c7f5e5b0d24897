"""Measures of text: words, sentences, readability (LIX) and reading time."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from server.lessons.compiler.model import Rules

WPM = {"fr": 195, "de": 180, "es": 218}
"""Words a minute where a language differs from the academy's own pace."""

CHARACTERS_A_MINUTE = {"zh": 255, "ja": 357}
"""Pace of languages written without spaces, in characters (Trauzettel-Klosinski and Dietz 2012, the IReST texts)."""

IMAGE_SECONDS = 6
LONG = 7
"""LIX counts words of at least this many letters."""

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_END = re.compile(r"[.!?…:;](?=[\s\"'”’»)\]]|\Z)|[。！？]")
_EDGES = " \t\n\"'“”‘’«»()[]{}<>.,;:!?…*_`~—–-/|=+&→"


class Measure(NamedTuple):
    """How much text there is. `characters` are those of scripts without spaces; they are in no word."""

    words: int = 0
    long_words: int = 0
    sentences: int = 0
    characters: int = 0

    @property
    def lix(self) -> float:
        """Björnsson's readability index: words per sentence plus per cent of long words."""
        return self.words / max(self.sentences, 1) + 100 * self.long_words / self.words if self.words else 0.0


def words_of(text: str) -> list[str]:
    """The words of a text without punctuation around them; a run of dashes is none."""
    return [word for raw in text.split() if (word := raw.strip(_EDGES))]


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph. A colon or semicolon ends one as well, for a reader may rest there."""
    return [sentence for sentence in _END.split(text) if sentence.strip(_EDGES)]


def measure(texts: Iterable[str]) -> Measure:
    """Words, long words and sentences of several paragraphs; each ends a sentence."""
    words = long_words = sentences = characters = 0
    for text in texts:
        found = 0 if text.isascii() else len(_CJK.findall(text))
        mine = words_of(_CJK.sub(" ", text) if found else text)
        characters += found
        words += len(mine)
        long_words += sum(len(word) >= LONG for word in mine)
        sentences += len(sentences_of(text))
    return Measure(words, long_words, sentences, characters)


def reading_seconds(measured: Measure, images: int, locale: str, rules: Rules) -> int:
    """How long reading takes, images included, rounded to a second."""
    language = locale.lower().partition("-")[0]
    own = rules.locale.lower().partition("-")[0]
    pace = rules.wpm if language == own else WPM.get(language, rules.wpm)
    slow = CHARACTERS_A_MINUTE.get(language, 300)
    return round(60 * measured.words / max(pace, 1) + 60 * measured.characters / slow + IMAGE_SECONDS * images)
