"""The rules as an admin writes them."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.identity.claims import Rule
from server.integrations.identity.rules import MOST, Unreadable, parse, write
from server.people.roles import ROLES

TEAMS = {"Team North": UUID(int=1), "A -> B: C": UUID(int=2)}

WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
RULES = st.builds(Rule, claim=WORD, value=WORD, role=st.sampled_from(ROLES)) | st.builds(
    Rule, claim=WORD, value=WORD, team=st.sampled_from(sorted(TEAMS.values()))
)


def test_a_rule_is_a_line():
    text = "groups: Sales managers -> manager\n\n  https://example.com/dept:  a -> b ->   team Team North \n"
    assert parse(text, TEAMS) == (
        Rule(claim="groups", value="Sales managers", role="manager"),
        Rule(claim="https://example.com/dept", value="a -> b", team=UUID(int=1)),
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("groups: a", 1, "form"),
        ("\ngroups -> rep", 2, "form"),
        (": a -> rep", 1, "form"),
        ("groups: -> rep", 1, "form"),
        ("my groups: a -> rep", 1, "claim"),
        ("groups: a -> boss", 1, "role"),
        ("groups: a -> ", 1, "form"),
        ("groups: a -> team Nowhere", 1, "team"),
        ("groups: a -> rep\n" * (MOST + 1), MOST + 1, "many"),
    ],
)
def test_a_line_that_is_no_rule_is_named(text: str, line: int, why: str):
    with pytest.raises(Unreadable) as raised:
        parse(text, TEAMS)
    assert (raised.value.line, raised.value.why) == (line, why)


@given(st.lists(RULES, max_size=5).map(tuple))
def test_what_is_written_is_read_back(rules: tuple[Rule, ...]):
    teams = {"Team North": UUID(int=1), "South": UUID(int=2)}
    assert parse(write(rules, teams), teams) == rules


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str):
    with suppress(Unreadable):
        assert len(parse(text, TEAMS)) <= text.count("->")
