"""What the pages of a one-to-one look like."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace
from msgspec.structs import replace as changed

from server.coaching.agenda import Point, Promised
from server.coaching.closing import Closing, Help, choices
from server.coaching.pair import Paired, paired
from server.coaching.queries import Meeting, NextMeeting, Planned, Sheets
from server.html import Page
from server.inspections.queries import Row, Sheet
from server.inspections.rubric import Ticked
from server.people.queries import Person
from server.web.pages.one_to_one import BeforePage, OneToOnePage
from tests.deals.samples import FORM, deal
from tests.selling import PROCESS
from tests.web.rep_samples import ADA, MIRA, NOW, commitment


def pages() -> Mapping[str, Page]:
    """Each of its steps, for either of the two, and what comes before it."""
    return {**meetings(), **befores()}


def meetings() -> Mapping[str, Page]:
    """A one-to-one at each of its steps, for either of the two."""
    both = paired(PROCESS, ("next-step-confirmed", "stakeholder-access"), TICKED, {**TICKED, "stakeholder-access": LOOKED})
    agree = paired(PROCESS, ("next-step-confirmed", "stakeholder-access"), TICKED, TICKED)
    few = paired(PROCESS, ("next-step-confirmed", "stakeholder-access"), TICKED, {"next-step-confirmed": LOOKED})
    made = meeting()
    page = OneToOnePage(
        met=made,
        now=NOW,
        manages=True,
        sheets=Sheets(rep=None, manager=None),
        paired=Paired(pairs=()),
        closing=closing(),
        promised=(commitment(),),
        sheet_form=FORM,
        form=FORM,
    )
    saved = Sheets(rep=changed(sheet(), closed_at=NOW), manager=None)
    ready = changed(saved, manager=changed(sheet(), rows=(row(),)))
    compared = replace(page, met=changed(made, compared_at=NOW), sheets=ready, paired=both)
    closed = changed(made, compared_at=NOW, closed_at=NOW)
    rep, both_rep = (replace(one, manages=False, closing=None) for one in (page, compared))
    return {
        "a one-to-one that was just chosen": page,
        "a one-to-one whose rep has answered": replace(page, sheets=saved),
        "a one-to-one to lay side by side": replace(page, sheets=ready),
        "a one-to-one side by side": compared,
        "a one-to-one without a difference": replace(compared, paired=agree),
        "a one-to-one of which one side has little": replace(compared, paired=few),
        "a one-to-one with nothing to coach": replace(compared, closing=closing(missing=())),
        "a one-to-one with faults": replace(
            compared,
            closing=closing(
                typed={"note": "Go <together>"}, errors={"about": "Say what this note is about.", "due": "Choose a day."}
            ),
            errors={"about": "Say what this note is about.", "due": "Choose a day."},
        ),
        "a one-to-one that is over": replace(compared, met=closed, closing=None),
        "a one-to-one that another deal replaced": replace(page, met=changed(made, dropped_at=NOW), closing=None),
        "a one-to-one as the rep is asked": rep,
        "a one-to-one whose rep is in the middle": replace(rep, sheets=Sheets(rep=sheet(), manager=None)),
        "a one-to-one that waits for the manager": replace(rep, sheets=saved),
        "a one-to-one side by side, for the rep": both_rep,
        "a one-to-one and its one question": replace(both_rep, met=closed),
        "a one-to-one whose question was answered": replace(both_rep, met=changed(closed, parted_at=NOW)),
        "a one-to-one without sheets, over": replace(rep, met=changed(made, closed_at=NOW)),
    }


def meeting() -> Meeting:
    """Mira and Ada, on Northgate."""
    return Meeting(
        id=FORM,
        person=ADA,
        person_name="Ada <Rep>",
        by=MIRA,
        by_name="Mira North",
        deal=deal().id,
        deal_name=deal().name,
        begun_at=NOW,
        compared_at=None,
        closed_at=None,
        dropped_at=None,
        inspection=None,
        parted_at=None,
    )


def befores() -> Mapping[str, Page]:
    """Which deal to look at, and an agenda with every kind of point."""
    promised = tuple(Promised(id=FORM, deal="Northgate", words=f"Ask {n}, & write.", due=NOW) for n in range(5))
    together = Point(
        part="together",
        minutes=6,
        deal=deal().id,
        name=deal().name,
        behaviour="stakeholder-access",
        clauses=("Each role & person spoken with",),
    )
    points = (
        Point(part="promises", minutes=2, promises=promised),
        Point(part="replies", minutes=1, replies=2),
        together,
        changed(together, differ=True),
        Point(part="talk", minutes=4, behaviour="stakeholder-access"),
        Point(part="commitment", minutes=2),
    )
    planned = tuple(Planned(point=point, title="Access to all", question="Who pays?", clauses=point.clauses) for point in points)
    agenda = NextMeeting(points=planned, minutes=10, last=None, meeting=None)
    page = BeforePage(
        person=person(), now=NOW, agenda=agenda, deals=((str(FORM), "North & gate"),), proposed=str(FORM), form=FORM, as_of=NOW
    )
    lasts = {
        f"the agenda after a promise that was {state}{' on time' if on_time else ''}": replace(
            page, agenda=changed(agenda, last=changed(commitment(), state=state, on_time=on_time))
        )
        for state, on_time in (("kept", True), ("kept", False), ("partly", True), ("missed", False), ("no-longer-needed", False))
    }
    return {
        "which deal to look at together": page,
        "which deal, without a proposal": replace(page, proposed="", errors={"deal": "This is needed."}),
        "nothing to look at together": replace(page, deals=(), agenda=changed(agenda, points=planned[4:5], minutes=4)),
        "nothing at all to talk about": replace(page, deals=(), agenda=changed(agenda, points=(), minutes=0)),
        **lasts,
    }


def closing(
    *,
    missing: tuple[str, ...] = ("stakeholder-access", "insight-shared"),
    typed: Mapping[str, str] = {},
    errors: Mapping[str, str] = {},
) -> Closing:
    """What a manager may leave."""
    return Closing(
        rep="Ada <Rep>",
        choices=choices(PROCESS, missing),
        helps=(
            Help(lesson="quiet", title="The champion goes <quiet>", minutes=3, walked=True),
            Help(lesson="earn", title="Earn the next introduction", minutes=4, walked=False),
        )
        if missing
        else (),
        why="Right on 9 of 9 questions, shown on 2 of 6 deals." if missing else "",
        due=date(2026, 11, 27),
        proposed="quiet",
        typed=typed,
        errors=errors,
    )


def sheet() -> Sheet:
    """A sheet of Northgate that is open."""
    return Sheet(
        id=FORM,
        deal=deal().id,
        by=MIRA,
        by_name="Mira North",
        person=ADA,
        team=None,
        mode="together",
        pick="one-to-one",
        claimed="align",
        motion="new",
        process="small-process",
        process_version=3,
        training=False,
        begun_at=NOW,
        last_at=NOW,
        closed_at=None,
        worked=60,
        supported="",
        gap=0,
        verified=False,
        missing="",
    )


def row() -> Row:
    """A row that was answered."""
    return Row(
        id=FORM,
        behaviour="next-step-confirmed",
        place=0,
        reason="always-on",
        folds=False,
        ticked=LOOKED,
        na_words="",
        answered_at=NOW,
        answer="",
        proven=(),
        hollow=(),
        missing=(),
        shown_at=None,
    )


def person() -> Person:
    """Ada as a manager reads about her."""
    return Person(
        id=ADA,
        name="Ada <Rep>",
        email="ada@example.org",
        zone="Europe/Prague",
        locale="en",
        theme="",
        roles=frozenset({"rep"}),
        process_owner=False,
        team=FORM,
        team_name="Team North",
        added_at=NOW,
        deactivated_at=None,
    )


LOOKED = Ticked(looked=True)


TICKED = {one: Ticked(ticks=frozenset({"written"})) for one in ("next-step-confirmed", "stakeholder-access")}
