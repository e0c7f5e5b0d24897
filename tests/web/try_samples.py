"""What the page for trying a lesson shows: empty, too long, with faults, and with lessons of every kind."""

from collections.abc import Mapping

from msgspec import structs
from msgspec.structs import replace

from server.html import Page
from server.learning.asked import Promise
from server.learning.bands import bands
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edits.changes import change
from server.lessons.compiler.edits.history import known_questions
from server.web.academy.forge import Forge
from server.web.academy.marked_faults import marked
from server.web.academy.trying import Tried
from server.web.pages import try_it
from server.web.pages.try_it import TryPage
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.samples import ADA
from tests.lessons.compiled import compiled
from tests.selling import EDITION

FAULT = Diagnostic(
    path="align/one.md", line=2, column=3, code="E210", severity="error", message="no <right> answer", help="write (x)", length=3
)
WARNING = Diagnostic(
    path="align/one.md", line=9, column=1, code="W606", severity="warning", message="the lesson has no key point", help="write it"
)
TEXT = "# One\n- ( ) <b>This</b> one\n"
EMPTY = TryPage(text="", form="0193", size=64)
COMMANDS = ("plumbline check lessons --base origin/main", "git add lessons/align/one.md", "git commit -m 'Map the <room>'")
ALL = tuple(structs.replace(question, id=f"{question.id}-{number}") for number, question in enumerate(q.EVERY))
EVERY = lesson(*ALL, id="one", title="Map the <room>")


def pages() -> Mapping[str, Page]:
    """One of each."""
    before = compiled().academy
    swapped = compiled(
        "=== meet/set-the-date.md changed\n< - (x) The buyer accepted the invite\n> - (x) They accepted the invite\n", before
    ).academy
    old, new = (next(one for one in academy.lessons if one.id == "set-the-date") for academy in (before, swapped))
    faulty = Tried(path="align/one.md", faults=marked([FAULT, WARNING], TEXT.split("\n")), errors=1, warnings=1, alone=True)
    whole = Tried(path="align/one.md", faults=(), errors=0, warnings=0, lesson=EVERY)
    asked = {one.id: try_it._asked(one, EDITION, ADA) for one in EVERY.questions}
    drawn = replace(
        EMPTY,
        text=TEXT,
        bands=bands(EVERY),
        questions={one.id: one for one in EVERY.questions},
        asked=asked,
        tried=whole,
        commands=COMMANDS,
    )
    edited = Tried(
        path=old.path, faults=(), errors=0, warnings=0, before=old, lesson=new, change=change(old, new, known_questions(before))
    )
    mine = {one.id: one for one in new.questions}
    terms = {one.id: try_it._asked(one, EDITION, ADA) for one in new.questions}
    assert any(isinstance(one.promise, Promise) for one in terms.values())
    return {
        "an empty page to try a lesson": EMPTY,
        "a text that is too long to try": replace(EMPTY, text=TEXT, long=17),
        "a lesson whose file is not here": replace(EMPTY, missing="Map the <room>"),
        "a faulty text": replace(EMPTY, text=TEXT, tried=faulty, commands=COMMANDS, lines=tuple(TEXT.split("\n"))),
        "a lesson of every kind, tried": drawn,
        "a lesson to be opened as a pull request": replace(
            drawn, forge=Forge("https://github.com/a/b/new/main", "github.com", filled=True)
        ),
        "a lesson to be pasted into a pull request": replace(
            drawn, forge=Forge("https://gitlab.com/a/b/-/new/main", "gitlab.com", filled=False)
        ),
        "a lesson that would replace another": replace(drawn, tried=edited, bands=bands(new), questions=mine, asked=terms),
        "a lesson that is as it was": replace(
            drawn,
            tried=Tried(path=old.path, faults=(), errors=0, warnings=0, before=old, lesson=old),
            bands=bands(old),
            questions=mine,
            asked=terms,
        ),
    }
