from datetime import UTC, datetime

from msgspec.structs import replace

from server.assignments import letter
from server.assignments.letter import Letter

LETTER = Letter(
    name="Ada Rep",
    by="Mira North",
    title="Hear the problem",
    minutes=4,
    reason="For Friday’s call, 50% of it.",
    due=datetime(2026, 11, 20, 17, tzinfo=UTC),
    zone="Europe/Prague",
    link="https://test/lessons/hear-it",
)


def test_the_subject_says_who_asks_for_what():
    assert letter.subject(LETTER) == "Mira North asks you to take a lesson: Hear the problem"


def test_the_mail_says_until_when_why_where_and_what_the_manager_sees():
    text = letter.text(LETTER)
    assert "Hello Ada Rep," in text
    assert "by Friday 20 November: Hear the problem, about 4 minutes." in text
    assert "Why: For Friday’s call, 50% of it." in text
    assert "https://test/lessons/hear-it" in text
    assert "never what you picked" in text


def test_a_path_is_told_with_how_many_lessons_it_has():
    path = replace(LETTER, title="Your first ninety days", lessons=8)
    assert letter.subject(path) == "Mira North asks you to take a path: Your first ninety days"
    assert "Your first ninety days, 8 lessons one after the other, each about 4 minutes." in letter.text(path)
