"""The small academy in which single lessons are tried: a process of two stages, an author, two artifacts, and a few files to link to."""

from collections.abc import Mapping
from datetime import date

from server.lessons.compiler.context import Context
from server.lessons.compiler.lesson import Compiled, compile_lesson
from server.lessons.compiler.library import Library
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.model import Rules
from server.process.map import Behaviour, Clause, Process, Stage

PATH = "meet/tried.md"

FILES = {
    "meet/other.md": "---\nid: the-other\n---\n\n# The other lesson\n\n## A heading\n\n### Asked there `#asked-there`\n",
    "process/meet/date-set.md": (
        "---\nid: date-set\n---\n\n# A date is set\n\n## Steps `steps`\n\n1. Ask.\n\n"
        "## Done when `done`\n\n- [ ] the buyer accepted the invite `#accepted`\n- [ ] it says what will be decided `#decided` `timed`\n"
    ),
    "partials/note.md": "Words from a partial, with [a link](../meet/other.md).\n",
    "partials/first.md": '[on](second.md "include")\n',
    "partials/second.md": '[on](third.md "include")\n',
    "partials/third.md": '[on](note.md "include")\n',
    "partials/round.md": '[again](round.md "include")\n',
    "partials/talk-transcript.md": "What was said.\n",
    "glossary.md": "# Glossary\n",
}
MEDIA = frozenset(
    {
        "media/map.png",
        "media/call.mp3",
        "media/call.vtt",
        "media/talk.mp4",
        "media/mute.mp4",
        "media/pla\u0308n.png",
        "partials/pic.png",
    }
)


def behaviour(id: str, stage: str, clauses: dict[str, str], *, always: bool = False) -> Behaviour:
    """A behaviour with these clauses, id to text."""
    made = tuple(Clause(id=name, text=text, source="buyer") for name, text in clauses.items())
    return Behaviour(
        id=id,
        stage=stage,
        title=id,
        statement="Somebody does it.",
        role="rep",
        source="buyer",
        artifact="invite",
        fresh_days=30,
        version=1,
        steps=("Ask.",),
        clauses=made,
        proof="An invite.",
        inspect="Was it accepted?",
        drift="It was not.",
        coach="Who accepted?",
        always=always,
    )


PROCESS = Process(
    id="small",
    version=2,
    title="Small",
    about="",
    stages=(
        Stage(id="meet", title="Meet", job="Talk", exit="A date is set.", max_days=7),
        Stage(id="agree", title="Agree", job="Agree", exit="Terms are agreed.", max_days=14),
    ),
    behaviours=(
        behaviour("date-set", "meet", {"accepted": "the buyer accepted the invite", "decided": "it says what will be decided"}),
        behaviour("people-known", "meet", {"named": "every person has a name"}),
        behaviour("terms-agreed", "agree", {"written": "the terms are written down"}),
        behaviour("note-kept", "agree", {"kept": "a note was kept"}, always=True),
    ),
    motions=(),
)

KEYS = {
    "id": "tried",
    "stage": "meet",
    "behaviours": "[date-set]",
    "kind": "reference",
    "minutes": "1",
    "objectives": "[Book the next step.]",
    "process": "2",
    "version": "1",
    "authors": "[ada]",
    "reviewed": "2026-11-02",
    "status": "live",
    "locale": "en",
}
HEAD = "---\n" + "".join(f"{key}: {value}\n" for key, value in KEYS.items()) + "---\n"
TITLE = "# Tried\n\n> [!IMPORTANT]\n> One thing to remember.\n\n## Check yourself\n\n"


def context(
    path: str, text: str | bytes, rules: Rules | None = None, *, bare: bool = False, files: Mapping[str, str] = FILES
) -> Context:
    """The world around one lesson; `bare` knows nothing but its files."""
    library = Library({**files, path: text}, MEDIA)
    if bare:
        return Context(library=library)
    return Context(
        library=library,
        rules=rules or Rules(),
        process=PROCESS,
        retired=frozenset({"old-habit"}),
        artifacts=frozenset({"invite", "meeting-notes"}),
        people=frozenset({"ada", "bo"}),
        glossary=frozenset({"mutual plan", "roi"}),
        banned={"circle back": "say when you will call"},
        names=frozenset({"Acme"}),
        today=date(2026, 11, 21),
    )


def compiled(
    text: str | bytes, path: str = PATH, rules: Rules | None = None, *, bare: bool = False, files: Mapping[str, str] = FILES
) -> Compiled:
    """One lesson compiled in this world."""
    return compile_lesson(read(path, text), context(path, text, rules, bare=bare, files=files))


def head_for(text: str) -> str:
    """What is put above the input of a case: nothing above front matter, front matter above a title, front matter and title above the rest."""
    if text.startswith(("---", "\ufeff")):
        return ""
    return HEAD if text.startswith("# ") else HEAD + TITLE
