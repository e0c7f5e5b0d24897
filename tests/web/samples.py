"""What the pages that cross areas look like."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from server.commitments.queries import Commitment
from server.deals.queries import Claim
from server.html import Page
from server.lessons.compiler.edition import NOTHING
from server.web import faults, patterns
from server.web.home import Next
from server.web.pages import process
from server.web.pages.deal import DealPage
from tests.deals.samples import FORM, deal
from tests.selling import EDITION, PROCESS

NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
SOMEBODY = UUID("01939b5e-0000-7000-8000-0000000000aa")


def pages() -> Mapping[str, Page]:
    """One of each, and each of its states."""
    return {**deals(), **processes(), **refusals()}


def commitment() -> Commitment:
    """A promise on Northgate."""
    return Commitment(
        id=UUID("01939b5e-0000-7000-8000-000000000002"),
        person=SOMEBODY,
        deal=deal().id,
        deal_name=deal().name,
        lesson="next-step",
        question="promise",
        behaviours=("next-step-confirmed",),
        words="Ask Petra who signs, & when.",
        proof="calendar-invite",
        ask="Show me the invite. Who accepted?",
        due_at=datetime(2026, 11, 24, 17, tzinfo=UTC),
        made_at=NOW,
        state="open",
    )


def deals() -> Mapping[str, Page]:
    """A deal as its owner and as somebody else sees it."""
    titles = {stage.id: stage.title for stage in PROCESS.stages}
    own = DealPage(
        deal=deal(),
        own=True,
        motion="New customer",
        stages=tuple(titles.items()),
        titles=titles,
        place=3,
        history=(Claim(at=NOW, stage="engage"), Claim(at=NOW, stage="align")),
        promised=(commitment(),),
        ahead=(PROCESS.behaviour["stakeholder-access"], PROCESS.behaviour["next-step-confirmed"]),
        change_form=FORM,
        close_form=FORM,
        typed={"name": "Northgate", "stage": "align", "amount": "62,000", "close_date": "2026-12-18"},
    )
    return {
        "a deal of one's own": own,
        "a deal with faults": replace(own, errors={"amount": "Write an amount.", "outcome": "Say how it ended."}),
        "a deal of the team": replace(own, own=False, promised=(), history=own.history[:1]),
        "a closed deal": replace(own, deal=deal(outcome="won"), ahead=()),
        "a deal at a stage that is gone": replace(own, deal=deal(stage="gone"), place=0, ahead=own.ahead[:1]),
    }


def processes() -> Mapping[str, Page]:
    """The process, plain and with the words of a method, and none."""
    then = Next("Go to today", "At most five minutes.", "/today")
    return {
        "the process": process.page(EDITION, "", then),
        "the process with words of SPIN": process.page(EDITION, "spin", then),
        "no process": process.page(NOTHING, "", then),
    }


def refusals() -> Mapping[str, Page]:
    """What a person sees when something is not there, not now, or broken."""
    typed = "I assumed that legal is quick, because they were quick once."
    held = faults.HeldPage(
        sentence="You were signed out. Sign in in another tab, then send this again: nothing is lost.",
        action="/lessons/next-step/answers",
        fields=(("form", str(FORM)), ("text", typed)),
        typed=(typed,),
        sign_in=True,
    )
    return {
        "not found": faults.NotFoundPage(),
        "refused": faults.RefusedPage(sentence="This lesson is being written again. Take another one today."),
        "sent twice with different words": faults.RefusedPage(
            sentence="This was sent twice.", before="On Friday.", after="On Monday."
        ),
        "held, signed out": held,
        "held, an old page": replace(held, sign_in=False, typed=()),
        "too large": faults.TooLargePage(),
        "slow down": faults.SlowDownPage(sentence="Too many codes were tried for this address.", seconds=700),
        "broken": faults.BrokenPage(
            sentence="Something went wrong here, and nothing of yours was changed by it.", reference="019"
        ),
        "patterns": patterns.sample(),
    }
