"""What a manager's week, the pipeline review and the focus look like."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace
from msgspec.structs import replace as with_

from server.errors import Invalid
from server.html import Page
from server.inspections.queries import Evidence, Focus, Picked, Reply
from server.people.queries import Desk
from server.sentences.pick_reasons import AtRisk, ByLot, LongestWithout
from server.web.frame.home import Next
from server.web.pages import focus, review
from server.web.pages.review import Walk
from server.web.pages.week import FollowUp, WeekPage
from server.web.pipeline.review import Reviewed, Scope
from server.web.week.signals import Signal
from server.web.week.week_lines import DueLine, PickLine
from tests.deals.samples import FORM
from tests.selling import PROCESS
from tests.web import calibration_samples
from tests.web.rep_samples import ADA, NOW, ZONE, commitment

NORTH = UUID("01939b5e-0000-7000-8000-0000000000c1")
DEAL = UUID("01939b5e-0000-7000-8000-000000000001")
OTHER = UUID("01939b5e-0000-7000-8000-000000000002")


def pages() -> Mapping[str, Page]:
    """Each in its states."""
    return {**weeks(), **reviews(), **focuses()}


def weeks() -> Mapping[str, Page]:
    """A week with everything, one in the middle of a sheet, one with stale deals, one of a cover, an empty one."""
    desk = Desk(manager=ADA, manager_name="Mira <North>", team=NORTH, team_name="Team North & more", zone=ZONE, covered=False)
    picked = Picked(
        id=FORM,
        team=NORTH,
        week="2026-W47",
        slot="coverage",
        deal=DEAL,
        why=LongestWithout(41, NOW),
        made_at=NOW,
        swapped_at=None,
        swap_words="",
    )
    first = PickLine(
        picked=picked,
        name="Northgate & Sons",
        who="Ada <Rep>",
        amount=6_200_000,
        currency="EUR",
        slot="Coverage",
        why="It has gone 41 days without an inspection.",
        state="now",
        done="",
        begin=FORM,
        swap=FORM,
    )
    second = replace(
        first, picked=with_(picked, id=OTHER, slot="random", why=ByLot(8, None)), state="none", slot="By lot", amount=None
    )
    done = replace(
        first,
        picked=with_(picked, id=NORTH, slot="risk", why=AtRisk("stalled", 0, None)),
        state="met",
        done="Inspected this week, about 7 minutes.",
    )
    proof = Evidence(
        id=OTHER,
        deal=DEAL,
        artifact="meeting-notes",
        source="seller-note",
        form="quote",
        dated=date(2026, 11, 16),
        words="Jitka wants the second quote <first>.",
        sender="Jitka Malá",
        link="",
        moment="",
        file="",
        shows=(),
        by=ADA,
        by_name="Ada Rep",
        at=NOW,
        linked_at=None,
        withdrawn_at=None,
        why="",
    )
    promises = (
        FollowUp(commitment(due=-timedelta(days=1)), "Ada Rep", proof, ((str(OTHER), "Jitka, 2026-11-16"),), FORM),
        FollowUp(with_(commitment(), id=OTHER), "Bo Rep", None, (), OTHER),
    )
    reply = Reply(
        id=FORM,
        inspection=OTHER,
        deal=DEAL,
        deal_name="Northgate & Sons",
        person=ADA,
        person_name="Ada Rep",
        inspector=ADA,
        waits_for=ADA,
        waits_for_name="Ines <North>",
        behaviour="stakeholder-access",
        words="Here is the invite.",
        evidence=OTHER,
        at=NOW,
        due_at=NOW,
        answered_at=None,
        answered_by=None,
        outcome="",
        answer="",
        answer_words="",
    )
    signals = (
        Signal("Stage accuracy", "13 of 17 deals", "good", "Good", "Risk picks left out.", "/review", "Deal by deal"),
        Signal("Silent behaviours", "2 of 24 behaviours", "low", "Nobody asks for them", "New view shared."),
        Signal("Coaching on the step", "2 of 3 notes", "few", "Too few to judge", "Your notes of eight weeks."),
    )
    full = WeekPage(
        now=NOW,
        desk=desk,
        desks=((NORTH, "Team North & more", True), (OTHER, "Team South, for Tom", False)),
        heading="Two follow-ups, one inspection left",
        as_of=NOW,
        stale=None,
        here=True,
        minutes=20,
        focus="Align",
        says=(("Better", "Next step: met on 7 of 9."), ("Drifting", "Nothing clearly drifts."), ("Due", "Two promises are due.")),
        follow_ups=promises,
        replies=((reply, "Access to all required stakeholders"),),
        picks=(done, first, second),
        left="One inspection is left in your routine.",
        due=(DueLine(DEAL, "Kestrel & Co", "Bo Rep", "short check, in Commit"),),
        waits="The cadences ask for 11 full inspections a week and there is time for 10: the early sample waits.",
        open=(),
        next=first,
        action=Next("Inspect Northgate & Sons", "At most eight rows, about 5 minutes. It saves as you tick.", ""),
        signals=signals,
        blind=(calibration_samples.found(calibration_samples.seat(0)),),
    )
    empty = replace(
        full,
        desks=(),
        heading="Nothing is left this week",
        as_of=None,
        focus="",
        follow_ups=(),
        replies=(),
        blind=(),
        picks=(),
        due=(),
        waits="",
        left="",
        next=None,
        action=Next("Go to the review", "One line a deal.", "/review"),
    )
    return {
        "a week": full,
        "a week of hundreds": replace(full, more_follow_ups=1, more_due=562),
        "a week, a swap refused": replace(
            full,
            picks=(done, replace(first, words="So <that>", error="Say why another deal is looked at instead."), second),
            errors={"words": "Say why another deal is looked at instead."},
        ),
        "a week in the middle of a sheet": replace(
            full,
            next=None,
            open=((OTHER, "Northgate & Sons"),),
            action=Next("Go on with Northgate", "Kept.", f"/inspections/{OTHER}"),
        ),
        "a week whose deals are stale": replace(empty, stale=NOW - timedelta(days=5), as_of=NOW - timedelta(days=5)),
        "a week whose deals went stale": replace(full, stale=NOW - timedelta(days=5), as_of=NOW - timedelta(days=5)),
        "a week that is covered": replace(full, desk=with_(desk, covered=True)),
        "a week away": replace(empty, here=False),
        "an empty week": empty,
    }


def reviews() -> Mapping[str, Page]:
    """A review in the middle, at its end, with a fault, presented, and of nothing."""
    even = Reviewed(
        deal=DEAL,
        name="Northgate & Sons",
        owner=ADA,
        who="Ada <Rep>",
        amount=6_200_000,
        currency="EUR",
        stages=("Engage", "Discover", "Align", "Commit"),
        claimed="Align",
        claimed_place=3,
        supported="Align",
        supported_place=3,
        state="even",
        says="Evidence reaches Align. That is what is claimed.",
        complete="Everything up to Discover",
        missing="Access: spoken with live, and one more",
        waits="Access: spoken with live; what each needs",
        ask="What did they say?",
        next="Meet the payer, by Friday 20 November",
        behaviour="stakeholder-access",
        artifact="meeting-notes",
        early=False,
    )
    states = {
        "further": replace(even, deal=OTHER, supported="Discover", supported_place=2, state="further", says="1 stage further."),
        "back": replace(even, deal=FORM, supported="Commit", supported_place=4, state="back", amount=None),
        "unverified": replace(even, deal=NORTH, state="unverified", ask=""),
        "none": replace(even, deal=ADA, supported="", supported_place=0, state="none"),
    }
    lines = (even, *states.values())
    all_teams = Scope("", "All teams")
    scopes = (all_teams, Scope("commit", "The commit list"), Scope(f"rep-{ADA}", "Ada <Rep>"))

    plain = review.Asked()

    def shown(
        found: tuple[Reviewed, ...] = lines,
        asked: review.Asked = plain,
        of: Scope = all_teams,
        invalid: Invalid | None = None,
        **more: object,
    ) -> Page:
        told = {"managed": {ADA}, "as_of": NOW, **more}
        walk = Walk(scope=of, scopes=scopes, found=found, promised={DEAL: commitment()}, **told)  # type: ignore[arg-type]  # as a walk takes them
        return review.page(walk, asked, date(2026, 11, 24), invalid)

    early = replace(even, deal=UUID(int=9), claimed="Engage", claimed_place=1, early=True)
    refused = Invalid(
        {"words": "Say in a few words what was agreed.", "by": "Choose a day that is still to come."},
        {"words": ["Meet <them>"], "by": ["2020-01-01"], "deal": [str(OTHER)]},
    )
    return {
        "a review": shown((*lines, early)),
        "a review, nobody inspected it": shown(asked=review.Asked(deal=str(ADA))),
        "a review, further than its evidence": shown(asked=review.Asked(deal=str(OTHER))),
        "a review, the last deal": shown((even,)),
        "a review that is over": shown(asked=review.Asked(done=True)),
        "a review, presented": shown(asked=review.Asked(presenting=True), of=scopes[2]),
        "a review by a leader": shown(managed=set(), leads=True, as_of=None),
        "a review with a focus": shown(leading=PROCESS.behaviour["stakeholder-access"]),
        "a review with faults": shown(asked=review.Asked(deal=str(OTHER)), invalid=refused),
        "a review of many deals": shown(
            tuple(replace(even, deal=UUID(int=n), early=n > 120) for n in range(1, 190)), review.Asked(deal=str(UUID(int=60)))
        ),
        "a review of nothing": shown(()),
    }


def focuses() -> Mapping[str, Page]:
    """A stage in focus, everything open, nothing decided, a fault."""
    chosen = Focus(stage="align", behaviours=("next-step-confirmed", "stakeholder-access"), by=ADA, at=NOW)
    return {
        "a stage in focus": focus.page(PROCESS, chosen),
        "the whole process open": focus.page(PROCESS, with_(chosen, stage="", behaviours=())),
        "no focus yet": focus.page(PROCESS, None),
        "no focus without a process": focus.page(None, None),
        "a focus refused": focus.page(PROCESS, chosen, errors={"stage": "Choose a stage of the process."}),
    }
