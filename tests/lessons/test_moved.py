"""A link to a lesson that has another file now: it is told where that lies, and no other lesson is proposed for it."""

from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.model import Academy
from tests.lessons.cases import base
from tests.lessons.compiled import TODAY, compiled

OLD = "meet/set-the-date.md"
TERMS = "agree/agree-the-terms.md"
SIMILAR = "meet/set-the-dates.md"
"""A file whose name is more like the old one than the new name is."""


def helped(new: str, *, previous: Academy | None = None, edit: tuple[bytes, bytes] = (b"", b"")) -> dict[str, str]:
    """Code and file of each broken link to what helps, when the first lesson lies at `new` and a similar one at SIMILAR."""
    files = base()
    lesson = files.pop(OLD)
    files[SIMILAR] = files["meet/just-send-it.md"].replace(b"id: just-send-it", b"id: another-one")
    files[new] = lesson.replace(*edit) if edit[0] else lesson
    terms = b"## Check yourself\n"
    files[TERMS] = files[TERMS].replace(terms, b"As in [the date](../meet/set-the-date.md) before.\n\n" + terms)
    told = compile_academy(files, today=TODAY, previous=previous).diagnostics
    return {f"{one.code} {one.path}": one.help for one in told if one.code in {"E301", "P017"}}


def test_by_its_id_which_the_file_was_called_by_a_lesson_is_found_where_it_lies_now():
    there = "that lesson lies at `../agree/a-day-with-an-owner.md` now"
    assert helped("agree/a-day-with-an-owner.md") == {
        "P017 paths/new-rep.md": there,
        "E301 agree/agree-the-terms.md": "that lesson lies at `a-day-with-an-owner.md` now",
    }


def test_by_an_id_of_old_it_is_found_too():
    renamed = (b"id: set-the-date\n", b"id: fix-the-day\naliases: [set-the-date]\n")
    assert (
        helped("meet/fix-the-day.md", edit=renamed)["P017 paths/new-rep.md"] == "that lesson lies at `../meet/fix-the-day.md` now"
    )


def test_what_was_compiled_before_tells_also_where_the_file_was_never_called_by_the_id():
    named = (b"id: set-the-date\n", b"id: dated\n")
    before = base()
    before[OLD] = before[OLD].replace(*named)
    academy = compile_academy(before, today=TODAY).academy
    path = "P017 paths/new-rep.md"
    assert helped("meet/fix-the-day.md", previous=academy, edit=named)[path] == "that lesson lies at `../meet/fix-the-day.md` now"
    assert helped("meet/fix-the-day.md", edit=named)[path] == "did you mean `../meet/set-the-dates.md`?"


def test_a_similar_path_is_proposed_as_it_is_to_be_written():
    (told,) = compiled(
        "=== paths/new-rep.md changed\n< 1. [Set the date](../meet/set-the-date.md)\n> 1. [Set the date](../meet/set-the-dat.md)\n"
    ).diagnostics
    assert told.help == "did you mean `../meet/set-the-date.md`?"
