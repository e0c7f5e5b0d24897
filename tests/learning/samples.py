"""What the pages of lessons look like, with questions of every kind, asked, answered and sent with a fault."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace
from msgspec.structs import replace as changed

from server.commitments.queries import Commitment, Declined
from server.html import Page
from server.learning.given import given
from server.learning.pages.academy import AcademyPage, Line, PathView
from server.learning.pages.asking import Fault
from server.learning.pages.completion import CompletionPage, Kept, Onward
from server.learning.pages.lesson import LessonPage, lesson_page
from server.learning.pages.place import Place
from server.learning.progress import Standing
from server.learning.queries import Answered, Take
from server.learning.walk import Back, Made
from server.lessons.compiler.edition import NOTHING
from server.lessons.compiler.model import Asked, Heading, Included, Lesson, Media, Prose
from server.people.roles import Actor
from tests import pages as shells
from tests.learning import practice_samples
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.world import EVERY_KIND, RIGHT, academy

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ADA = Actor(
    id=UUID("01939b5e-0000-7000-8000-0000000000aa"),
    name="Ada Rep",
    roles=frozenset({"rep"}),
    zone="Europe/Prague",
    locale="en",
    theme="",
)
TAKE = Take(
    id=UUID("01939b5e-0000-7000-8000-0000000000cc"),
    person=ADA.id,
    lesson="every-kind",
    turn=0,
    lesson_hash="0" * 64,
    version=1,
    locale="en",
    process="reference",
    process_version=1,
    seed=7,
    team=None,
    begun_at=NOW,
    finished_at=None,
    changed=1,
)
WRONG: Mapping[str, Mapping[str, list[str]]] = {
    "single": {"choice": ["a"]},
    "multiple": {"choice": ["a", "d"]},
    "order": {f"place-{item}": [str(place)] for place, item in enumerate("bacde", 1)},
    "match": {"pair-l1": ["decoy"], "pair-l2": ["r2"], "pair-l3": ["r1"]},
    "short": {"text": ["champion"]},
    "gaps": {"gap-1": ["paper proces"], "gap-2": ["blue & <green>"]},
    "reflect": {"text": ["Nobody had <accepted> anything."]},
    "confidence": {"choice": ["2"]},
}
WHOLE = replace(
    EVERY_KIND,
    questions=(*EVERY_KIND.questions, q.SURVEY),
    blocks=(
        *EVERY_KIND.blocks[:3],
        Heading(level=3, title="In three parts", id="in-three-parts"),
        Included(
            title="Done when: next step confirmed",
            html="<ul><li>accepted by a named buyer</li></ul>",
            path="process/engage/next-step-confirmed.md",
            behaviour="next-step-confirmed",
            chip="done",
        ),
        Media(kind="audio", title="A call", path="media/call.mp3", captions="media/call.vtt", transcript="<p>Hello.</p>"),
        Prose(html="<p>More.</p>"),
        *EVERY_KIND.blocks[3:],
        Asked(question="survey"),
    ),
)
BRIDGE = lesson(q.SCENARIO, q.COMMIT, id="bridge")


def pages() -> Mapping[str, Page]:
    """What each page looks like: a few words to a page."""
    return {
        **practice_samples.pages(),
        "a lesson that nobody began": page(place(WHOLE)),
        "a lesson that is answered without reading": page(place(WHOLE), cold=True),
        "a lesson, every question answered right": page(answered(RIGHT)),
        "a lesson, every question answered wrong": page(answered(WRONG)),
        "a lesson, a question opened again": page(answered(WRONG), again="single"),
        "a lesson with a form that came back": page(
            place(WHOLE), fault=fault("gaps", "gap-2", "Fill every gap.", {"gap-1": ["a word"]})
        ),
        "a lesson with a promise that came back": page(
            place(WHOLE), fault=fault("commit", "deal", "Choose the deal.", {"reason": ["so"]})
        ),
        "a lesson with a fault of nobody's": page(place(WHOLE), fault=fault("", "turn", "Check it and send it again.", {})),
        "a lesson with hints open": page(changed(answered({}), standing=Standing(hints={"single": 2}))),
        "a lesson that was finished with a promise": page(finished(made=PROMISED)),
        "a lesson that was finished without one": page(finished(declined=DECLINED)),
        "a lesson without questions": page(place(lesson(id="read"))),
        "a scenario before the first move": page(place(BRIDGE)),
        "a scenario half way": page(walked(made(0, 0, "start", "again"))),
        "a scenario that ended": page(walked(made(0, 0, "start", "good"), made(0, 1, "middle", "well"))),
        "a scenario that ended another way": page(
            walked(made(0, 0, "start", "bad"), Back(round=1, kept=0), made(1, 0, "start", "good"), made(1, 1, "middle", "half"))
        ),
        "the academy": AcademyPage(
            paths=(
                PathView(
                    id="new-rep",
                    title="Your first weeks",
                    parts=(
                        ("Week 1", (LINE, changed(LINE, state="begun", note="1 of 4 answered"))),
                        ("", (Line(title="Look at one deal together."), OPEN)),
                    ),
                    done=1,
                    of=3,
                ),
            ),
            others=(OPEN,),
            next=OPEN,
        ),
        "an academy without a lesson": AcademyPage(paths=(), others=(), next=None),
        "an academy whose lessons are for others": AcademyPage(paths=(), others=(), next=None, live=True),
        "the end of a lesson with a promise": END,
        "the end of a scenario without one": changed(
            END,
            kept=(),
            reason="No open deal.",
            outcomes=(("moved", "Dana accepts"), ("stalled", "The thread dies")),
            done=(),
            point=None,
            scenario=True,
        ),
    }


LINE = Line(title="Put the next step on the calendar", href="/lessons/one", minutes=4, state="done", note="done")
OPEN = Line(title="The champion goes quiet", href="/lessons/two", minutes=3)
PROMISED = Commitment(
    id=UUID("01939b5e-0000-7000-8000-0000000000dd"),
    person=ADA.id,
    deal=UUID("01939b5e-0000-7000-8000-0000000000ee"),
    deal_name="Alder & Quay",
    lesson="every-kind",
    question="commit",
    behaviours=("next-step-confirmed",),
    words="Fix one hopeful next step",
    proof="calendar-invite",
    ask="Show me the invite.",
    due_at=NOW + timedelta(days=3),
    made_at=NOW,
    state="open",
)
DECLINED = Declined(lesson="every-kind", question="commit", reason="No open deal.", at=NOW)
END = CompletionPage(
    id="every-kind",
    title="Put the next step on the calendar",
    scenario=False,
    point="A next step is real when the buyer accepted it.",
    finished_at=NOW,
    done=("3 of 4 questions right the first time.", "1 more try, kept beside the first."),
    outcomes=(),
    kept=(
        Kept(
            deal="Alder & Quay", words="Fix one hopeful next step", due_at=NOW, proof="calendar invite", ask="Show me the invite."
        ),
    ),
    reason="",
    manager="Mira",
    next=Onward(href="/lessons/two", label="The champion goes quiet", why="Mira asks for it: we talked about it."),
    form="01939b5e-0000-7000-8000-000000000001",
)


def page(shown: Place, *, again: str = "", fault: Fault | None = None, cold: bool = False) -> LessonPage:
    """The page of a place, as somebody who is signed in sees it."""
    return lesson_page(shown, shells.signed_in(), again=again, fault=fault, cold=cold)


def place(whole: Lesson) -> Place:
    """A lesson that Ada has not begun."""
    return Place(
        actor=ADA,
        now=NOW,
        edition=replace(NOTHING, hash="e", academy=academy(whole)),
        lesson=whole,
        digest=f"{whole.id}{len(whole.blocks)}",
        take=None,
        standing=Standing(),
        answers={},
        deeds={},
        deals=(),
        made={},
        declined={},
        manager="Mira",
    )


def answered(typed: Mapping[str, Mapping[str, Sequence[str]]]) -> Place:
    """The lesson with these answers, the first of which is a retry."""
    answers = {
        question.id: [said(question.id, typed, nth) for nth in range(2 if question.id == "single" else 1)]
        for question in WHOLE.questions
        if question.id in typed
    }
    standing = Standing(answered={id: len(tries) for id, tries in answers.items()})
    return changed(place(WHOLE), take=TAKE, answers=answers, standing=standing)


def said(id: str, typed: Mapping[str, Mapping[str, Sequence[str]]], nth: int) -> Answered:
    """One answer as it is kept."""
    question = WHOLE.question(id)
    assert question is not None
    answer = given(question, typed[id])
    return Answered(
        id=UUID(int=nth + 1),
        question=id,
        revision=1,
        nth=nth,
        mark=None,
        hints=0,
        picks=answer.trace(),
        shown=(),
        at=NOW,
        texts=answer.texts,
        shared=answer.shared,
    )


def finished(made: Commitment | None = None, declined: Declined | None = None) -> Place:
    """The lesson after its end."""
    whole = answered(RIGHT)
    standing = replace(whole.standing, settled=frozenset({"commit"}))
    said = {"made": {"commit": made} if made else {}, "declined": {"commit": declined} if declined else {}}
    return changed(whole, take=replace(TAKE, finished_at=NOW), standing=standing, **said)


def walked(*deeds: Made | Back) -> Place:
    """The scenario after these deeds."""
    whole = changed(place(BRIDGE), take=replace(TAKE, lesson="bridge"), deeds={"scenario": deeds})
    question = BRIDGE.questions[0]
    ended = frozenset({"scenario"}) if whole.walk(question).ended else frozenset()
    return changed(whole, standing=Standing(ended=ended))


def made(round: int, step: int, scene: str, move: str) -> Made:  # noqa: A002  # the word of the domain
    """One move."""
    return Made(round=round, step=step, scene=scene, move=move)


def fault(question: str, field: str, sentence: str, typed: Mapping[str, list[str]]) -> Fault:
    """A form that came back."""
    return Fault(question=question, field=field, sentence=sentence, typed=typed)
