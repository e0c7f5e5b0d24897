"""What the pages of coaching look like."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec.structs import replace
from msgspec.structs import replace as changed

from server.coaching.looks import Count, Moved, Pooled
from server.coaching.queries import LeftWith, Look, Partings, Pin, Since
from server.commitments.queries import Kept, Outcome
from server.html import Page
from server.inspections.queries import Evidence, Reply, SheetAbout
from server.web.frame.home import Next
from server.web.pages import process, team, today
from server.web.pages.academy_lesson import AuthoredPage
from server.web.pages.commitment import CommitmentPage, proofs
from server.web.pages.group import GroupPage
from server.web.pages.inspect import ClosedSheetPage, SheetPage
from server.web.pages.pin import PinPage
from server.web.pages.team import Member
from server.web.person.coached import Coached
from server.web.person.written import log
from server.web.today.lesson_offers import Found
from tests.commitments.promising import came_of
from tests.deals.samples import FORM, deal
from tests.inspections.samples import sheets
from tests.selling import EDITION, PROCESS, lesson
from tests.web import item_samples, meeting_samples
from tests.web.meeting_samples import meeting
from tests.web.rep_samples import ADA, MIRA, NOW, assignment, commitment, note


def pages() -> Mapping[str, Page]:
    """Promises and one-to-ones."""
    return {**promises(), **meeting_samples.pages(), **days(), **pins(), **lefts(), **groups(), **authored()}


def pins() -> Mapping[str, Page]:
    """A manager’s own note, and the process with what is pinned."""
    page = PinPage(behaviour=PROCESS.behaviours[0], words="I stop <early>.", since=NOW, form=FORM)
    note_ = Pin(behaviour="next-step-confirmed", by_name="Mira North", words="I stop <early>.", at=NOW, own=False)
    then = Next("Go to today", "At most five minutes.", "/today")
    read = process.Pins({"next-step-confirmed": (note_,)})
    return {
        "a note of one’s own under the standard": page,
        "a note of one’s own, before there is one": replace(page, words="", since=None),
        "a note of one’s own that is too long": replace(page, errors={"words": "This is longer than 1000 characters."}),
        "the process with a note of one’s manager": process.page(EDITION, "", then, read),
        "the process as a manager reads it": process.page(
            EDITION, "", then, process.Pins({"next-step-confirmed": (changed(note_, own=True), note_)}, leads=True)
        ),
    }


def authored() -> Mapping[str, Page]:
    """A lesson as authors see it."""
    many = Pooled(Moved(before=Count(34, 80), since=Count(51, 77)), 24)
    page = AuthoredPage(
        lesson=lesson("hear-it", "Hear the <problem>"),
        behaviours=(("next-step-confirmed", "Next step <confirmed>"), ("insight-shared", "New view shared")),
        pooled={"next-step-confirmed": many},
        fewest=20,
        tells=True,
    )
    return {
        "a lesson as its author sees it": page,
        "a lesson with how its questions do": replace(page, items=item_samples.rows()),
        "a lesson as an admin sees it": replace(page, pooled={}, tells=False),
        "a draft as its author sees it": replace(page, lesson=lesson("draft", "Draft", status="draft"), behaviours=()),
        "a scenario as its author sees it": replace(page, lesson=changed(page.lesson, kind="reinforce", objectives=())),
        "a reference as its author sees it": replace(page, lesson=changed(page.lesson, kind="reference")),
    }


def groups() -> Mapping[str, Page]:
    """A lesson for several people at once."""
    page = GroupPage(
        reps=("Ada Rep", "Bo <Rep>"),
        having=("Bo <Rep>",),
        behaviour="stakeholder-access",
        title="Access to all & everybody",
        behaviours=(("stakeholder-access", "Access to all & everybody"),),
        choices=(("lesson:hear-it", "Hear <it>"), ("path:new-rep", "Your first ninety days")),
        form=FORM,
    )
    return {
        "a lesson for whoever has a gap": page,
        "a lesson for several who have a gap": replace(page, having=page.reps),
        "a gap that nobody has": replace(page, having=()),
        "a gap that no policy lets be told": replace(page, having=None),
        "a lesson for a whole team": replace(page, having=None, behaviour="", title=""),
        "a lesson for several with faults": replace(
            page, typed={"reason": "<Why>", "whom": "team"}, errors={"course": "Choose another one.", "day": "Choose a day."}
        ),
        "a lesson that was given to several": replace(page, gave=("Ada Rep", "Bo <Rep>")),
        "a lesson that was given to one": replace(page, gave=("Ada Rep",)),
        "nobody to give a lesson to": replace(page, reps=()),
        "a team that said how it left its one-to-ones": replace(
            team.page((Member(ADA, "Ada Rep", "Team North", sells=True, practised=True, waiting=(), late=""),), NOW),
            partings=Partings(yes=7, partly=1, no=1),
        ),
    }


def lefts() -> Mapping[str, Page]:
    """A closed sheet with what was left, and an open one with what managers pinned."""
    sheets_ = sheets()
    closed, opened = sheets_["a closed sheet"], sheets_["a sheet"]
    assert isinstance(closed, ClosedSheetPage)
    assert isinstance(opened, SheetPage)
    left = LeftWith(note=changed(note(), tag="step"), commitment=commitment(), assignment=assignment())
    label = LeftWith(note=changed(note(words=None), tag="number"))
    pin = Pin(behaviour="stakeholder-access", by_name="Mira North", words="I ask <who pays>.", at=NOW, own=False)
    return {
        "a closed sheet with what was left": replace(closed, left=left, lesson=lesson("hear-it", "Hear <it>")),
        "a closed sheet with something done": replace(
            closed, left=changed(left, note=changed(note(), tag="both"), assignment=assignment(done=True))
        ),
        "a closed sheet as a leader reads what was left": replace(closed, left=label),
        "a sheet with notes of managers": replace(opened, pins={"stakeholder-access": (changed(pin, own=True), pin)}),
    }


def days() -> Mapping[str, Page]:
    """A day on which one-to-ones wait."""
    found = Found(edition=EDITION, assigned=(), begun=(), finished=(), meetings=(meeting(),), partings=(meeting(),))
    return {"a day with one-to-ones": today.page(found, zone="Europe/Prague", now=NOW)}


def evidence(*, words: str = "Accepted, & thank you.", artifact: str = "calendar-invite") -> Evidence:
    """What Petra sent on Northgate."""
    return Evidence(
        id=FORM,
        deal=deal().id,
        artifact=artifact,
        source="buyer",
        form="mail",
        dated=date(2026, 11, 17),
        words=words,
        sender="Petra <Nowak>",
        link="",
        moment="",
        file="",
        shows=("next-step-confirmed/written",),
        by=MIRA,
        by_name="Ada Rep",
        at=NOW,
        linked_at=None,
        withdrawn_at=None,
        why="",
    )


def outcome(what: str, **told: object) -> Outcome:
    """What Mira said of a promise."""
    kept = {"because": "", "left": False, "again": None, "proof": None, "proof_dated": None, "on_time": False, **told}
    return Outcome(id=FORM, outcome=what, by_name="Mira North", due_at=NOW, at=NOW, **kept)  # type: ignore[arg-type]  # any of its fields


def promises() -> Mapping[str, Page]:
    """A promise that is followed up, and everything that may have come of one."""
    shown = evidence()
    page = CommitmentPage(
        promise=commitment(),
        owner="Ada Rep",
        own=False,
        now=NOW,
        outcomes=(),
        evidence={FORM: shown},
        proofs=proofs(commitment(), [shown], "UTC"),
        form=FORM,
        after="week",
    )
    came = (
        outcome("not-yet", again=NOW + timedelta(days=3)),
        outcome("kept", proof=FORM, on_time=True),
        outcome("kept"),
        outcome("partly"),
        outcome("missed"),
        outcome("no-longer-needed", because="They <bought>."),
        outcome("no-longer-needed", left=True),
    )
    settled = changed(commitment(), state="kept", proven=True, on_time=True, settled_at=NOW, made_by_name="Mira North")
    states = {
        f"a promise that is {state}{' on time' if on_time else ''}{' with proof' if proven else ''}": replace(
            page, form=None, proofs=(), promise=changed(settled, state=state, on_time=on_time, proven=proven)
        )
        for state in ("kept", "partly", "missed", "no-longer-needed")
        for on_time in (False, True)
        for proven in (False, True)
    }
    return {
        "a promise to follow up": page,
        "a promise to follow up without proof": replace(page, proofs=(), evidence={}),
        "a promise that was put off": replace(page, promise=changed(commitment(), put_off=1)),
        "a promise with faults": replace(
            page, typed={"outcome": "not-yet", "because": "<why>"}, errors={"again": "Choose the new day."}
        ),
        "a promise that has passed": replace(page, promise=commitment(due=timedelta(days=-3))),
        "a promise of one’s own, settled": replace(page, promise=settled, own=True, form=None, outcomes=came),
        **states,
    }


def coached() -> Coached:
    """What a person’s own page says of coaching, with one of each."""
    sheet = SheetAbout(
        id=FORM,
        deal=deal().id,
        deal_name=deal().name,
        by_name="Mira <North>",
        mode="full",
        claimed="align",
        supported="discover",
        gap=1,
        verified=True,
        missing="problem-in-buyer-words",
        closed_at=NOW,
    )
    said = Reply(
        id=FORM,
        inspection=FORM,
        deal=deal().id,
        deal_name=deal().name,
        person=ADA,
        person_name="Ada Rep",
        inspector=MIRA,
        waits_for=MIRA,
        waits_for_name="Ines <North>",
        behaviour="problem-in-buyer-words",
        words="Petra wrote it, & <signed>.",
        evidence=FORM,
        at=NOW,
        due_at=NOW,
        answered_at=None,
        answered_by=None,
        outcome="",
        answer="",
        answer_words="",
    )
    agreed = changed(said, answered_at=NOW, outcome="agreed", answer="met")
    stands = changed(said, answered_at=NOW, outcome="stands", answer="partly", answer_words="Nobody <signed> yet.")
    followed = changed(note(), behaviour="stakeholder-access", inspection=FORM, tag="step")
    notes = (note(), note(on=False), followed)
    met = meeting()
    look = Look(
        person=ADA,
        behaviour="next-step-confirmed",
        cause="note",
        lesson="",
        by_name="Mira North",
        made_at=NOW,
        started_at=NOW,
        due_on=date(2026, 12, 18),
    )
    waits = changed(look, cause="lesson", lesson="next-step", started_at=None)
    few = Since(behaviour="next-step-confirmed", lesson="next-step", at=NOW, moved=Moved(before=Count(3, 5), since=Count(4, 4)))
    return Coached(
        written=log(notes, (sheet, changed(sheet, supported="gone", missing="")), (said, agreed, stands), PROCESS),
        meetings=(met,),
        partings=(changed(met, closed_at=NOW),),
        kept=Kept(kept=4, due=5),
        settled=(came_of(changed(commitment(), state="kept", on_time=True, proven=True, settled_at=NOW)),),
        looks=(look, waits, changed(waits, started_at=NOW)),
        since=(few, changed(few, moved=Moved(before=Count(3, 5), since=Count(6, 6)))),
        titles={"next-step-confirmed": "Next step <confirmed>", "next-step": "Put it on the calendar"},
        form=FORM,
    )
