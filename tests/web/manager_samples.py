"""What a manager sees on the pages that cross areas."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from server.coaching.agenda import Point
from server.coaching.looks import Count, Moved
from server.coaching.queries import NextMeeting, Planned, Since
from server.gaps.candour import Told
from server.html import Page
from server.inspections.queries import Line
from server.inspections.ramp import Ramp
from server.learning.queries import Reflection
from server.people.queries import Person
from server.web.gaps.person_line import Known
from server.web.pages import team
from server.web.pages.person import Given, PersonPage
from server.web.pages.team import Member
from server.web.person.rep import Helped, Rep
from server.web.pipeline.own_deals import own_deals
from tests.deals.samples import FORM, deal
from tests.selling import PROCESS
from tests.web import gap_samples
from tests.web.rep_samples import ADA, NOW, TITLES, ZONE, assignment, commitment, note


def pages() -> Mapping[str, Page]:
    """The team and one person."""
    return {**teams(), **persons()}


def teams() -> Mapping[str, Page]:
    """A team, without a policy, and without anybody."""
    ada = Member(ADA, "Ada Rep", "Team North", sells=True, practised=True, waiting=(), late="")
    bo = replace(
        ada, name="Bo Rep", practised=False, waiting=(("Hear the problem", "was due Tuesday 17 November"),), late="2 days late"
    )
    mira = replace(ada, name="Mira North", team="", sells=False, practised=False)
    return {
        "a team": team.page((ada, bo, mira), NOW),
        "a team with nothing to do": team.page((replace(ada, practised=False),), NOW),
        "a team that all practised": team.page((ada,), NOW),
        "a team without a policy": team.page((replace(ada, practised=None), replace(bo, practised=None)), NOW),
        "a team with a lot assigned": team.page((replace(bo, late=""),) * 7 + (bo,), NOW),
        "a team without a policy and with nothing assigned": team.page((replace(ada, practised=None),), NOW),
        "a team as a leader sees it": team.page((ada, bo), NOW, leads=True, told=Told(80, 78, 412)),
        "a team without people": team.page((), NOW),
    }


def persons() -> Mapping[str, Page]:
    """One person as their manager sees them."""
    person = Person(
        id=ADA,
        name="Ada Rep",
        email="ada@example.org",
        zone=ZONE,
        locale="en",
        theme="",
        roles=frozenset({"rep"}),
        process_owner=False,
        team=FORM,
        team_name="Team North",
        added_at=NOW,
        deactivated_at=None,
    )
    given = (
        assignment(),
        assignment(due=-timedelta(days=1)),
        assignment("next-step", done=True),
        assignment("next-step", withdrawn=True),
    )
    empty = PersonPage(
        person=person,
        now=NOW,
        given=(),
        promised=(),
        notes=(),
        reflections=(),
        deals=(),
        rep=Rep(known=Known(), agenda=NextMeeting(points=(), minutes=0, last=None, meeting=None), helped=(), deals=()),
        ramp=None,
        as_of=None,
        finished=0,
        earliest="",
        lessons=tuple(TITLES.items()),
        assign_form=FORM,
        note_form=FORM,
    )
    full = replace(
        empty,
        given=tuple(Given(one, TITLES[one.lesson], FORM) for one in given),
        promised=(commitment(), commitment(due=-timedelta(days=1))),
        notes=(note(), note(words=None, on=False)),
        reflections=(
            Reflection(id=FORM, at=NOW, lesson="next-step", question="r", title="What will you try?", text="Ask <earlier>."),
        ),
        deals=(deal(),),
        rep=a_rep(),
        ramp=Ramp(NOW.date(), ((1, (("next-step", "Next <step>"), ("why-now", "Why now"))), (3, (("access", "Access"),))), 14),
        as_of=NOW,
        finished=3,
        earliest="was due Wednesday 18 November",
    )
    return {
        "a person": full,
        "a person without a policy": replace(full, finished=None, rep=replace(a_rep(), known=None)),
        "a person in counts alone": replace(
            full, rep=replace(a_rep(), known=replace(gap_samples.known(gap_samples.coach()), counts_only=True))
        ),
        "a person who is new": empty,
        "a person who began yesterday": replace(empty, ramp=Ramp(NOW.date(), (), 17)),
        "a person and forms with faults": replace(
            full,
            typed={"lesson": "hear-it", "reason": "For <Friday>", "day": "2026-11-01", "words": "So", "deal": str(deal().id)},
            errors={"day": "Choose a day after today.", "words": "This is too long."},
        ),
    }


def a_rep() -> Rep:
    """Somebody with a line, an agenda, a lesson that may have helped, and a deal that claims too much."""
    moved = Since(behaviour="next-step-confirmed", lesson="next-step", at=NOW, moved=Moved(Count(1, 3), Count(4, 4)))
    many = Since(behaviour="stakeholder-access", lesson="hear-it", at=NOW, moved=Moved(Count(3, 5), Count(6, 6)))
    points = (
        Planned(point=Point(part="promises", minutes=2, promises=()), title="", question="", clauses=()),
        Planned(
            point=Point(
                part="together",
                minutes=6,
                deal=deal().id,
                name="Alder <& Quay>",
                behaviour="stakeholder-access",
                clauses=("written",),
            ),
            title="Access to all required stakeholders",
            question="What does the person who pays need?",
            clauses=("Written down by a named buyer",),
        ),
        Planned(point=Point(part="commitment", minutes=2), title="", question="", clauses=()),
    )
    line = Line(deal=deal(), owner="Ada Rep", entered=NOW - timedelta(days=40), concluded=None, flags=())
    return Rep(
        known=gap_samples.known(gap_samples.coach(), gap_samples.teach(), gap_samples.few()),
        agenda=NextMeeting(points=points, minutes=10, last=None, meeting=None),
        helped=(Helped("Next step confirmed", "Put the next step on the calendar", moved), Helped("Access", "Hear <it>", many)),
        deals=own_deals([line], [], PROCESS, zone=ZONE, now=NOW),
    )
