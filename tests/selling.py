"""A small process with everything a process can have, and an academy around it, for tests that need one of each."""

from datetime import UTC, datetime

import msgspec

from server.lessons import queries as lessons
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edition import Edition, pack
from server.lessons.compiler.edits.history import extend
from server.lessons.compiler.model import (
    Academy,
    Artifact,
    ArtifactPart,
    Asked,
    Choice,
    Heading,
    Lesson,
    Path,
    PathStep,
    Prose,
    Proves,
    Question,
    Rules,
)
from server.lessons.tables import AcademyState, Compiled
from server.process.map import Behaviour, Clause, Motion, Process, Stage


def behaviour(id: str, stage: str, title: str, *, gate: bool = False, always: bool = False, fresh: int = 30) -> Behaviour:
    """A behaviour with two steps and two clauses."""
    return Behaviour(
        id=id,
        stage=stage,
        title=title,
        statement=f"The rep sees to it: {title.lower()}.",
        role="rep",
        source="buyer",
        artifact="meeting-recap",
        fresh_days=fresh,
        version=1,
        steps=("Ask the buyer what comes next.", "Write it down & send it the same day."),
        clauses=(
            Clause(id="written", text="Written down by a named buyer", source="buyer"),
            Clause(id="in-time", text="On the day of the meeting", source="buyer", timed=True),
        ),
        proof="A recap that a buyer answered.",
        inspect=f"Is it there: {title.lower()}?",
        drift="Notes speak about us.",
        coach="What did they say, in their words?",
        gate=gate,
        always=always,
        crosswalk={"spin": "Advance"},
    )


PROCESS = Process(
    id="small-process",
    version=3,
    title="A small process",
    about="For tests.",
    stages=(
        Stage(
            id="engage", title="Engage", job="Decide this is worth a conversation", exit="A buyer accepted a date.", max_days=14
        ),
        Stage(id="discover", title="Discover", job="Name the problem", exit="A buyer confirmed the problem.", max_days=21),
        Stage(id="align", title="Align", job="Agree who decides", exit="Each role was spoken with.", max_days=28),
        Stage(id="commit", title="Commit", job="Get it signed", exit="The order is signed.", max_days=1),
    ),
    behaviours=(
        behaviour("next-step-confirmed", "engage", "Next step confirmed", gate=True, always=True, fresh=0),
        behaviour("problem-in-buyer-words", "discover", "Problem in the buyer’s words", gate=True),
        behaviour("insight-shared", "discover", "New view shared"),
        behaviour("stakeholder-access", "align", "Access to all required stakeholders", gate=True),
        behaviour("close-date-buyer-owned", "commit", "Close date owned by the buyer", gate=True),
    ),
    motions=(
        Motion(
            id="new",
            title="New customer",
            stages=("engage", "discover", "align", "commit"),
            gates=("next-step-confirmed", "problem-in-buyer-words", "stakeholder-access", "close-date-buyer-owned"),
            max_days={"engage": 14, "discover": 21, "align": 28, "commit": 30},
            required_roles=("uses", "pays", "can-block"),
        ),
        Motion(
            id="small",
            title="Small deal",
            stages=("engage", "discover", "commit"),
            gates=("problem-in-buyer-words", "stakeholder-access"),
            max_days={"engage": 7},
            required_roles=("uses",),
        ),
    ),
)


def question(id: str, seconds: int = 20) -> Question:
    """A question whose first choice is right."""
    return Question(
        id=id,
        kind="single",
        title="Which one?",
        html="",
        text="",
        behaviours=(),
        choices=(Choice(id="a", html="This", text="This", mark=1.0), Choice(id="b", html="That", text="That")),
        key_fp="k",
        text_fp="t",
        seconds=seconds,
        line=1,
    )


def lesson(
    id: str, title: str, *, reading: int = 120, thinking: int = 60, status: str = "live", aliases: tuple[str, ...] = ()
) -> Lesson:
    """A lesson of two sections with a question in each."""
    return Lesson(
        id=id,
        path=f"engage/{id}.md",
        title=title,
        stage="engage",
        behaviours=("next-step-confirmed",),
        kind="teach",
        audience=("rep",),
        objectives=("Get a date",),
        minutes=3,
        prerequisites=(),
        process=3,
        version=1,
        authors=("sam",),
        reviewed="2026-11-01",
        status=status,  # type: ignore[arg-type]  # a test may want any of them
        locale="en",
        aliases=aliases,
        blocks=(
            Prose(html="<p>" + "Five minutes before the end, stop. " * 4 + "</p>"),
            Asked(question="first"),
            Heading(level=2, title="Then", id="then"),
            Prose(html="<p>" + "Find the time with calendars open. " * 4 + "</p>"),
            Asked(question="second"),
        ),
        questions=(question("first", thinking // 2), question("second", thinking - thinking // 2)),
        reading_seconds=reading,
        thinking_seconds=thinking,
    )


LESSONS = (
    lesson("next-step", "Put the next step on the calendar"),
    lesson("hear-it", "Hear the problem", aliases=("listen",)),
    lesson("draft", "Not yet written", status="draft"),
)

ARTIFACT = Artifact(
    id="meeting-recap",
    title="Meeting recap",
    about="<p>Send it the same day.</p>",
    blank=(
        ArtifactPart(
            title="Who wrote it down",
            html='<p>Their words.</p>\n<div role="group" tabindex="0" aria-label="Who">\n<table><thead><tr><th scope="col">Who</th></tr></thead>'
            "<tbody><tr><td></td></tr></tbody></table></div>",
            proves=(Proves("next-step-confirmed", "written"), Proves("problem-in-buyer-words", "written")),
        ),
        ArtifactPart(title="The day", html="<p>Of the meeting.</p>", proves=(Proves("next-step-confirmed", "in-time"),)),
        ArtifactPart(title="What we doubt", html="<p>Say it to yourself.</p>", ours=True),
    ),
    story="<p><strong>Fennel Logistics</strong>, 4 May.</p>",
    example=(
        ArtifactPart(title="Who wrote it down", html="<p>Hanna Lund: “Yes &amp; by Friday.”</p>"),
        ArtifactPart(title="The day", html="<p>4 May.</p>"),
        ArtifactPart(title="What we doubt", html="<p>Friday.</p>"),
    ),
    markdown="## Who wrote it down\n\n_Their words._\n\n| Who |\n| --- |\n|     |\n\n## The day\n\n_Of the meeting._\n",
    text="Who wrote it down\n\n[Their words.]\n\nWho:\n\nThe day\n\n[Of the meeting.]\n",
    file="process/artifacts/meeting-recap.md",
)

ACADEMY = Academy(
    rules=Rules(title="Small academy", holidays=("2026-12-25",)),
    process=PROCESS,
    lessons=LESSONS,
    paths=(
        Path(
            id="new-rep",
            title="Your first ninety days",
            audience=("rep",),
            steps=(
                PathStep(under="Day 1", lesson="next-step"),
                PathStep(under="Week 1", lesson="hear-it"),
                PathStep(under="Week 1", lesson="draft"),
            ),
        ),
    ),
    glossary={},
    people={"sam": "Sam"},
    artifacts=(ARTIFACT,),
)

EDITION = Edition(hash="e" * 64, academy=ACADEMY, hashes={lesson.id: lesson.id * 2 for lesson in LESSONS}, histories={})


async def serve(academy: Academy = ACADEMY, *, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
    """Makes this academy the one that is served by the database in use, as a load would."""
    name, bodies = pack(academy, extend({}, academy)[0])
    for digest, body in bodies.items():
        kind = "manifest" if digest == name else "lesson"
        await Compiled.insert(Compiled(hash=digest, kind=kind, body=body.decode())).on_conflict(action="DO NOTHING")
    await AcademyState.delete().where(AcademyState.name == lessons.CURRENT)
    await AcademyState.insert(
        AcademyState(
            name=lessons.CURRENT,
            hash=name,
            loaded_at=datetime(2026, 11, 17, 7, tzinfo=UTC),
            loaded_by="test",
            checked="c",
            lessons=len(academy.lessons),
            errors=sum(one.severity == "error" for one in diagnostics),
            warnings=sum(one.severity == "warning" for one in diagnostics),
            diagnostics=msgspec.json.encode(diagnostics).decode(),
        )
    )
    lessons.LATEST.forget()
