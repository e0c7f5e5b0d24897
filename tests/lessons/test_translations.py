"""Translations: what `check` says about them case by case, and what they become beside their lesson."""

from functools import partial

import pytest

from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.edits.history import asks_the_same, extend
from server.lessons.compiler.keep import keep_last_good
from server.lessons.compiler.mend import mended
from server.lessons.compiler.model import Academy, Included, Lesson, Question
from server.lessons.compiler.questions.inherit import groups
from server.lessons.compiler.translations.translation import id_in, is_translation, original_beside
from server.lessons.compiler.words.typography import typeset
from tests.lessons.cases import Case, changed
from tests.lessons.translated import TODAY, cases, compiled, spanish, world

CASES = cases()

DATE = "meet/set-the-date.es.md"
SWAPPED = (
    f"=== {DATE} changed\n"
    "< - (x) El comprador aceptó la invitación\n> - ( ) El comprador aceptó la invitación\n"
    "< - ( ) Te apuntaste volver a llamar\n> - (x) Te apuntaste volver a llamar\n"
)
OTHER_KEY = (
    "=== meet/set-the-date.md changed\n< version: 1\n> version: 2\n"
    "< - (x) The buyer accepted the invite\n> - ( ) The buyer accepted the invite\n"
    "< - ( ) You made a note to call again\n> - (x) You made a note to call again\n"
)
BROKEN = "=== meet/set-the-date.md changed\n< kind: teach\n> kind: teech\n"


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_check_says_this_about_translations_and_nothing_else(case: Case) -> None:
    told = compile_academy(case.files, today=TODAY).diagnostics
    assert [f"{one.path}:{one.line}:{one.column} {one.code} {one.message}" for one in told] == case.expected
    assert all(one.help for one in told)


def test_every_rule_of_translations_has_a_case() -> None:
    said = [line.split()[1] for case in CASES for line in case.expected]
    assert {"E504", "W505", "E103", "E104", "E105", "E107", "E501"} <= set(said)
    assert said.count("E504") > 20


def test_a_translation_is_no_second_lesson() -> None:
    result = compiled()
    assert result.diagnostics == ()
    assert sorted(lesson.id for lesson in result.academy.lessons) == sorted({one.id for one in result.academy.lessons})
    assert {(one.id, one.locale) for one in result.academy.translations} == {
        (id, "es") for id in ("set-the-date", "just-send-it", "every-kind")
    }
    # Without its teaching lesson a behaviour is not taught, whatever is translated.
    assert "W405" in {one.code for one in compiled("=== meet/set-the-date.md removed").diagnostics}


def test_a_translation_inherits_everything_but_its_words() -> None:
    academy = compiled().academy
    for id in ("set-the-date", "just-send-it", "every-kind"):
        mine, theirs = _spanish(academy, id), _english(academy, id)
        assert mine.title != theirs.title
        assert (mine.stage, mine.behaviours, mine.kind, mine.version, mine.reviewed, mine.minutes, mine.authors) == (
            theirs.stage,
            theirs.behaviours,
            theirs.kind,
            theirs.version,
            theirs.reviewed,
            theirs.minutes,
            theirs.authors,
        )
        assert mine.translators == ("ann",)
        assert asks_the_same(mine, theirs)
        for ours, other in zip(mine.questions, theirs.questions, strict=True):
            assert _ids(ours) == _ids(other)
            assert ours.key_fp == other.key_fp
            assert ours.text_fp != other.text_fp


def test_choices_keep_the_ids_that_their_lesson_gave_them_long_ago() -> None:
    first = compiled("=== meet/set-the-date.es.md removed").academy
    reworded = (
        "=== meet/set-the-date.md changed\n< - (x) The buyer accepted the invite\n> - (x) The buyer has accepted the invite\n"
    )
    academy = compiled(reworded, first).academy
    before = _english(first, "set-the-date").questions[0].choices[0].id
    assert _english(academy, "set-the-date").questions[0].choices[0].id == before
    assert _spanish(academy, "set-the-date").questions[0].choices[0].id == before


def test_a_confidence_question_without_labels_has_those_of_its_language() -> None:
    question = _spanish(compiled().academy, "every-kind").question("sure")
    assert question is not None
    assert question.choices[0].text == "Al azar"
    assert [choice.id for choice in question.choices] == ["guess", "unsure", "fairly-sure", "certain"]


def test_what_is_included_in_another_language_says_so() -> None:
    included = next(block for block in _spanish(compiled().academy, "set-the-date").blocks if isinstance(block, Included))
    assert included.html.startswith('<ul lang="en" class="clauses">')


def test_what_is_included_in_the_same_language_is_not_marked_and_counts_as_used() -> None:
    note = "=== partials/nota.es.md\nUna nota.\n=== partials/note.md\nA note.\n"
    uses = (
        f"=== {DATE} changed\n< ## Compruébalo\n"
        '> [Nota](../partials/nota.es.md "include")\n> \n> [Note](../partials/note.md "include")\n> \n> ## Compruébalo\n'
    )
    result = compiled(note + uses)
    assert result.diagnostics == ()
    included = [block.html for block in _spanish(result.academy, "set-the-date").blocks if isinstance(block, Included)]
    assert included[1:] == ["<p>Una nota.</p>\n", '<p lang="en">A note.</p>\n']
    assert {one.code for one in compiled(note).diagnostics} == {"W704"}


def test_quotes_are_set_in_the_way_of_the_language() -> None:
    academy = typeset(compiled(f'=== {DATE} changed\n< # Fija la fecha\n> # Fija "la" fecha\n').academy)
    assert _spanish(academy, "set-the-date").title == "Fija «la» fecha"


def test_the_words_of_a_translation_are_one_more_wording_of_the_same_revision() -> None:
    academy = compiled().academy
    histories, seen = extend({}, academy)
    history = histories["set-the-date#which-date"]
    assert len(history.keys) == 1
    english, other = (find(academy, "set-the-date").questions[0] for find in (_english, _spanish))
    assert [history.revision(one).wording for one in (english, other)] == [1, 2]
    assert [one.revision.wording for one in seen if one.key == "set-the-date#which-date"] == [1, 2]
    assert extend(histories, academy) == (histories, ())


def test_a_broken_translation_is_served_as_it_was_while_it_fits_its_lesson() -> None:
    before = compiled().academy
    academy, kept = keep_last_good(compiled(SWAPPED, before), before)
    assert spanish(academy, "set-the-date") == spanish(before, "set-the-date")
    assert kept == (DATE,)
    academy, kept = keep_last_good(compiled(OTHER_KEY, before), before)
    assert spanish(academy, "set-the-date") is None
    assert _english(academy, "set-the-date").version == 2
    assert kept == ()


def test_a_broken_lesson_keeps_its_translations() -> None:
    before = compiled().academy
    academy, kept = keep_last_good(compiled(BROKEN, before), before)
    assert spanish(academy, "set-the-date") == spanish(before, "set-the-date")
    assert kept == ("meet/set-the-date.md",)


def test_a_translation_that_was_taken_away_is_served_no_more() -> None:
    before = compiled().academy
    academy, kept = keep_last_good(compiled(f"=== {DATE} removed", before), before)
    assert spanish(academy, "set-the-date") is None
    assert kept == ()


def test_an_old_translation_that_still_fits_is_served() -> None:
    academy = compiled("=== agree/every-kind.md changed\n< version: 3\n> version: 4\n").academy
    assert (_spanish(academy, "every-kind").translates, _spanish(academy, "every-kind").version) == (3, 4)


def test_the_translation_of_a_draft_is_a_draft() -> None:
    status = "=== meet/set-the-date.md changed\n< status: live\n> status: draft\n"
    assert _spanish(compiled(status).academy, "set-the-date").status == "draft"


def test_a_cache_knows_when_the_lesson_of_a_translation_changed() -> None:
    cache = Cache()
    for changes in ("", OTHER_KEY, "", "=== meet/set-the-date.md removed", SWAPPED, ""):
        assert compiled(changes, cache=cache) == compiled(changes)


def test_a_single_translation_is_checked_beside_its_lesson() -> None:
    files = changed(world(), SWAPPED)
    beside = ("meet/set-the-date", "process/meet/date-set.md")
    alone = {path: data for path, data in files.items() if path.startswith(beside)}
    told = compile_academy(alone, today=TODAY, only=DATE).diagnostics
    assert [(one.path, one.code) for one in told] == [(DATE, "E504")]
    del alone["meet/set-the-date.md"]
    assert compile_academy(alone, today=TODAY, only=DATE).diagnostics == ()


def test_fix_mends_marks_in_a_translation_and_makes_no_ids() -> None:
    files = changed(
        world(),
        f"=== {DATE} changed\n< - (x) El comprador aceptó la invitación\n> - (X) El comprador aceptó la invitación\n"
        "< ### ¿Cuál de estas es una fecha? `#which-date`\n> ### ¿Cuál de estas es una fecha?\n",
    )
    found = mended(DATE, files[DATE], partial(_told, files))
    assert found.edits == ()
    named = changed(
        files, f"=== {DATE} changed\n< ### ¿Cuál de estas es una fecha?\n> ### ¿Cuál de estas es una fecha? `#which-date`\n"
    )
    assert [edit.code for edit in mended(DATE, named[DATE], partial(_told, named)).edits] == ["E215"]


def test_no_id_is_made_up_for_a_translation_wherever_its_lesson_lies() -> None:
    nameless = f"=== {DATE} changed\n< ### ¿Cuál de estas es una fecha? `#which-date`\n> ### ¿Cuál de estas es una fecha?\n"
    there = changed(world(), nameless)
    elsewhere = {path: text for path, text in there.items() if path != "meet/set-the-date.md"}
    for files, lesson in ((there, "meet/set-the-date.md"), (elsewhere, "its lesson")):
        told = compile_academy(files, today=TODAY, only=DATE).diagnostics
        (mend,) = [one.help for one in told if one.code == "E203"]
        assert mend == f"ids are never made for a translation: write the one that the question has in {lesson}"
        assert mended(DATE, files[DATE], partial(_told_alone, files)).edits == ()


def test_a_translation_is_known_by_what_it_says_or_by_its_name() -> None:
    files = {"a/x.md": b"", "a/x.es.md": b"", "a/v1.2.md": b"", "a/y.es.md": b"", "a/z.md": b"---\ntranslates: 1\n---\n"}
    assert [path for path in files if is_translation(path, files)] == ["a/x.es.md", "a/z.md"]
    assert original_beside("a/x.pt-BR.md", files) == "a/x.md"
    assert id_in(b'---\r\nid: "some-lesson"\r\n---\r\n') == "some-lesson"
    assert id_in(b"# id: no-head\n\nid: body\n") == ""


def _told_alone(files: dict[str, bytes], data: bytes):  # as below
    return compile_academy({**files, DATE: data}, today=TODAY, only=DATE).diagnostics


def _told(files: dict[str, bytes], data: bytes):  # what a compile tells
    return compile_academy({**files, DATE: data}, today=TODAY).diagnostics


def _spanish(academy: Academy, id: str) -> Lesson:
    found = spanish(academy, id)
    assert found is not None
    return found


def _english(academy: Academy, id: str) -> Lesson:
    return next(one for one in academy.lessons if one.id == id)


def _ids(question: Question) -> list[list[str]]:
    return [[one.id for one in things] for _, things in groups(question)]
