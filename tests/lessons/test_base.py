"""What `check --base` says about an edit of the small academy, case by case."""

from datetime import date

import pytest

from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.model import Academy
from tests.lessons.cases import FOLDER, Case, base, changed, read_cases

TODAY = date(2026, 11, 21)
CASES = [case for name in ("ids-and-keys.md", "process.md") for case in read_cases(name, FOLDER.parent / "since")]
KEY = "< - (x) The buyer accepted the invite\n> - ( ) The buyer accepted the invite\n"
SWAP = f"=== meet/set-the-date.md changed\n{KEY}< - ( ) You made a note to call again\n> - (x) You made a note to call again"
DRAFT = "=== meet/set-the-date.md changed\n< status: live\n> status: draft"


@pytest.fixture(scope="module")
def before() -> Academy:
    return compile_academy(base(), today=TODAY).academy


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_an_edit_is_told_this_and_nothing_else(case: Case, before: Academy) -> None:
    told = compile_academy(case.files, today=TODAY, base=before).diagnostics
    assert [f"{one.path}:{one.line}:{one.column} {one.code} {one.message}" for one in told] == case.expected
    assert all(one.help for one in told)


def test_what_was_a_draft_only_warns() -> None:
    draft = compile_academy(changed(base(), DRAFT), today=TODAY).academy
    (told,) = (one for one in compile_academy(changed(base(), SWAP), today=TODAY, base=draft).diagnostics if one.code == "E503")
    assert told.severity == "warning"


def test_several_answer_keys_of_a_lesson_are_told_once_at_its_version() -> None:
    heading = "### They want a mail `#want-a-mail` `scenario`"
    asked = (
        f"=== meet/just-send-it.md changed\n< {heading}\n> ### And now? `#now`\n>\n> 1. Ask\n> 2. Wait\n> 3. Go\n>\n> {heading}\n"
    )
    old = compile_academy(changed(base(), asked), today=TODAY).academy
    first, second = "Ask for ten minutes on a day → `#booked`", "Promise a mail with everything → `#silence`"
    turned = asked.replace("> 1. Ask\n> 2. Wait", "> 1. Wait\n> 2. Ask")
    moves = f"< - (x) {first}\n> - ( ) {first}\n< - ( ) {second}\n> - (x) {second}"
    found = compile_academy(changed(base(), turned + moves), today=TODAY, base=old)
    told = [one for one in found.diagnostics if one.code == "E503"]
    assert [one.message for one in told] == [
        "the answer keys of `#now` (line 26) and `#want-a-mail` (line 32) changed, and `version` is still 1"
    ]
    assert told[0].help == "write version: 2, so that answers from before are counted apart"


MERGED = """
=== agree/agree-the-terms.md removed
=== paths/new-rep.md changed
< 2. [Agree the terms](../agree/agree-the-terms.md)
=== meet/set-the-date.md changed
< locale: en
> locale: en
> aliases: [agree-the-terms]
"""
TERMS = """< ## Apply it
> ### What shows that terms are agreed? `#what-shows`
>
> - (x) A reply that says so
>   > Yes. It has a date and a name.
> - ( ) A friendly call last week
>   > You remember it, and the buyer may not.
>
> ## Apply it
"""


def test_of_two_lessons_that_become_one_each_question_keeps_its_own_history() -> None:
    same = "=== agree/agree-the-terms.md changed\n< {0} `#what-shows`\n> {0} `#which-date`\n".format(
        "### What shows that terms are agreed?"
    )
    old = compile_academy(changed(base(), same), today=TODAY).academy

    def told(changes: str) -> list[tuple[str, str]]:
        found = compile_academy(changed(base(), changes), today=TODAY, base=old).diagnostics
        return [(one.message, one.help) for one in found if one.code in {"E502", "E503"}]

    assert told(MERGED) == [], "what was not taken over is gone, and its answers stay"
    assert told(MERGED + TERMS) == [
        (
            "`#which-date` of agree-the-terms is gone; `#what-shows` is 100% similar",
            'say where it came from: moved: {what-shows: "agree-the-terms#which-date"}',
        )
    ]
    moved = MERGED.replace("> aliases", '> moved: {what-shows: "agree-the-terms#which-date"}\n> aliases')
    assert told(moved + TERMS) == []


def test_an_id_that_a_lesson_had_is_kept_for_as_long_as_the_lesson_is() -> None:
    script = "=== meet/set-the-date.md changed\n< locale: en\n> locale: en\n> aliases: [a-date, the-date]\n"
    old = compile_academy(changed(base(), script), today=TODAY).academy

    def told(changes: str) -> list[tuple[str, int, str, str]]:
        found = compile_academy(changed(base(), changes), today=TODAY, base=old).diagnostics
        return [(one.path, one.line, one.message, one.help) for one in found if one.code == "E502"]

    assert told(script) == []
    assert told(script.replace("[a-date, the-date]", "[the-date]")) == [
        (
            "meet/set-the-date.md",
            16,
            "`a-date` is no alias any more, and whoever took the lesson under that id has not taken `set-the-date`",
            "write aliases: [the-date, a-date]",
        )
    ]
    ((_path, line, message, _help),) = told("")
    assert (line, message.partition(" any ")[0]) == (2, "`a-date`, `the-date` are no aliases")
    elsewhere = "=== agree/agree-the-terms.md changed\n< locale: en\n> locale: en\n> aliases: [a-date, the-date]\n"
    assert told(elsewhere) == [], "another lesson goes on with them"


def test_an_id_that_a_behaviour_had_is_kept_as_well() -> None:
    script = "=== process/agree/terms-agreed.md changed\n< version: 1\n> version: 1\n> aliases: [terms-met]\n"
    old = compile_academy(changed(base(), script), today=TODAY).academy

    def told(changes: str) -> list[tuple[str, int, str]]:
        found = compile_academy(changed(base(), changes), today=TODAY, base=old).diagnostics
        return [(one.code, one.line, one.message) for one in found]

    assert told(script) == []
    says = "`terms-met` is no alias any more, and what was recorded under that id is not of `terms-agreed`"
    assert told("") == [("P022", 2, says)]


def test_what_took_over_a_stage_is_said_for_good() -> None:
    script = "=== process/reference.md changed\n< stages: [meet, agree]\n> stages: [meet, agree]\n> moved: {hello: meet}\n"
    old = compile_academy(changed(base(), script), today=TODAY).academy
    assert compile_academy(changed(base(), script), today=TODAY, base=old).diagnostics == ()
    (told,) = compile_academy(base(), today=TODAY, base=old).diagnostics
    assert (told.path, told.code, told.help) == ("process/reference.md", "P022", "keep moved: {hello: meet}")
    assert told.message == "nothing says any more that `meet` took over the stage `hello`, and deals may still claim it"
