"""What the page of the repository looks like, in every condition."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from server.html import Page
from server.integrations.git import words
from server.integrations.git.commit import Place
from server.integrations.git.difference import Difference
from server.integrations.git.pages.setup import SetupLessonsPage
from server.integrations.git.queries import Arrived, Preview, Source
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.queries import State
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f1")
HASH, OTHER = "1f0c7a52" * 5, "9be410aa" * 5
PLACE = Place("https://git.example.com/sales/<academy>.git", "main", "academy")
FAULT = Diagnostic(
    path="meet/<set>.md",
    line=12,
    column=3,
    code="E301",
    severity="error",
    message="No choice is right.",
    help="Mark one with (x).",
)
WARNING = Diagnostic(
    path="agree/terms.md", line=1, column=1, code="W501", severity="warning", message="Not reviewed for a year.", help=""
)


def pages() -> Mapping[str, Page]:
    """Each condition, each outcome of a look, a secret just made, and forms with faults."""
    titles = tuple((f"lesson-{number}", f"Lesson <{number}>") for number in range(7))
    would = Difference(
        added=titles[:2],
        changed=titles,
        gone=titles[:1],
        process=("", "reference 2"),
        errors=1,
        warnings=1,
        faults=(FAULT, WARNING),
    )
    return {
        "lessons from a folder": page("folder", place=Place(""), source=Source(), served=None, arrived=()),
        "lessons from a folder, none loaded": page(
            "folder", place=Place(""), source=Source(), state=State(), served=None, arrived=()
        ),
        "lessons up to date": page("well"),
        "lessons up to date, only when asked": page("well", every=0, source=source(), served=one(author="")),
        "lessons with errors": page("errors", state=state(3)),
        "lessons before the first fetch": page("waiting", source=source(commit="", looked_at=None), served=None, arrived=()),
        "lessons before the first fetch, on an empty database": page(
            "waiting", source=source(commit="", asked="fetch"), state=State(), served=None, arrived=()
        ),
        "lessons without git": page("git", source=source("program"), served=None, arrived=()),
        "lessons that cannot be fetched": page("trouble", source=source("rights", detail="Authentication <failed>", failures=3)),
        "lessons that were never fetched": page("trouble", source=source("away"), state=State(), served=None, arrived=()),
        "lessons that nobody looked at for long": page("late"),
        "lessons whose newest commit is refused": page("refused", source=source("academy", refused=OTHER)),
        "lessons being fetched": page("well", source=source(lease_until=TUESDAY + timedelta(minutes=1))),
        "lessons being looked at": page("well", source=source(asked="look")),
        "lessons with a look": page("well", source=source(preview=look(would))),
        "lessons with a look at the same": page("well", source=source(preview=look(Difference(process=("a 1", "a 1"))))),
        "lessons with a look at errors alone": page("well", source=source(preview=look(Difference(errors=2, faults=(FAULT,))))),
        "lessons with a look at nothing": page(
            "well", source=source(preview=look(problem="branch")), unseen="There is no such branch."
        ),
        "lessons with a secret just made": page("well", source=source(secret=b"x", secret_at=TUESDAY), secret="c0ffee" * 8),
        "lessons whose host tells": page(
            "well", every=0, source=source(secret=b"x", secret_at=TUESDAY, woken_at=TUESDAY), token="environment"
        ),
        "lessons by ssh": page("well", place=Place("git@git.example.com:sales/academy.git"), token=""),
        "lessons with faults in forms": page(
            "well", errors={"token": "Paste the token alone.", "branch": "Write the name."}, typed={"branch": "<a b>"}
        ),
    }


def page(condition: str, **more: object) -> SetupLessonsPage:
    found = more.get("source", source(secret=b"x", secret_at=TUESDAY))
    assert isinstance(found, Source)
    given: dict[str, object] = {
        "place": PLACE,
        "folder": "lessons",
        "every": 10,
        "trouble": words.trouble(found.problem, PLACE, found.detail) if found.problem else "",
        "source": found,
        "state": state(),
        "served": one(),
        "arrived": (one(), one(2, problem="academy", mailed=2), one(3, errors=2, mailed=1, author="")),
        "unseen": "",
        "token": "entered",
        "hook": "https://test/lessons/arrivals",
        "secret": "",
        "now": TUESDAY,
        "form": FORM,
        **more,
    }
    return SetupLessonsPage(condition=condition, **given)  # type: ignore[arg-type]  # named as there


def source(problem: str = "", **more: object) -> Source:
    given: dict[str, object] = {"commit": HASH, "looked_at": TUESDAY, "failed_at": TUESDAY if problem else None, **more}
    return Source(place="x", problem=problem, failures=int(str(given.pop("failures", int(bool(problem))))), **given)  # type: ignore[arg-type]  # as above


def state(errors: int = 0) -> State:
    return State(hash="a" * 64, loaded_at=TUESDAY, loaded_by="git", lessons=46, errors=errors)


def one(number: int = 1, *, problem: str = "", errors: int = 0, mailed: int = 0, author: str = "Sam <Author>") -> Arrived:
    return Arrived(
        id=UUID(int=number),
        commit=HASH,
        author=author,
        subject="Say <when> the buyer accepted",
        written_at=TUESDAY if author else None,
        at=TUESDAY,
        academy="" if problem else "a" * 64,
        errors=errors,
        warnings=0,
        problem=problem,
        mailed=mailed,
    )


def look(difference: Difference | None = None, *, problem: str = "") -> Preview:
    commit = "" if problem else OTHER
    return Preview(
        at=TUESDAY, branch="next", commit=commit, subject="<Next>", problem=problem, difference=difference or Difference()
    )
