"""The three lines of a leader's Monday."""

from msgspec.structs import replace

from server import clock
from server.drift.forecast import Line, Sum
from server.drift.points import Count
from server.notices import letter
from server.notices.letter import Morning, Week
from server.sentences import speak
from server.web.week import leaders_week, morning_mail
from server.web.week.leaders_week import Due
from tests.databases import Database
from tests.drift.samples import EMPTY, behind, board, signal
from tests.inspections.reference import PROCESS
from tests.web import world as worlds
from tests.web.selling_deeds import deal

NOTHING = Due(replies=0, calibration=False)


def test_the_forecast_comes_first_with_its_deals_then_what_drifts_then_what_is_due():
    told = leaders_week.lines(
        board(signals=(signal(met=7, n=19, floor=70.0, change="falling"), signal("kept", met=9))),
        PROCESS,
        Due(2, calibration=True),
    )
    assert told == (
        (
            "Claimed in Propose and Commit €2.4M. Supported €1.5M. Not inspected €400K. "
            "Besides CZK90K: supported CZK90K, not inspected CZK0. "
            "Further than shown: Northgate & Sons (€62K), Solberg Marine and 2 more."
        ),
        (
            "Coaching on the step, Team North: 37%, under your floor of 70. Falling. "
            "Looked at in time, Team <South>: 50%, under your floor of 80."
        ),
        (
            "2 replies wait for you. This month has no deal to calibrate on yet. 3 deals of the forecast are not inspected all the way. "
            "2 behaviours were not asked for in a long time."
        ),
    )


def test_a_quiet_week_says_so():
    one = Line(currency="EUR", supported=Sum(3, 90_000_00))
    told = leaders_week.lines(board(lines=(one,), over=(), signals=(signal(),), silent=(), recency=()), PROCESS, NOTHING)
    assert told == (
        "Claimed in Propose and Commit €90K. Supported €90K. Not inspected €0.",
        "Nothing is low and nothing falls.",
        "Nothing is due.",
    )
    assert leaders_week.lines(board(**EMPTY), PROCESS, NOTHING) == ()


def test_where_too_little_was_inspected_nothing_is_called_well():
    few = replace(board().recency[2], count=Count(1, 7))
    assert few.level == "few"
    for signals in ((), (signal(met=2, n=5),)):
        told = leaders_week.drifts(board(signals=signals, recency=(few,)), PROCESS)
        assert told == "Too little was inspected to say what drifts."
    fine = board(signals=(), recency=(replace(few, count=Count(8, 8)),))
    assert leaders_week.drifts(fine, PROCESS) == "Nothing is low and nothing falls."


def test_more_than_three_that_drift_are_counted():
    told = leaders_week.drifts(board(signals=(signal(met=2),) * 5), PROCESS)
    assert told.count("under your floor") == 3
    assert told.endswith("3 more are low or fall."), "with whose deals are not looked at in time"


def test_the_mail_of_a_monday_is_these_three_lines_and_no_more():
    three = leaders_week.lines(board(over=(behind(),)), PROCESS, NOTHING)
    morning = Morning(week=Week(says=three), news=["Ida replied."], begins=True)
    assert letter.lines(morning) == three
    assert letter.lines(Morning(week=Week(says=three), news=["Ida replied."])) == ("Ida replied.",)


def test_the_lines_are_in_the_language_of_who_reads_them():
    speak("es")
    try:
        assert "2,4" in leaders_week.claimed(board(), PROCESS)
    finally:
        speak("en")


async def test_a_leader_is_told_of_the_company_and_a_manager_of_their_desk(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        await deal(world.cast.ada, "Northgate", stage="align")
        now = clock.now()
        told = (await morning_mail.week_of(world.cast.lea, now)).says
        assert told[0] == "Claimed in Align and Commit €62K. Supported €0. Not inspected €62K."
        assert (await morning_mail.week_of(world.cast.mira, now)).says != told
