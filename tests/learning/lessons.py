"""Lessons made of the questions of `questions.py`."""

from server.lessons.compiler.model import Asked, Callout, Heading, Lesson, Prose, Question


def lesson(*questions: Question, id: str = "a-lesson", **more: object) -> Lesson:
    """A lesson with a key point, a band of prose, and these questions under a heading of their own."""
    fields: dict[str, object] = {
        "id": id,
        "path": "",
        "title": "A lesson",
        "stage": "engage",
        "behaviours": ("next-step-confirmed",),
        "kind": "teach",
        "audience": ("rep",),
        "objectives": ("Tell one thing from another.",),
        "minutes": 4,
        "prerequisites": (),
        "process": 1,
        "version": 1,
        "authors": ("plumbline",),
        "reviewed": "2026-11-02",
        "status": "live",
        "locale": "en",
        "blocks": (
            Callout(kind="important", html="<p>The point.</p>"),
            Heading(level=2, title="Why it matters", id="why-it-matters"),
            Prose(html="<p>Deals die between two calls.</p>"),
            Heading(level=2, title="Check yourself", id="check-yourself"),
            *(Asked(question=question.id) for question in questions),
        ),
        "questions": questions,
        "reading_seconds": 60,
        "thinking_seconds": 60,
    }
    return Lesson(**{**fields, **more})  # type: ignore[arg-type]  # the fields above have the types of the model
