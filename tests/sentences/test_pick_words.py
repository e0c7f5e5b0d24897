from datetime import UTC, datetime

import pytest

from server.sentences.pick_reasons import AtRisk, ByLot, Flag, LongestWithout, Waits, Why
from server.sentences.pick_words import slot, tell, told_after, waits

LOOKED = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("why", "word", "sentence"),
    [
        (
            LongestWithout(41, LOOKED),
            "Coverage",
            "It has gone 41 days without an inspection, and no open deal has waited longer.",
        ),
        (
            LongestWithout(0, None),
            "Coverage",
            "It had just come when it was picked, and no open deal had waited longer.",
        ),
        (
            LongestWithout(1, None),
            "Coverage",
            "Not inspected in the one day it has been here; no open deal has waited longer.",
        ),
        (ByLot(23, LOOKED), "By lot", "Drawn from 23 open deals, each as likely. Last inspected on 27\u00a0Oct."),
        (ByLot(1, None), "By lot", "The only open deal left. Nobody has inspected it yet."),
        (
            AtRisk("overstated", 2, LOOKED),
            "Risk",
            "Its claim was further than its evidence. Last inspected on 27\u00a0Oct.",
        ),
        (AtRisk("stalled", 0, None), "Risk", "It had stood still for longer than is usual. Nobody has inspected it yet."),
    ],
)
def test_a_pick_says_why(why: Why, word: str, sentence: str):
    assert slot(why) == word
    assert tell(why, zone="Europe/Prague") == sentence


@pytest.mark.parametrize("flag", ["overstated", "slid", "skipped", "slipped", "stalled", "single-thread"])
def test_every_flag_has_its_words(flag: Flag):
    assert tell(AtRisk(flag, 1, None), zone="UTC").endswith("yet.")


def test_a_flag_that_still_holds_says_what_it_says_today():
    told = tell(AtRisk("overstated", 2, None), zone="UTC", flag="Claimed Propose, supported Align.")
    assert told == "Claimed Propose, supported Align. Nobody has inspected it yet."


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (LongestWithout(41, LOOKED), "It had gone 41 days without an inspection."),
        (LongestWithout(1, None), "It had gone one day without an inspection."),
        (LongestWithout(0, None), "It had just come when it was picked, and no open deal had waited longer."),
        (ByLot(23, LOOKED), "Drawn from 23 open deals, each as likely."),
        (AtRisk("overstated", 2, None), "Its claim was further than its evidence."),
    ],
)
def test_once_it_is_inspected_it_is_not_said_to_wait(why: Why, sentence: str):
    assert told_after(why) == sentence


def test_a_flag_that_still_holds_after_the_look_is_told():
    assert told_after(AtRisk("overstated", 2, None), flag="Claimed Propose.") == "Claimed Propose."


@pytest.mark.parametrize(
    ("what", "line"),
    [
        (
            Waits(11, 10, early=True, days=0),
            "The cadences ask for 11 full inspections a week and there is time for 10: the early sample waits.",
        ),
        (
            Waits(11, 6, early=True, days=33),
            (
                "The cadences ask for 11 full inspections a week and there is time for 6: the early sample waits and "
                "the middle stages are inspected every 33 days."
            ),
        ),
        (
            Waits(11, 0, early=True, days=0),
            "The cadences ask for 11 full inspections a week and there is time for 0: they wait.",
        ),
        (Waits(0, 10, early=False, days=0, delta=3), "3 short checks a week are left to the pipeline review."),
        (Waits(0, 10, early=False, days=0, delta=1), "One short check a week is left to the pipeline review."),
    ],
)
def test_what_waits_is_said_in_one_line(what: Waits, line: str):
    assert waits(what) == line
