"""The flags of a deal: each case by its name, and what holds whatever the history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from server.deals.history import corrected, flags, threads_from
from server.deals.queries import Claim, CloseDate
from server.sentences import flag_words
from server.sentences.flag_reasons import (
    Corrected,
    FlagReason,
    NoStep,
    Overstated,
    Passed,
    SingleThread,
    Skipped,
    Slid,
    Slipped,
    Stalled,
)
from tests.selling import PROCESS

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
TODAY = date(2026, 11, 17)
TITLES = {stage.id: stage.title for stage in PROCESS.stages} | {one.id: one.title for one in PROCESS.behaviours}


class Conclusion(Struct, frozen=True):
    supported: str
    gap: int
    missing: str = ""


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def went(*stages: tuple[int, str], derived: bool = False) -> list[Claim]:
    return [Claim(at=ago(days), stage=stage, derived=derived) for days, stage in stages]


def dated(*days: date | None) -> list[CloseDate]:
    return [CloseDate(at=ago(30 - n), day=day) for n, day in enumerate(days)]


def shown(
    claims: Sequence[Claim],
    dates: Sequence[CloseDate] = (),
    motion: str = "new",
    **more: Any,  # noqa: ANN401  # whatever `flags` takes
) -> tuple[FlagReason, ...]:
    return flags(PROCESS, motion, claims, dates, now=NOW, today=TODAY, **more)


def test_a_young_deal_that_goes_its_way_has_no_flag():
    assert shown(went((20, "engage"), (10, "discover"), (2, "align")), dated(date(2026, 12, 1))) == ()


def test_a_claim_beyond_its_evidence_is_overstated():
    told = shown(went((2, "commit")), concluded=Conclusion("align", 1, "stakeholder-access"))
    assert told[0] == Overstated(claimed="commit", supported="align", gap=1, missing="stakeholder-access")
    assert shown(went((2, "align")), concluded=Conclusion("align", 0, "stakeholder-access")) == ()
    assert shown(went((2, "engage")), concluded=Conclusion("align", -2, "stakeholder-access")) == ()


def test_a_jump_over_a_stage_of_its_kind_is_a_skip():
    (flag,) = shown(went((20, "engage"), (2, "align")))
    assert flag == Skipped(before="engage", after="align", over=("discover",), at=ago(2), derived=False)
    assert shown(went((5, "discover"), (1, "commit")), motion="small") == ()


def test_a_skip_is_over_when_the_evidence_has_come_that_far_or_the_claim_went_back():
    jumped = went((20, "engage"), (2, "align"))
    assert shown(jumped, concluded=Conclusion("align", 0)) == ()
    assert isinstance(shown(jumped, concluded=Conclusion("discover", 1))[1], Skipped)
    assert [flag.flag for flag in shown([*jumped, *went((1, "discover"))])] == ["slid"]


def test_a_stage_that_was_claimed_before_is_not_skipped_when_the_claim_returns():
    assert shown(went((30, "engage"), (20, "discover"), (10, "align"), (8, "engage"), (1, "align"))) == ()


def test_the_first_claim_of_a_deal_is_where_it_was_found_and_no_skip():
    assert shown(went((1, "commit"))) == ()


def test_a_claim_that_moves_back_slid_unless_somebody_had_looked_three_days_before():
    back = went((20, "discover"), (9, "align"), (1, "discover"))
    assert shown(back) == (Slid(before="align", after="discover", at=ago(1)),)
    assert shown(back, inspected=[ago(5)]) == (Slid(before="align", after="discover", at=ago(1)),)
    assert shown(back, inspected=[ago(3)]) == ()
    assert corrected(PROCESS, "new", back, [ago(3)]) == Corrected(before="align", after="discover", at=ago(1))
    assert corrected(PROCESS, "new", back, [ago(0)]) is None
    assert corrected(PROCESS, "new", back, [ago(4)]) == Corrected(before="align", after="discover", at=ago(1))
    assert corrected(PROCESS, "new", back, [ago(5)]) is None


@pytest.mark.parametrize(
    ("dates", "flag"),
    [
        ((date(2026, 12, 1), date(2026, 12, 8)), None),
        ((date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)), Slipped(times=2, day=date(2026, 12, 15))),
        ((date(2026, 12, 1), None, date(2026, 12, 8), date(2026, 12, 2)), None),
        ((date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 1), date(2026, 12, 2)), Slipped(times=2, day=date(2026, 12, 2))),
        ((date(2026, 11, 16),), Passed(day=date(2026, 11, 16))),
        ((date(2026, 11, 17),), None),
        ((date(2026, 11, 1), None), None),
        ((), None),
    ],
)
def test_a_close_date_that_moves_later_twice_or_has_passed_is_a_slip(dates: tuple[date | None, ...], flag: FlagReason | None):
    assert shown(went((1, "discover")), dated(*dates)) == ((flag,) if flag else ())


def test_longer_than_usual_in_its_stage_or_a_week_without_a_next_step_is_a_stall():
    assert shown(went((22, "discover"))) == (Stalled(stage="discover", days=22, usual=21),)
    assert shown(went((21, "discover"))) == ()
    assert shown(went((22, "discover")), paused=1) == ()
    assert shown(went((1, "discover")), stepless=7) == (NoStep(days=7),)
    assert shown(went((1, "discover")), stepless=6) == ()
    assert shown(went((99, "commit")), motion="small") == ()


def test_one_buyer_name_from_align_on_is_a_single_thread():
    assert shown(went((1, "align")), buyers=1) == (SingleThread(),)
    assert shown(went((1, "align")), buyers=2) == ()
    assert shown(went((1, "align")), buyers=None) == ()
    assert shown(went((1, "discover")), buyers=1) == shown(went((1, "of-another-process")), buyers=1) == ()


@pytest.mark.parametrize(
    ("stages", "moved", "place"),
    [
        (("engage", "discover", "align", "commit"), {}, 3),
        (("align", "commit"), {}, 1),
        (("understand", "decide", "start"), {"align": "decide"}, 2),
        (("understand", "decide", "build", "start"), {}, 3),
        (("talk", "buy"), {}, 2),
    ],
)
def test_a_process_of_ones_own_asks_for_a_second_person_too(stages: tuple[str, ...], moved: dict[str, str], place: int):
    own = replace(PROCESS, stages=tuple(replace(PROCESS.stages[0], id=id) for id in stages), moved=moved)
    assert threads_from(own) == place


def test_a_kind_that_one_role_decides_alone_has_no_single_thread():
    small = replace(PROCESS.motions[0], required_roles=("pays",))
    alone = replace(PROCESS, motions=(small,))
    told = flags(alone, "new", went((1, "align")), (), now=NOW, today=TODAY, buyers=1)
    assert told == ()


def test_a_kind_that_is_gone_has_no_flags():
    assert shown(went((99, "engage")), motion="gone") == ()
    assert shown([]) == ()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            Overstated("commit", "align", 1, "stakeholder-access"),
            "Claimed Commit, supported Align: first missing is “Access to all required stakeholders”.",
        ),
        (Overstated("commit", "align", 1, ""), "Claimed Commit, supported Align."),
        (
            Slid("align", "discover", NOW),
            "The claim moved back from Align to Discover on 17\u00a0Nov, and nobody had inspected the deal.",
        ),
        (Corrected("align", "discover", NOW), "Corrected on 17\u00a0Nov after an inspection: from Align back to Discover."),
        (
            Skipped("engage", "commit", ("discover", "align"), NOW, derived=False),
            "Went from Engage to Commit without Discover and Align on 17\u00a0Nov.",
        ),
        (
            Skipped("engage", "align", ("discover",), NOW, derived=True),
            "Went from Engage to Align without Discover, between two imports; seen on 17\u00a0Nov.",
        ),
        (Slipped(2, TODAY), "The close date was moved later 2 times, the last time to 17\u00a0Nov."),
        (Passed(TODAY), "The close date was 17\u00a0Nov, and the deal is open."),
        (Stalled("gone", 22, 21), "In gone for 22 days; usual: 21 days."),
        (NoStep(7), "7 days without a next step that a buyer accepted."),
        (SingleThread(), "The evidence names one buyer only."),
    ],
)
def test_a_flag_is_one_sentence(reason: FlagReason | Corrected, words: str):
    assert flag_words.tell(reason, zone="Europe/Prague", titles=TITLES) == words


@given(
    claims=st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["engage", "discover", "align", "commit", "gone"])), max_size=8
    ),
    days=st.lists(st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31))), max_size=6),
    inspected=st.lists(st.integers(0, 400).map(ago), max_size=4),
    motion=st.sampled_from(["new", "small", "gone"]),
    buyers=st.one_of(st.none(), st.integers(0, 3)),
)
def test_whatever_the_history_each_flag_comes_once_the_gravest_first(
    claims: list[tuple[int, str]], days: list[date | None], inspected: list[datetime], motion: str, buyers: int | None
):
    history = sorted(went(*claims), key=lambda claim: claim.at)
    found = [flag.flag for flag in shown(history, dated(*days), motion, inspected=inspected, buyers=buyers)]
    order = ["overstated", "slid", "skipped", "slipped", "stalled", "single-thread"]
    assert found == sorted(set(found), key=order.index)


MERGED = msgspec.structs.replace(
    PROCESS,
    stages=tuple(stage for stage in PROCESS.stages if stage.id != "align"),
    motions=(msgspec.structs.replace(PROCESS.motion["new"], stages=("engage", "discover", "commit")),),
    moved={"align": "discover"},
)


def test_two_stages_that_are_one_now_are_no_move_and_the_clock_runs_since_the_first():
    claims = went((60, "engage"), (50, "discover"), (20, "align"))
    told = flags(MERGED, "new", claims, (), now=NOW, today=TODAY)
    assert told == (Stalled(stage="discover", days=50, usual=PROCESS.motion["new"].max_days["discover"]),)
    back = went((60, "engage"), (50, "align"), (20, "discover"))
    assert corrected(PROCESS, "new", back, [ago(21)]) == Corrected(before="align", after="discover", at=ago(20))
    assert corrected(MERGED, "new", back, [ago(21)]) is None
