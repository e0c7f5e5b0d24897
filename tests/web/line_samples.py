"""My line: empty, full, and everything between; and one behaviour on it."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from server.commitments.queries import Declined
from server.html import Page
from server.inspections.ramp import Ramp
from server.learning.queries import Remembered
from server.learning.recall import levels
from server.web.frame.home import Next
from server.web.pages.my_line import Looks, MyLinePage, groups
from tests.deals.samples import FORM
from tests.web import gap_samples
from tests.web.coaching_samples import coached
from tests.web.rep_samples import NOW, TITLES, commitment


def pages() -> Mapping[str, Page]:
    """Everything on one's own line."""
    return {**lines(), **gap_samples.pages()}


def lines() -> Mapping[str, Page]:
    """My line, empty and full."""

    def answer(kind: str, mark: float | None, *, nth: int = 0, shared: bool = False, confidence: int | None = None) -> Remembered:
        return Remembered(
            id=FORM,
            at=NOW,
            lesson="next-step",
            question="first",
            kind=kind,
            title="What do you do <first>?",
            said=("Ask for a date.",),
            mark=mark,
            nth=nth,
            shared=shared,
            confidence=confidence,
        )

    answers = (
        answer("single", 1.0, confidence=2),
        answer("single", 1.0, nth=2),
        answer("single", 0.5, nth=1),
        answer("multiple", 0.0),
        answer("reflect", None),
        answer("reflect", None, shared=True),
        answer("confidence", None),
    )
    empty = MyLinePage(
        promised=(),
        declined=(),
        titles=TITLES,
        known=gap_samples.known(),
        groups=(),
        looks=(),
        levels=levels(),
        now=NOW,
        earliest="",
        older="",
        older_looks="",
        later=False,
        next=Next("Go to today", "At most five minutes.", "/today"),
    )
    return {
        "my line on the first day": empty,
        "my line": replace(
            empty,
            coached=coached(),
            promised=(commitment(),),
            declined=(Declined(lesson="next-step", question="promise", reason="No open deal this week.", at=NOW),),
            titles=TITLES,
            known=gap_samples.known(gap_samples.coach(), gap_samples.teach(), gap_samples.fading(), gap_samples.few()),
            groups=tuple(groups(answers, TITLES, {})),
            ramp=Ramp(NOW.date(), ((2, (("next-step-confirmed", "Next <step> confirmed"),)),), 1),
            looks=(
                Looks("Mira North", "person", (NOW.date(),)),
                Looks("Mira North", "deal", (NOW.date(),)),
                Looks("Mira North", "team", tuple((NOW - timedelta(days=days)).date() for days in (0, 1, 7))),
            ),
            older_looks="AAAA",
            earliest="by Tuesday 24 November",
            older="AAAA",
        ),
        "my line after its last answer": replace(empty, later=True),
        "my line with more notes than stand open": replace(empty, coached=replace(coached(), written=coached().written * 3)),
        "my line when everything is steady": replace(
            empty, known=replace(gap_samples.known(gap_samples.steady()), top=(), fresh=False)
        ),
        "the line of somebody who does not sell": replace(empty, known=None),
    }
