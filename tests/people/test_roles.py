"""Who sees what, held against the table as it is written in the rules of the house."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.people.roles import READERS, ROLES, VISIBLE, Actor, Relation, Rule, What, in_order, may_see

ID = UUID("01939b5e-0000-7000-8000-0000000000aa")

STRANGER = Relation(policy=True, shared=True, team=40, pool=40)
OWN = Relation(own=True)

# What each reader sees of somebody, row by row: (what, who is asking, how they stand to it, whether they see it).
WRITTEN = """
answers      rep      own                                   yes
answers      rep      stranger                              no
answers      manager  manages policy shared                 no
answers      manager  wrote manages policy shared           no
answers      leader   policy shared team=50                 no
answers      author   policy                                no
answers      author   pool=19                               no
answers      author   pool=20                               yes
answers      admin    policy shared team=50 pool=50         no
know-do      rep      own                                   yes
know-do      rep      stranger                              no
know-do      manager  manages policy                        yes
know-do      manager  manages                               no
know-do      manager  policy                                no
know-do      leader   policy                                no
know-do      leader   policy team=4                         no
know-do      leader   team=5                                yes
know-do      author   policy pool=50 team=50                no
know-do      admin    policy pool=50 team=50                no
deals        rep      own                                   yes
deals        rep      stranger                              no
deals        manager  manages                               yes
deals        manager  policy                                no
deals        leader   nothing                               yes
deals        author   stranger                              no
deals        admin    stranger                              no
notes        rep      own                                   yes
notes        rep      stranger                              no
notes        manager  wrote                                 yes
notes        manager  manages                               yes
notes        manager  policy shared                         no
notes        leader   policy shared team=50                 no
notes        author   stranger                              no
notes        admin    stranger                              no
note-labels  rep      own                                   yes
note-labels  rep      stranger                              no
note-labels  manager  manages                               yes
note-labels  leader   nothing                               yes
note-labels  author   stranger                              no
note-labels  admin    stranger                              no
reflections  rep      own                                   yes
reflections  rep      stranger                              no
reflections  manager  manages                               no
reflections  manager  manages shared                        yes
reflections  manager  shared                                no
reflections  manager  wrote shared                          no
reflections  leader   shared team=50                        no
reflections  author   shared pool=50                        no
reflections  admin    shared                                no
looks        rep      own                                   yes
looks        rep      stranger                              no
looks        manager  manages policy                        no
looks        leader   policy team=50                        no
looks        author   policy pool=50                        no
looks        admin    policy                                no
"""

LINES = [line.split() for line in WRITTEN.strip().splitlines()]


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_the_table_says_who_sees_what(line: list[str]):
    what, role, *words, answer = line
    assert may_see(actor(role), What(what), relation(words)) is (answer == "yes")


def test_every_cell_of_the_table_is_written_down():
    assert {(what, "own" if "own" in words else role) for what, role, *words, _answer in LINES} >= set(product(What, READERS))
    assert all(set(row) == set(READERS) for row in VISIBLE.values())
    assert set(VISIBLE) == set(What)


def test_every_rule_is_used_and_decides_something():
    assert {rule for row in VISIBLE.values() for rule in row.values()} == set(Rule)


relations = st.builds(
    Relation,
    own=st.just(False),
    manages=st.booleans(),
    wrote=st.booleans(),
    shared=st.booleans(),
    policy=st.booleans(),
    team=st.integers(0, 30),
    pool=st.integers(0, 100),
)


@given(st.sampled_from(What), relations, st.sets(st.sampled_from(ROLES)), st.sampled_from(ROLES))
def test_another_role_never_takes_sight_away(what: What, to: Relation, roles: set[str], more: str):
    if may_see(actor(*roles), what, to):
        assert may_see(actor(*roles, more), what, to)


@given(st.sampled_from([What.ANSWERS, What.REFLECTIONS, What.LOOKS]), relations, st.sets(st.sampled_from(ROLES)))
def test_nobody_but_the_person_sees_answers_reflections_and_looks_without_their_condition(
    what: What, to: Relation, roles: set[str]
):
    sees = may_see(actor(*roles), what, to)
    if what is What.ANSWERS:
        assert sees == ("author" in roles and to.pool >= 20)
    elif what is What.REFLECTIONS:
        assert sees == (to.manages and to.shared)
    else:
        assert not sees


@given(st.sampled_from(What), st.sets(st.sampled_from(ROLES)))
def test_everybody_sees_everything_about_themselves(what: What, roles: set[str]):
    assert may_see(actor(*roles), what, OWN)


def test_roles_are_told_in_one_order():
    assert in_order({"admin", "rep", "author"}) == ("rep", "author", "admin")
    with pytest.raises(ValueError, match="king"):
        in_order({"rep", "king"})


def actor(*roles: str) -> Actor:
    return Actor(id=ID, name="Ada", roles=frozenset(roles), zone="UTC", locale="en", theme="")


def relation(words: list[str]) -> Relation:
    if words == ["stranger"]:
        return STRANGER
    numbers = {name: int(value) for name, _equals, value in (word.partition("=") for word in words) if value}
    return Relation(
        own="own" in words,
        manages="manages" in words,
        wrote="wrote" in words,
        shared="shared" in words,
        policy="policy" in words,
        team=numbers.get("team", 0),
        pool=numbers.get("pool", 0),
    )
