"""Who the claims of an account make: a table of cases, and laws that hold for any claims."""

from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.identity import claims as identity_claims
from server.integrations.identity import token, words
from server.integrations.identity.claims import Known, Made, Rule, Terms, decide, somebody, values
from server.outgoing import reply as outgoing_reply
from server.people.roles import ROLES

NORTH = UUID("01939b5e-0000-7000-8000-0000000000c1")
ADA = Known(id=UUID("01939b5e-0000-7000-8000-0000000000a1"), name="Ada", active=True, roles=frozenset({"rep", "author"}))
GONE = Known(id=ADA.id, name="Ada", active=False, roles=ADA.roles)
TAKEN = Known(id=ADA.id, name="Ada", active=True, roles=ADA.roles, linked=True)
RULES = (
    Rule(claim="groups", value="Reps", role="rep"),
    Rule(claim="groups", value="Managers", role="manager"),
    Rule(claim="realm_access.roles", value="north", team=NORTH),
)
SAID = {"sub": "1", "email": "ada@example.org", "email_verified": True}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CLAIMS = st.dictionaries(st.sampled_from(["sub", "email", "email_verified", "xms_edov", "groups", "realm_access", "name"]), JSON)


@pytest.mark.parametrize(
    ("terms", "claims", "by_account", "by_address", "how", "refusal"),
    [
        (Terms(links=True, adds=False), SAID, ADA, None, "known", None),
        (Terms(links=True, adds=False), SAID, GONE, None, "", "left"),
        (Terms(links=True, adds=False), SAID, None, ADA, "link", None),
        (Terms(links=True, adds=False), SAID, None, GONE, "", "left"),
        (Terms(links=True, adds=False), SAID, None, TAKEN, "", "taken"),
        (Terms(links=False, adds=False), SAID, None, ADA, "", "links"),
        (Terms(links=False, adds=True), SAID, None, ADA, "", "links"),
        (Terms(links=True, adds=False), SAID, None, None, "", "nobody"),
        (Terms(links=True, adds=True), SAID, None, None, "", "roles"),
        (Terms(links=True, adds=True, rules=RULES), {**SAID, "groups": "Reps"}, None, None, "add", None),
        (Terms(links=True, adds=True), {"sub": "1"}, None, None, "", "address"),
        (Terms(links=True, adds=True), {"sub": "1", "email": "ada@example.org"}, None, ADA, "", "unverified"),
        (Terms(links=True, adds=False), {"sub": "1", "email": "ada@example.org", "xms_edov": "1"}, None, ADA, "link", None),
    ],
)
def test_who_gets_in(
    terms: Terms, claims: dict[str, object], by_account: Known | None, by_address: Known | None, how: str, refusal: str | None
):
    made = decide(terms, claims, by_account=by_account, by_address=by_address)
    assert (made.how, made.refusal) == (how, refusal)


def test_roles_that_a_rule_names_are_the_providers_and_others_stay():
    terms = Terms(links=True, adds=False, rules=RULES)
    claims = {**SAID, "groups": ["Managers"], "realm_access": {"roles": ["north"]}}
    made = decide(terms, claims, by_account=ADA, by_address=None)
    assert made == Made(how="known", person=ADA, roles=frozenset({"manager", "author"}), team=NORTH, because=(1, 2))


def test_an_account_that_loses_its_last_role_does_not_get_in():
    terms = Terms(links=True, adds=False, rules=(*RULES, Rule(claim="groups", value="Writers", role="author")))
    assert decide(terms, SAID, by_account=ADA, by_address=None).refusal == "roles"


@pytest.mark.parametrize("kind", [identity_claims.Refusal, token.Why, outgoing_reply.Why])
def test_an_admin_reads_what_every_problem_is(kind: object):
    assert [code for code in get_args(kind) if code not in words.TROUBLES] == []


def test_a_claim_may_have_dots_in_its_own_name():
    assert values({"https://example.com/roles": ["a"], "https://example": {"com/roles": "b"}}, "https://example.com/roles") == (
        "a",
    )
    assert values({"a": {"b": {"c": [True, 7, None, {}]}}}, "a.b.c") == ("true", "7")
    assert values({"a": "x"}, "a.b") == ()


@given(CLAIMS, st.sampled_from([None, ADA, GONE]), st.sampled_from([None, ADA, GONE, TAKEN]), st.booleans(), st.booleans())
def test_whatever_is_claimed_is_decided_and_no_unverified_address_is_believed(
    claims: dict[str, object], by_account: Known | None, by_address: Known | None, links: bool, adds: bool
):
    made = decide(Terms(links=links, adds=adds, rules=RULES), claims, by_account=by_account, by_address=by_address)
    assert bool(made.how) != bool(made.refusal)
    assert made.roles <= set(ROLES)
    if made.how:
        assert made.roles
        assert made.person is None or made.person.active
    if made.how in {"link", "add"}:
        assert somebody(claims).verified
        assert claims.get("email_verified") in (True, 1, "true", "True", "1") or claims.get("xms_edov") in (
            True,
            1,
            "true",
            "True",
            "1",
        )
