"""Lessons in other languages, beside the lesson they translate."""
