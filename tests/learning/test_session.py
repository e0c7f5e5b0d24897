from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.gaps.priority import Gap, Kind, Seen
from server.learning.schedule import Card, born, review
from server.learning.session import MOST, Asking, choose, fading, useful

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BEHAVIOURS = "abcd"
KEYS = [f"q{n}" for n in range(12)]

CARDS = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(
        lambda mark, days, again: (
            review(born(mark, NOW - days * DAY), mark, 3, NOW - days * DAY) if again else born(mark, NOW - days * DAY)
        ),
        st.sampled_from([0.0, 1.0]),
        st.integers(0, 400),
        st.booleans(),
    ),
)
QUESTIONS = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(Asking, behaviours=st.lists(st.sampled_from(BEHAVIOURS), min_size=1, max_size=2, unique=True).map(tuple)),
)
PRIORITIES = st.dictionaries(st.sampled_from(BEHAVIOURS), st.floats(0, 1))
FADING = st.frozensets(st.sampled_from(BEHAVIOURS))


def due(mark: float = 0.0, days: int = 30) -> Card:
    return born(mark, NOW - days * DAY)


def about(**behaviours: str) -> Mapping[str, Asking]:
    return {key: Asking(behaviours=(behaviour,)) for key, behaviour in behaviours.items()}


@given(CARDS, QUESTIONS, PRIORITIES, FADING, st.integers(0, 400), st.integers(0, MOST))
def test_never_more_than_are_left_of_today_and_only_what_is_due(
    cards: Mapping[str, Card],
    questions: Mapping[str, Asking],
    priorities: Mapping[str, float],
    fading: frozenset[str],
    missed: int,
    most: int,
):
    now = NOW + missed * DAY
    chosen = choose(cards, questions, priorities, now, fading=fading, most=most)
    assert len(chosen.keys) <= most <= MOST
    assert len(set(chosen.keys)) == len(chosen.keys)
    for key in chosen.keys:
        wakes = cards[key].retired_at is not None and not fading.isdisjoint(questions[key].behaviours)
        assert cards[key].due <= now or wakes


@given(CARDS, QUESTIONS, PRIORITIES, st.integers(1, 400))
def test_missed_days_never_pile_up(
    cards: Mapping[str, Card], questions: Mapping[str, Asking], priorities: Mapping[str, float], missed: int
):
    chosen = choose(cards, questions, priorities, NOW + missed * DAY)
    waiting = [key for key in cards if key in questions and cards[key].due <= NOW + missed * DAY]
    assert len(chosen.keys) == min(MOST, len(waiting))
    assert chosen.more == (len(waiting) > MOST)


@given(CARDS, QUESTIONS, PRIORITIES)
def test_the_most_useful_comes_first_and_each_behaviour_once_while_another_is_due(
    cards: Mapping[str, Card], questions: Mapping[str, Asking], priorities: Mapping[str, float]
):
    chosen = choose(cards, questions, priorities, NOW).keys
    waiting = {key for key in cards if key in questions and cards[key].due <= NOW}
    used: set[str] = set()
    for place, key in enumerate(chosen):
        rivals = waiting - set(chosen[:place])
        fresh = {rival for rival in rivals if used.isdisjoint(questions[rival].behaviours)}
        assert key in (fresh or rivals)
        assert useful(questions[key], priorities) == max(useful(questions[rival], priorities) for rival in fresh or rivals)
        used.update(questions[key].behaviours)


def test_the_weakest_and_most_needed_behaviour_comes_first():
    questions = about(one="next-step", two="access", three="impact")
    chosen = choose(dict.fromkeys(questions, due()), questions, {"impact": 0.9, "access": 0.4}, NOW)
    assert chosen.keys == ("three", "two", "one")


def test_a_question_is_as_useful_as_the_most_useful_of_its_behaviours():
    both = Asking(behaviours=("a", "b"))
    assert useful(both, {"a": 0.2, "b": 0.9}) == useful(both, {"b": 0.9, "a": 0.2, "c": 1.0}) == 0.9


def test_of_questions_alike_what_was_sure_and_wrong_comes_first_and_then_what_waits_longest():
    cards = {"late": due(days=40), "later": due(days=50), "sure": review(due(days=60), 0.0, 3, NOW - 10 * DAY)}
    questions = about(late="a", later="b", sure="c")
    assert choose(cards, questions, {}, NOW).keys == ("sure", "later", "late")


def test_behaviours_are_mixed_before_one_comes_twice():
    questions = about(one="access", two="access", three="impact", four="access")
    chosen = choose(dict.fromkeys(questions, due()), questions, {"access": 0.9, "impact": 0.1}, NOW)
    assert chosen.keys == ("four", "three", "one")
    assert chosen.more


def test_what_came_earlier_today_counts_as_asked():
    questions = about(one="access", two="impact")
    chosen = choose(dict.fromkeys(questions, due()), questions, {"access": 0.9}, NOW, asked=("access",), most=1)
    assert chosen.keys == ("two",)


def test_what_rests_is_asked_when_what_it_is_about_fades_and_by_nothing_else():
    resting = {"one": review(born(1.0, NOW - 2 * DAY), 1.0, 3, NOW - DAY)}
    kinds: dict[str, Kind] = {"access": "fading", "impact": "teach", "next-step": "steady"}
    seen = Seen(0, 0, None)
    waking = fading(Gap(behaviour=one, kind=kind, know=seen, do=seen, priority=0.0, way="ask") for one, kind in kinds.items())
    assert waking == {"access"}
    found = [choose(resting, about(one=one), {}, NOW, fading=waking).keys for one in kinds]
    assert found == [("one",), (), ()]


def test_a_question_that_means_something_else_now_is_asked_again_at_once():
    resting = review(born(1.0, NOW - 2 * DAY), 1.0, 3, NOW - DAY)
    changed = {"one": Asking(behaviours=("access",), revision=2)}
    assert choose({"one": resting}, {"one": Asking(behaviours=("access",))}, {}, NOW).keys == ()
    assert choose({"one": resting}, changed, {}, NOW).keys == ("one",)


def test_nothing_is_asked_that_the_academy_no_longer_serves():
    assert choose({"one": due()}, {}, {}, NOW).keys == ()
