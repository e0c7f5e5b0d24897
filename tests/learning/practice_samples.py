"""What practice looks like: a question of every kind that comes back, asked, sent with a fault, answered right and wrong, and the end."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from server.deals.queries import Deal
from server.html import Page
from server.learning.asked import Asked, said
from server.learning.bridge import Bridge
from server.learning.given import given
from server.learning.pages.practised import AskPage, EndPage, Line, ToldPage
from server.learning.recall import levels
from server.learning.schedule import PRACTISED
from server.learning.shuffle import shown
from server.lessons.compiler.model import Question
from server.process.map import Behaviour, Clause
from tests.learning.world import EVERY_KIND, PROCESS, RIGHT, TUESDAY

ID = UUID("01939b5e-0000-7000-8000-0000000000f1")
FORM = "01939b5e-0000-7000-8000-0000000000f0"
DEAL = Deal(
    id=ID,
    owner=ID,
    name="Alder & <Quay>",
    motion="new",
    stage="engage",
    amount=None,
    currency="EUR",
    close_date=date(2026, 12, 18),
    closed_at=None,
    outcome="",
    added_at=TUESDAY,
    process="reference",
    process_version=1,
)
STEP = PROCESS.behaviours[0]


def pages() -> Mapping[str, Page]:
    """Each state: a few words to a page."""
    comes_back = [question for question in EVERY_KIND.questions if question.kind in PRACTISED]
    asked = {f"a {question.kind} question that came back": ask(question) for question in comes_back}
    right = {f"a {question.kind} question answered in practice": told(question) for question in comes_back}
    single = comes_back[0]
    faulty = ask(single)
    return {
        **asked,
        **right,
        "a question in practice sent without an answer": replace(
            faulty, asked=replace(faulty.asked, error="Choose one answer.", wrong="choice"), sure="2"
        ),
        "a question in practice sent without saying how sure": replace(
            faulty, asked=replace(faulty.asked, typed={"choice": ("a",)}), unsure="Say how sure you are, then see the answer."
        ),
        "a question in practice that is about nothing known": replace(faulty, about=("", ""), stage=""),
        "an answer in practice that bridges to a deal": replace(
            told(single), bridge=Bridge(deal=DEAL, behaviour=BRIDGED, stage="Engage"), left=2, manager="Mira"
        ),
        "an answer in practice that names the clause missing on a deal": replace(
            told(single), bridge=Bridge(deal=DEAL, behaviour=BRIDGED, stage="Engage", clause="accepted by <a buyer>")
        ),
        "an answer in practice that names the clause usually missing": replace(
            told(single),
            bridge=Bridge(deal=DEAL, behaviour=BRIDGED, stage="Engage", clause="accepted by <a buyer>", usually=True),
        ),
        "a wrong answer in practice": replace(told(single), right=False),
        "an answer of another day": replace(told(single), number=0, again="", known="", about=("", ""), stage=""),
        "the end of practice": END,
        "the end of practice when others were due": replace(END, more=True),
        "nothing to practise today": replace(END, lines=(), returns="3\u00a0Dec"),
        "nothing to practise and nothing on its way": replace(END, lines=(), returns=""),
        "nothing to practise yet": replace(END, lines=(), returns="", begun=False),
    }


BRIDGED = Behaviour(
    **{
        **{field: getattr(STEP, field) for field in STEP.__struct_fields__},
        "inspect": "Is a dated next step in both calendars, & accepted?",
        "clauses": (
            Clause(id="one", text="accepted by <a buyer>", source="buyer"),
            Clause(id="two", text="in both calendars", source="system"),
            Clause(id="none", text="nothing agreed so far", source="buyer", na=True),
        ),
    }
)
END = EndPage(
    lines=(
        Line(title="Which one is <confirmed>?", href=f"/practice/answers/{ID}", word="right", again="rests for half a year"),
        Line(title="What does it lack?", href=f"/practice/answers/{ID}", word="partly", again="comes back on 6\u00a0Dec"),
        Line(title="Put them in order", href=f"/practice/answers/{ID}", word="wrong", again=""),
    ),
    head="1 of 3 right.",
    more=False,
    returns="6\u00a0Dec",
    begun=True,
)


def ask(question: Question) -> AskPage:
    """A question as it is asked."""
    hidden = (("question", question.id), ("seen", "0" * 64))
    return AskPage(
        number=2,
        of=3,
        stage="Engage",
        about=("next-step-confirmed", "Next step confirmed"),
        why="You were sure and wrong on 3\u00a0Nov. It comes back until you are right twice.",
        question=question,
        asked=Asked(order=shown(question, 7), action="/practice/answers", form=FORM, csrf="x", hidden=hidden, level=1),
        levels=levels(),
        sure="",
        unsure="",
    )


def told(question: Question) -> ToldPage:
    """The same, answered right."""
    answer = given(question, RIGHT[question.id])
    return ToldPage(
        number=2,
        of=3,
        stage="Engage",
        about=("next-step-confirmed", "Next step confirmed"),
        question=question,
        asked=Asked(order=shown(question, 7), given=said(question, answer.trace(), answer.texts, shared=False), level=1),
        right=True,
        levels=levels(),
        sure=2,
        again="Fairly sure, and right: it comes back in 24 days, on 18\u00a0Dec.",
        known="Right on 2 of 2 questions, the last today; not looked at on a deal yet.",
        manager=None,
        bridge=None,
        seconds=50,
        lesson=("every-kind", "Every kind & more"),
        left=0,
        next="/practice",
    )
