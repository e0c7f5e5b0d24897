"""What a rep sees on the pages that cross areas."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from server.assignments.queries import Assignment
from server.coaching.queries import Note
from server.commitments.queries import Commitment
from server.deals.queries import Claim
from server.deals.roles import Held
from server.html import Page
from server.inspections.queries import Call
from server.learning.queries import Completed, TakeSummary
from server.web.deal.before_call import before
from server.web.pages import today
from server.web.pages.deal import DealPage
from server.web.pages.today import TodayPage
from server.web.today.day_lines import Line
from server.web.today.lesson_offers import Found
from tests.deals.samples import FORM, deal
from tests.inspections import samples as sheets
from tests.inspections.reference import PROCESS as REFERENCE
from tests.selling import EDITION, PROCESS
from tests.web import forwarded_samples

NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
ZONE = "Europe/Prague"
ADA = UUID("01939b5e-0000-7000-8000-0000000000aa")
MIRA = UUID("01939b5e-0000-7000-8000-0000000000bb")
TITLES = {lesson.id: lesson.title for lesson in EDITION.academy.lessons}


def pages() -> Mapping[str, Page]:
    """The day, and deals."""
    return {**days(), **deals()}


def assignment(
    lesson: str = "hear-it", *, due: timedelta = timedelta(days=1), done: bool = False, withdrawn: bool = False
) -> Assignment:
    """Mira asked Ada."""
    return Assignment(
        id=FORM,
        person=ADA,
        lesson=lesson,
        by=MIRA,
        by_name="Mira North",
        reason="For Friday’s call with <Petra>.",
        due_at=NOW + due,
        made_at=NOW - timedelta(days=3),
        done_at=NOW if done else None,
        withdrawn_at=NOW if withdrawn else None,
    )


def note(*, words: str | None = "Petra trusts you. Ask her what finance needs to hear, & go together.", on: bool = True) -> Note:
    """What Mira wrote."""
    return Note(
        id=FORM,
        by=MIRA,
        by_name="Mira North",
        deal=deal().id if on else None,
        deal_name=deal().name if on else None,
        words=words,
        at=NOW - timedelta(days=1),
    )


def commitment(*, due: timedelta = timedelta(days=5)) -> Commitment:
    """A promise on Northgate."""
    return Commitment(
        id=FORM,
        person=ADA,
        deal=deal().id,
        deal_name=deal().name,
        lesson="next-step",
        question="promise",
        behaviours=("next-step-confirmed",),
        words="Ask Petra who signs, & when.",
        proof="calendar-invite",
        ask="Show me the invite. Who accepted?",
        due_at=NOW + due,
        made_at=NOW,
        state="open",
    )


CALLS = (
    Call(deal=FORM, name="Northgate & Sons", day=NOW.date(), people="Petra <Nowak>"),
    Call(deal=FORM, name="Alder", day=NOW.date() + timedelta(days=1)),
)
"""A call that a buyer accepted, and one of which only the CRM knows."""


def days() -> Mapping[str, Page]:
    """Today, from the first one to a full one to its end."""
    begun = TakeSummary(
        take=FORM, lesson="next-step", title=TITLES["next-step"], minutes=3, begun_at=NOW, answered=1, of=2, left=1
    )
    finished = Completed(lesson="next-step", finished_at=NOW)

    def of(
        assigned: tuple[Assignment, ...] = (),
        begun: tuple[TakeSummary, ...] = (),
        finished: tuple[Completed, ...] = (),
        note: Note | None = None,
    ) -> Page:
        return today.page(Found(EDITION, assigned, begun, finished, note=note), zone=ZONE, now=NOW)

    long = today.page(Found(EDITION, (assignment(),), (), ()), zone=ZONE, now=NOW)
    return {
        "the first day": of(),
        "one lesson to finish": of(begun=(begun,)),
        "a full day with a note": of((assignment(due=-timedelta(days=2)),), (begun,), note=note()),
        "a day with a note on no deal": of((assignment(),), note=note(on=False)),
        **practice_days(long),
        "a day with calls": replace(long, calls=CALLS, today=NOW.date()),
        "a day with mail": replace(long, held=forwarded_samples.held()),
        "something longer than today": replace(long, later=long.lines),
        "done for today": of(finished=(finished,)),
        "done and nothing is left": of(
            finished=tuple(Completed(lesson=one, finished_at=NOW - timedelta(days=9)) for one in TITLES)
        ),
    }


def practice_days(day: TodayPage) -> Mapping[str, Page]:
    """A day of practice and a deal, as it begins, half done, and with a reason that is missing."""
    practice = Line(
        kind="practice",
        title="Practise 3 questions",
        href="/practice",
        time="1 min 21 s",
        why="Next step confirmed first. You were sure and wrong on 3 Nov.",
    )
    tended = Line(
        kind="deal",
        title="Alder & Quay: Access to <all>",
        href=f"/deals/{FORM}",
        time="50 s",
        why="To leave Align: Is it there?",
        deal=FORM,
    )
    whole = replace(
        day,
        head="Three questions and one deal",
        lines=(practice, tended),
        total="2 min 11 s",
        about="about 2 minutes",
        tomorrow=None,
        also="Two questions",
        first_time=False,
    )
    more = replace(practice, title="Practise 1 more question", href="/practice?most=2", begun=True)
    return {
        "a practice day": whole,
        "a practice day that is begun": replace(
            whole, lines=(more,), did=("“Hear the problem” is finished.", "1 question practised, 1 right.")
        ),
        "a practice day with only its deal left": replace(whole, lines=(tended,), did=("3 questions practised, 1 right.",)),
        "a practice day whose deal came back without a reason": replace(
            whole, lines=(tended,), reason="x & <y>", fault="Say in a few words why not now."
        ),
        "a practice day that is over": replace(whole, lines=(), did=("Alder & Quay: done.",), done=True),
    }


def deals() -> Mapping[str, Page]:
    """A deal as its owner and as somebody else sees it."""
    titles = {stage.id: stage.title for stage in PROCESS.stages}
    own = DealPage(
        deal=deal(),
        own=True,
        owner="",
        motion="New customer",
        stages=tuple(titles.items()),
        titles=titles,
        place=3,
        history=(Claim(at=NOW, stage="engage"), Claim(at=NOW, stage="align")),
        promised=(commitment(),),
        now=NOW,
        ahead=(PROCESS.behaviour["stakeholder-access"], PROCESS.behaviour["next-step-confirmed"]),
        change_form=FORM,
        close_form=FORM,
        before=before(deal(), None, (PROCESS.behaviour["stakeholder-access"],)),
        stands=None,
        inspect_form=None,
        open_sheet=None,
        withdrawal_forms=FORM,
        as_of=None,
        typed={"name": "Northgate", "stage": "align", "amount": "62,000", "close_date": "2026-12-18"},
    )
    seven = tuple((stage.id, stage.title) for stage in REFERENCE.stages)
    looked = replace(
        own,
        stands=sheets.stands(),
        stages=seven,
        titles=dict(seven),
        place=5,
        as_of=NOW,
        flags=FLAGS,
        corrected=CORRECTED,
        planned=PLANNED,
    )
    return {
        "a deal of one's own": own,
        "a deal with a promise that was due": replace(own, now=commitment().due_at + timedelta(days=1)),
        "a deal on which somebody else answers for something": replace(
            own,
            holders=(
                ("sdr", None),
                ("se", Held(role="se", person=FORM, at=NOW, name="Sven <SE>", email="s@x.org")),
                ("csm", None),
            ),
            roles_form=FORM,
            errors={"csm": "Nobody here has this address."},
        ),
        "a deal with faults": replace(own, errors={"amount": "Write an amount.", "outcome": "Say how it ended."}),
        "a deal of the team": replace(own, own=False, owner="Ada Rep", promised=(), history=own.history[:1]),
        "a closed deal": replace(own, deal=deal(outcome="won"), ahead=(), before=None),
        "a deal of one's own that was inspected": looked,
        "an inspected deal of the team": replace(looked, own=False, owner="Ada Rep", inspect_form=FORM),
        "a deal with a sheet left open": replace(looked, own=False, owner="Ada Rep", inspect_form=FORM, open_sheet=FORM),
        "a deal whose past was confirmed": replace(looked, stands=sheets.stands(baseline=True)),
        "a deal at a stage that is gone": replace(own, deal=deal(stage="gone"), place=0, ahead=own.ahead[:1]),
    }


CORRECTED = "Corrected on 17 Nov after an inspection: from Align back to <Discover>."
FLAGS = ("In Align for 40 days; usual: 28 days.", "Went from <Engage> to Align without Discover & more.")
"""What the history of a deal shows, with signs that have to be escaped."""
PLANNED = ("Next step in HubSpot: “<Call> & more”, 24 Nov. A task of ours; it proves nothing until a buyer accepts.",)
"""What its CRM says is next."""
