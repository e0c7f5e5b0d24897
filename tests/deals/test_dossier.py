"""What follows from everything that was ever seen of a deal, in whatever order it came."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.dossier import (
    Dossier,
    Followed,
    departed,
    follow,
    forgotten,
    looked,
    pack,
    remembered,
    unpack,
    without_history,
)
from server.deals.crm.mapping import Words
from server.deals.crm.rows import Past, Told
from tests.deals.crm_world import ADA, BO, STAGES, WORDS, told, week
from tests.selling import PROCESS

EMPTY = Dossier()


def followed(dossier: Dossier, words: Words = WORDS) -> Followed:
    found = follow(dossier, words, PROCESS)
    assert found is not None
    return found


def seen(*looks: tuple[int, Told]) -> Dossier:
    dossier = EMPTY
    for n, row in looks:
        dossier = looked(dossier, row, at=week(n), file=f"file{n}")
    return dossier


def test_the_newest_file_says_what_the_deal_is():
    deal = followed(seen((0, told("Needs", amount=100)), (1, told("Room", amount=200, category="Commit", segment="Retail"))))
    assert (deal.stage, deal.amount, deal.currency, deal.category, deal.segment) == ("align", 200, "EUR", "commit", "Retail")
    assert (deal.owner, deal.motion, deal.outcome, deal.closed_at, deal.seen_at) == (ADA, "new", "", None, week(1))


def test_a_stage_is_dated_by_the_first_file_that_says_it_and_that_is_told():
    deal = followed(seen((0, told("Needs")), (1, told("Needs")), (2, told("Room")), (3, told("Room"))))
    assert deal.claims == ((week(0), "discover", True), (week(2), "align", True))


def test_a_column_that_says_since_when_dates_the_stage():
    since = week(1) + timedelta(days=3)
    deal = followed(seen((0, told("Needs")), (2, told("Room", since=since))))
    assert deal.claims == ((week(0), "discover", True), (since, "align", False))


def test_a_stage_that_another_took_over_stands_there_and_keeps_its_name_in_the_past():
    merged = msgspec.structs.replace(
        PROCESS,
        stages=tuple(stage for stage in PROCESS.stages if stage.id != "align"),
        motions=(msgspec.structs.replace(PROCESS.motion["new"], stages=("engage", "discover", "commit")),),
        moved={"align": "discover"},
    )
    deal = follow(seen((0, told("Meeting")), (1, told("Room"))), WORDS, merged)
    assert deal is not None
    assert (deal.stage, [stage for _at, stage, _derived in deal.claims]) == ("discover", ["engage", "align"])


def test_history_dates_every_stage_and_the_end():
    at = [datetime(2026, 9, day, 12, tzinfo=UTC) for day in (1, 9, 20)]
    past = [Past("1", at[0], "Meeting"), Past("1", at[1], "Needs"), Past("1", at[2], "Signed")]
    deal = followed(remembered(seen((0, told("Signed"))), past, file="past"))
    assert deal.claims == ((at[0], "engage", False), (at[1], "discover", False))
    assert (deal.stage, deal.outcome, deal.closed_at, deal.added_at) == ("discover", "won", at[2], at[0])


def test_history_alone_makes_no_deal():
    assert follow(remembered(EMPTY, [Past("1", week(0), "Needs")], file="past"), WORDS, PROCESS) is None


def test_two_stages_of_one_day_stand_in_the_order_of_the_process():
    day = datetime(2026, 9, 1, 23, 59, 59, tzinfo=UTC)
    past = [Past("1", day, "Room"), Past("1", day, "Meeting"), Past("1", day, "Needs")]
    deal = followed(remembered(seen((0, told("Room"))), past, file="past"))
    assert [stage for _at, stage, _derived in deal.claims] == ["engage", "discover", "align"]


def test_a_deal_that_is_only_known_as_ended_stands_at_the_last_stage_if_won_and_else_at_the_first():
    won, lost = followed(seen((0, told("Signed", close_date=date(2026, 3, 1))))), followed(seen((0, told("Gone"))))
    assert (won.stage, won.outcome, won.closed_at) == ("commit", "won", datetime(2026, 3, 1, 11, tzinfo=UTC))
    assert (lost.stage, lost.outcome, lost.closed_at) == ("engage", "lost", week(0))


def test_an_end_with_its_own_column_is_on_that_day_and_never_after_the_file():
    ended = datetime(2026, 10, 3, 9, tzinfo=UTC)
    assert followed(seen((0, told("Signed", closed_on=ended)))).closed_at == ended
    assert followed(seen((0, told("Signed", closed_on=week(5))))).closed_at == week(0)


@pytest.mark.parametrize("close_date", [None, date(2026, 9, 1), date(2027, 2, 1)])
def test_a_column_that_says_since_when_dates_the_end_whatever_day_was_meant(close_date: date | None):
    since = week(0) + timedelta(days=3)
    deal = followed(seen((0, told("Needs")), (1, told("Gone", since=since, close_date=close_date))))
    assert (deal.outcome, deal.closed_at, deal.claims) == ("lost", since, ((week(0), "discover", True),))


@pytest.mark.parametrize(
    ("steps", "ended"),
    [
        pytest.param([week(-1)], week(-1), id="before the file"),
        pytest.param([week(0).replace(hour=23, minute=59, second=59)], week(0), id="some time on the day of the file"),
        pytest.param([week(-2), week(1)], week(-2), id="before the file, and once more since"),
        pytest.param([week(1)], week(0), id="only since the file, which says so already"),
    ],
)
def test_history_never_ends_a_deal_after_the_file_that_says_it_has_ended(steps: list[datetime], ended: datetime):
    past = [Past("1", at, "Gone") for at in steps]
    deal = followed(remembered(seen((0, told("Gone"))), past, file="past"))
    assert (deal.outcome, deal.closed_at, deal.seen_at) == ("lost", ended, week(0))


def test_a_status_ends_a_deal_that_keeps_its_stage():
    deal = followed(seen((0, told("Paper", status="Open")), (1, told("Paper", status="Won"))))
    assert (deal.stage, deal.outcome, deal.closed_at) == ("commit", "won", week(1))


def test_a_deal_that_is_open_again_has_not_ended():
    deal = followed(seen((0, told("Paper")), (1, told("Gone")), (2, told("Paper"))))
    assert (deal.stage, deal.outcome, deal.closed_at) == ("commit", "", None)
    assert deal.claims == ((week(0), "commit", True),)


def test_a_change_of_owner_and_of_the_close_date_is_kept_with_its_day():
    later = date(2027, 1, 29)
    deal = followed(seen((0, told()), (1, told(close_date=later)), (2, told(owner="Bo Rep", close_date=later))))
    assert deal.owners == ((week(0), ADA), (week(2), BO))
    assert deal.dates == ((week(0), date(2026, 12, 18)), (week(1), later))
    assert deal.owner == BO


def test_a_stage_that_the_kind_of_deal_leaves_out_is_the_next_one_it_keeps():
    deal = followed(seen((0, told("Room", kind="Small"))))
    assert (deal.motion, deal.stage) == ("small", "commit")


def test_what_stays_out_is_no_deal_and_what_stayed_out_for_a_week_is_passed_over():
    assert follow(seen((0, told("Junk"))), WORDS, PROCESS) is None
    assert follow(seen((0, told(owner="Nobody"))), WORDS, PROCESS) is None
    assert followed(seen((0, told("Needs")), (1, told("Junk")), (2, told("Needs")))).claims == ((week(0), "discover", True),)


def test_what_a_word_means_may_be_decided_anew():
    other = Words(source="hubspot", decided={**WORDS.decided, ("stage", "", "Needs"): "align"}, zone="UTC", currency="EUR")
    assert followed(seen((0, told("Needs"))), other).stage == "align"
    assert other.digest != WORDS.digest


rows = st.builds(
    told,
    stage=st.sampled_from(sorted(STAGES)),
    owner=st.sampled_from(["ada@example.org", "Bo Rep", "Left Out"]),
    amount=st.one_of(st.none(), st.integers(0, 10**9)),
    close_date=st.one_of(st.none(), st.dates(date(2026, 9, 1), date(2027, 6, 1))),
    since=st.one_of(st.none(), st.datetimes(datetime(2026, 9, 1), datetime(2027, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001  # its zone follows
    status=st.sampled_from(["", "Open", "Won"]),
)
files = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 5), st.sampled_from(["aaa", "bbb"]), rows),
        st.tuples(
            st.just("past"),
            st.sampled_from(["ppp", "qqq"]),
            st.lists(st.builds(Past, st.just("1"), st.integers(-9, 3).map(week), st.sampled_from(sorted(STAGES))), max_size=4),
        ),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one[:2],
)


def added(dossier: Dossier, file: Any) -> Dossier:  # noqa: ANN401  # a file of deals or of history
    when, name, said = file
    return remembered(dossier, said, file=name) if when == "past" else looked(dossier, said, at=week(when), file=name)


@given(came=files, data=st.data())
def test_the_same_files_in_any_order_and_any_number_of_times_end_in_the_same_deal(came: list[Any], data: st.DataObject):
    other = data.draw(st.permutations(came + data.draw(st.lists(st.sampled_from(came), max_size=4))))
    one = two = EMPTY
    for file in came:
        one = added(one, file)
    for file in other:
        two = unpack(pack(added(two, file)))
    assert one == two
    assert follow(one, WORDS, PROCESS) == follow(two, WORDS, PROCESS)


def taken_back(dossier: Dossier, file: Any) -> Dossier:  # noqa: ANN401  # a file of deals or of history
    when, name, _said = file
    return without_history(dossier, file=name) if when == "past" else forgotten(dossier, at=week(when), file=name)


@given(came=files, data=st.data())
def test_a_file_that_is_taken_back_was_never_seen(came: list[Any], data: st.DataObject):
    back = data.draw(st.lists(st.sampled_from(came), unique_by=lambda one: one[:2]))
    missing = data.draw(st.sampled_from([None, *(one for one in came if one[0] != "past")]))
    deeds = data.draw(st.permutations([(added, one) for one in came] + ([(_missed, missing)] if missing else [])))
    one = two = EMPTY
    for deed, file in deeds:
        one = deed(one, file)
    for file in back:
        one = unpack(pack(taken_back(one, file)))
    for deed, file in deeds:
        two = two if file in back else deed(two, file)
    assert one == two
    assert follow(one, WORDS, PROCESS) == follow(two, WORDS, PROCESS)


def _missed(dossier: Dossier, file: Any) -> Dossier:  # noqa: ANN401  # a file of deals
    return departed(dossier, at=week(file[0]), file=file[1])


def test_a_deal_that_left_with_its_source_ended_then_and_is_open_again_once_a_later_file_tells_of_it():
    gone = departed(seen((0, told("Needs"))), at=week(1))
    assert (followed(gone).outcome, followed(gone).closed_at, followed(gone).stage) == ("left", week(1), "discover")
    assert followed(looked(gone, told("Needs"), at=week(1), file="x")).outcome == "left"
    assert followed(looked(gone, told("Needs"), at=week(2), file="x")).outcome == ""
    assert followed(departed(seen((0, told("Signed"))), at=week(1))).outcome == "won"


def test_columns_that_say_when_a_stage_was_entered_date_it_also_after_it_was_entered_again():
    first, again = week(0) - timedelta(days=9), week(2) + timedelta(days=1)
    one = told("Room", entered=(("Needs", first), ("Room", first + timedelta(days=4))))
    two = told("Needs", entered=(("Needs", again), ("Room", first + timedelta(days=4)), ("Paper", week(9))))
    deal = followed(seen((0, one), (3, two)))
    assert deal.claims == ((first, "discover", False), (first + timedelta(days=4), "align", False), (again, "discover", False))


@given(came=files)
def test_a_deal_that_follows_hangs_together(came: list[Any]):
    dossier = EMPTY
    for file in came:
        dossier = added(dossier, file)
    deal = follow(dossier, WORDS, PROCESS)
    if deal is None:
        return
    stages = [stage for _at, stage, _derived in deal.claims]
    assert stages[-1] == deal.stage
    assert all(one != other for one, other in pairwise(stages))
    assert [at for at, *_ in deal.claims] == sorted(at for at, *_ in deal.claims)
    assert set(stages) <= set(PROCESS.motion[deal.motion].stages)
    assert (deal.closed_at is not None) == bool(deal.outcome)
    assert deal.owners[-1][1] == deal.owner
    assert deal.added_at <= deal.claims[0][0]
    assert deal.closed_at is None or deal.closed_at <= deal.seen_at
