"""What the pages of a preview look like."""

from collections.abc import Mapping

from msgspec.structs import replace

from server.cli.preview.pages import BrokenLessonPage, ChangesPage, DeskPage, Desktop, Line, previewed
from server.html import Page
from server.learning.pages.lesson import LessonPage
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edits.changes import changes
from server.web.academy.marked_faults import marked
from tests.learning import samples
from tests.lessons.compiled import compiled

FAULT = Diagnostic(
    path="meet/set-the-date.md",
    line=2,
    column=3,
    code="E210",
    severity="error",
    message="no answer is marked right in a pick-one question",
    help="write (x) in front of the right answer",
    length=3,
)
DESK = Desktop(number=3, revision="0123abc")
LESSON = replace(DESK, id="set-the-date", path=FAULT.path, form="0193", known=True, status="live")
EVERYTHING = """
=== meet/set-the-date.md changed
< - (x) The buyer accepted the invite
> - ( ) The buyer accepted the invite
< - ( ) You made a note to call again
> - (x) You noted to call again
< minutes: 1
> minutes: 2
< > A date is set when the buyer has accepted it.
> > A date is set once the buyer has accepted it.
< ### Set one date today `#set-one` `commit`
> ### Set one date today `#set-a-date` `commit`
"""


def pages() -> Mapping[str, Page]:
    """One of each, and each of its states."""
    live = compiled().academy
    (change,) = changes(live, compiled(EVERYTHING, previous=live).academy)
    (gone,) = changes(live, compiled("=== meet/just-send-it.md removed").academy)
    read = next(page for page in samples.pages().values() if isinstance(page, LessonPage))
    faulty = replace(LESSON, faults=marked([FAULT], ["### Which?", "- ( ) This one"]), kept=True)
    touched = (
        Line("set-the-date", "Set the date", FAULT.path, 1, 0, change, change.lesson),
        Line("just-send-it", "Just send it", "", 0, 0, gone, gone.lesson),
        Line("new-one", "new-one", "meet/new-one.md", 2, 1),
    )
    rest = (Line("agree-the-terms", "Agree the terms", "agree/agree-the-terms.md", 0, 1, None, live.lessons[0]),)
    return {
        "the desk": DeskPage(DESK, "lessons", touched, rest, (FAULT,), 3, 2),
        "the desk without git": DeskPage(replace(DESK, revision=""), "lessons", (), (), (), 0, 0),
        "a lesson as in git": previewed(read, replace(LESSON, same=True)),
        "a lesson in its last good version": previewed(read, faulty),
        "a lesson of git": previewed(read, replace(LESSON, live=True, changed=True)),
        "a draft": previewed(read, replace(LESSON, changed=True, known=False, status="draft")),
        "a lesson that is retired": previewed(read, replace(LESSON, same=True, status="retired")),
        "a lesson that never was good": BrokenLessonPage(replace(faulty, kept=False), "new-one"),
        "what an edit does": ChangesPage(replace(LESSON, changed=True), "Set the date", change),
        "a lesson that is gone": ChangesPage(replace(LESSON, path=""), "Just send it", gone),
        "an edit that does nothing": ChangesPage(replace(LESSON, same=True), "Set the date", None),
    }
