from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.coaching.agenda import MOST, Agenda, Open, Promised, agenda
from server.gaps.priority import Gap, Kind, Seen

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
NOTHING = Seen(right=0, of=0, last_at=None)
ACCESS, IMPACT = "stakeholder-access", "impact-quantified"


def gap(behaviour: str, kind: Kind | None = "coach") -> Gap:
    return Gap(behaviour=behaviour, kind=kind, know=NOTHING, do=NOTHING, priority=1.0, way="inspect")


def promised(days: int, words: str = "Ask Petra.") -> Promised:
    return Promised(id=UUID(int=days), deal="Northgate", words=words, due=NOON + timedelta(days=days))


def deal(name: str, *, gap: int = 0, missing: str = "", **more: object) -> Open:
    return Open(id=UUID(int=hash(name) % 2**64), name=name, gap=gap, missing=missing, waits=("payer",), **more)  # type: ignore[arg-type]  # a case names any of them


PROMISES = st.lists(st.integers(1, 30).map(promised), max_size=6)
OPEN = st.lists(
    st.builds(
        Open,
        id=st.uuids(),
        name=st.text(min_size=1, max_size=5),
        gap=st.integers(-3, 5),
        missing=st.sampled_from(("", ACCESS, IMPACT)),
        waits=st.just(("payer",)),
        differ=st.sampled_from(((), ((ACCESS, "spoken live"),))),
        begun=st.booleans(),
    ),
    max_size=6,
)
GAPS = st.lists(
    st.builds(gap, st.sampled_from((ACCESS, IMPACT)), st.sampled_from((None, "coach", "teach", "steady"))), max_size=4
)


def parts(made: Agenda) -> list[str]:
    return [point.part for point in made.points]


@given(PROMISES, OPEN, GAPS, st.integers(0, 5))
def test_it_never_takes_more_than_ten_minutes_and_every_point_says_what_it_is_about(
    promises: Sequence[Promised], deals: Sequence[Open], gaps: Sequence[Gap], replies: int
):
    made = agenda(promises, deals, gaps, replies=replies)
    assert made.minutes <= MOST
    assert len(set(parts(made))) == len(parts(made))
    for point in made.points:
        assert point.promises or point.replies or point.deal or point.behaviour or point.part == "commitment"


def test_promises_stand_first_the_earliest_due_on_top():
    made = agenda([promised(5, "Later."), promised(1, "Sooner.")], [deal("Fennel")], [])
    assert parts(made) == ["promises", "together", "commitment"]
    assert [one.words for one in made.points[0].promises] == ["Sooner.", "Later."]
    assert made.minutes == 10


def test_the_deal_is_one_whose_missing_gate_is_known_and_not_done():
    deals = [deal("Alder", gap=3, missing=IMPACT), deal("Fennel", gap=1, missing=ACCESS), deal("Birch")]
    made = agenda([], deals, [gap(IMPACT, "teach"), gap(ACCESS)])
    assert (made.points[0].name, made.points[0].behaviour, made.points[0].clauses) == ("Fennel", ACCESS, ("payer",))


def test_without_such_a_gap_it_is_the_most_overstated_deal():
    deals = [deal("Birch"), deal("Fennel", gap=1, missing=ACCESS), deal("Alder", gap=3, missing=IMPACT)]
    assert agenda([], deals, []).points[0].name == "Alder"


def test_a_one_to_one_that_is_under_way_goes_on_with_what_differs():
    differ = ((IMPACT, "source and owner named"),)
    deals = [deal("Alder", gap=3, missing=ACCESS), deal("Fennel", begun=True, missing=ACCESS, differ=differ)]
    point = agenda([], deals, [gap(ACCESS)]).points[0]
    assert (point.name, point.behaviour, point.clauses, point.differ) == ("Fennel", IMPACT, ("source and owner named",), True)


def test_without_a_deal_one_behaviour_is_talked_about_and_nothing_is_committed_to():
    made = agenda([], [], [gap(IMPACT, "teach"), gap(ACCESS)])
    assert [(point.part, point.behaviour) for point in made.points] == [("talk", ACCESS)]
    assert agenda([], [], []).points == ()


def test_replies_have_their_minute_only_where_there_is_room():
    assert parts(agenda([], [deal("Fennel")], [], replies=2)) == ["replies", "together", "commitment"]
    assert parts(agenda([promised(1)], [deal("Fennel")], [], replies=2)) == ["promises", "together", "commitment"]
