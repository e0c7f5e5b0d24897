"""What is kept of a deal that a CRM was asked about: the same, in whatever order its versions came and however often."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.dossier import Dossier, Followed, follow, looked, pack, unpack
from server.deals.crm.pulled import Said, pulled
from server.deals.crm.rows import Past, Told
from tests.deals.crm_world import ADA, BO, STAGES, WORDS, told, week
from tests.selling import PROCESS

OWNERS = ("ada@example.org", "Bo Rep")


def take(*versions: Said) -> Dossier:
    dossier = Dossier()
    for version in versions:
        dossier = pulled(dossier, version)
    return dossier


def deal(dossier: Dossier) -> Followed:
    found = follow(dossier, WORDS, PROCESS)
    assert found is not None
    return found


def said(n: float, row: Told, *pasts: Past) -> Said:
    return Said(told=row, at=week(0) + timedelta(days=n), pasts=pasts)


def day(n: float) -> datetime:
    return week(0) + timedelta(days=n)


MEETING, NEEDS = Past("1", day(0), "Meeting"), Past("1", day(3), "Needs")


def test_the_newest_version_says_what_the_deal_is_and_the_history_when_it_became_so():
    found = deal(take(said(1, told("Meeting"), MEETING), said(5, told("Needs", amount=900), MEETING, NEEDS)))
    assert (found.stage, found.amount, found.seen_at) == ("discover", 900, day(5))
    assert found.claims == ((day(0), "engage", False), (day(3), "discover", False))


def test_of_a_hundred_versions_that_change_nothing_one_is_kept():
    dossier = take(*(said(n, told("Needs"), MEETING, NEEDS) for n in range(5, 105)))
    assert (len(dossier.looks), len(dossier.steps)) == (1, 3)
    assert dossier.looks[0].at == day(104)


def test_an_owner_of_whom_no_history_tells_is_dated_by_the_first_version_that_names_them():
    dossier = take(*(said(n, told(owner=OWNERS[n in {3, 4}])) for n in range(7)))
    assert deal(dossier).owners == ((day(0), ADA), (day(3), BO), (day(5), ADA))


def test_an_owner_in_the_history_is_dated_by_it():
    past = (Past("1", day(0), "", owner=OWNERS[0]), Past("1", day(2), "", owner=OWNERS[1]))
    assert deal(take(said(9, told(owner=OWNERS[1]), *past))).owners == ((day(0), ADA), (day(2), BO))


def test_close_dates_of_the_history_are_told_with_their_days():
    past = [Past("1", day(n), "", close_date=date(2026, 12, n)) for n in (1, 2, 3)]
    found = deal(take(said(9, told(close_date=date(2026, 12, 3)), *past)))
    assert found.dates == tuple((day(n), date(2026, 12, n)) for n in (1, 2, 3))


def test_a_deal_that_was_handed_in_as_a_file_before_goes_on():
    by_file = looked(Dossier(), told("Meeting"), at=day(1), file="abc")
    found = deal(pulled(by_file, said(5, told("Room"), NEEDS)))
    assert [stage for _at, stage, _derived in found.claims] == ["engage", "discover", "align"]


stories = st.lists(st.tuples(st.sampled_from(sorted(STAGES)), st.sampled_from(OWNERS), st.integers(1, 9)), min_size=1, max_size=8)


def versions(story: list[tuple[str, str, int]]) -> list[Said]:
    """A deal as it was after each change, with its whole history until then: what a CRM tells that keeps one."""
    found: list[Said] = []
    pasts: list[Past] = []
    at = 0.0
    for stage, owner, pause in story:
        at += pause
        row = told(stage, owner=owner)
        pasts += [Past("1", day(at), stage), Past("1", day(at), "", owner=owner)]
        found.append(said(at, row, *pasts))
    return found


@given(stories, st.data())
def test_versions_in_any_order_and_any_number_leave_what_the_newest_alone_would(
    story: list[tuple[str, str, int]], data: st.DataObject
):
    told_once = versions(story)
    again = data.draw(st.lists(st.sampled_from(told_once), max_size=6))
    mixed = data.draw(st.permutations([*told_once, *again]))
    assert take(*mixed) == take(told_once[-1])


@given(stories, st.data())
def test_without_a_history_of_owners_repeats_and_pauses_make_no_difference(
    story: list[tuple[str, str, int]], data: st.DataObject
):
    seen = [Said(told=one.told, at=one.at) for one in versions(story)]
    repeated = [one for one in seen for _ in range(data.draw(st.integers(1, 3)))]
    assert take(*repeated) == take(*seen)


@given(stories)
def test_what_is_kept_survives_being_written_down(story: list[tuple[str, str, int]]):
    dossier = take(*versions(story))
    assert unpack(pack(dossier)) == dossier


def test_of_two_versions_of_one_moment_the_one_that_was_read_later_counts():
    found = deal(take(said(5, told("Room", amount=1)), said(5, told("Needs", amount=2))))
    assert (found.stage, found.amount) == ("discover", 2)
