"""How long a question keeps a person thinking, in seconds; reading its words comes on top."""

from collections.abc import Mapping

from server.lessons.compiler.model import QuestionKind
from server.lessons.compiler.questions.given import Given
from server.lessons.compiler.questions.routes import longest

SECONDS: Mapping[QuestionKind, int] = {
    "single": 10,
    "multiple": 15,
    "order": 20,
    "match": 20,
    "gaps": 20,
    "short": 20,
    "reflect": 45,
    "confidence": 10,
    "survey": 10,
    "commit": 20,
}
"""Confidence and survey are a single pick; a commitment asks to find a deal. The others stand in the lesson format."""

SCENE = 15


def seconds(given: Given) -> int:
    """Thinking time of one question; for a scenario on its longest way."""
    return SCENE * max(longest(given.scenes), 1) if given.kind == "scenario" else SECONDS[given.kind]
