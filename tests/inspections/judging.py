"""Rows with their ticks, for tests of what a sheet concludes."""

from datetime import timedelta

from hypothesis import strategies as st

from server.inspections.rubric import Item, Ticked
from server.process.map import Behaviour
from tests.inspections.reference import PROCESS, TODAY

BEHAVIOURS = st.sampled_from(PROCESS.behaviours)


@st.composite
def items(draw: st.DrawFn, behaviour: Behaviour) -> list[Item]:
    """Evidence of a deal, some of it passing."""
    one = st.builds(
        Item,
        id=st.uuids(),
        artifact=st.just(behaviour.artifact),
        source=st.sampled_from(["buyer", "system", "delivery", "seller-note"]),
        form=st.sampled_from(["link", "quote", "file", "event"]),
        dated=st.none() | st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=30)),
        shows=st.frozensets(st.sampled_from([f"{behaviour.id}/{clause.id}" for clause in behaviour.clauses])),
    )
    return draw(st.lists(one, max_size=4))


@st.composite
def rows(draw: st.DrawFn) -> tuple[Behaviour, Ticked, list[Item]]:
    """A row with what was done in it, and the evidence of its deal."""
    behaviour = draw(BEHAVIOURS)
    ticks = draw(st.frozensets(st.sampled_from([clause.id for clause in behaviour.clauses])))
    ticked = Ticked(ticks=ticks, looked=draw(st.booleans()), na=draw(st.sampled_from(["", "", "one decision maker"])))
    return behaviour, ticked, draw(items(behaviour))
