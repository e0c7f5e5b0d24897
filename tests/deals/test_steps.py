"""Next steps of a CRM: what is kept of several versions, in whichever order they come."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.steps import LONGEST, NextStep, after, shortened

AT = datetime(2026, 11, 17, 9, tzinfo=UTC)


def version(key: str, minute: int) -> NextStep:
    """The version of a minute: all that it says follows from it, as in a CRM."""
    at = AT + timedelta(minutes=minute)
    if minute % 3 == 0:
        return NextStep(key=key, kind="task", at=at)
    return NextStep(key=key, kind="task", at=at, deals=("1",), subject=f"{minute}", done=minute % 4 == 0)


versions = st.lists(st.builds(version, st.sampled_from("abc"), st.integers(0, 6)), max_size=20)


@given(versions, st.data())
def test_the_order_repeats_and_pages_of_versions_make_no_difference(told: list[NextStep], data: st.DataObject):
    shuffled = data.draw(st.permutations([*told, *told[:3]]))
    cut = data.draw(st.integers(0, len(shuffled)))
    newest = {step.name: max((one for one in told if one.name == step.name), key=lambda one: one.at or AT) for step in told}
    assert after(after({}, shuffled[:cut]), shuffled[cut:]) == newest


def test_of_two_versions_of_one_moment_the_one_that_was_read_later_stands():
    first, second = version("a", 1), NextStep(key="a", kind="task", at=AT + timedelta(minutes=1), deals=("1",), subject="Other")
    assert after({first.name: first}, [second]) == {first.name: second}


def test_what_is_there_no_more_is_about_nothing_until_it_changes_again():
    there, gone, back = version("a", 1), NextStep(key="a", kind="task"), version("a", 2)
    kept = after({there.name: there}, [gone])
    assert kept[there.name].is_over(AT.date())
    assert kept[there.name].at == there.at
    assert after(kept, [back]) == {back.name: back}
    assert after({}, [gone]) == {}


def test_a_meeting_is_over_after_its_day_and_a_task_when_it_is_done():
    meeting = NextStep(key="1", kind="event", at=AT, deals=("1",), day=AT.date())
    task = NextStep(key="1", kind="task", at=AT, deals=("1",), day=AT.date())
    tomorrow = AT.date() + timedelta(days=1)
    assert [one.is_over(day) for one in (meeting, task) for day in (AT.date(), tomorrow)] == [False, True, False, False]


def test_nothing_is_known_of_what_is_about_no_deal():
    private = NextStep(key="1", kind="task", at=AT, subject="A private matter", day=AT.date(), done=True)
    assert after({}, [private]) == {private.name: NextStep(key="1", kind="task", at=AT)}


def test_a_task_and_an_event_of_one_key_are_two():
    task, event = version("1", 1), NextStep(key="1", kind="event", at=AT, deals=("1",))
    assert set(after({}, [task, event])) == {("task", "1"), ("event", "1")}


def test_a_subject_is_one_line():
    assert shortened(" Call\n  Dana ") == "Call Dana"
    assert len(shortened("long " * 40)) <= LONGEST
    assert shortened("long " * 40).endswith("…")
