"""Which deal a letter is about."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from server.integrations.mail.matching import deal_of, guesses

A, B, C, D = (UUID(int=number) for number in range(1, 5))
PETRA, JAN, EVA = "petra@northgate.example", "jan@northgate.example", "eva@gmail.com"


class Open(Struct, frozen=True):
    id: UUID
    name: str


def test_somebody_who_is_on_one_deal_tells_the_deal():
    assert deal_of({PETRA}, [(A, PETRA), (B, EVA)]) == A


def test_somebody_unknown_and_somebody_on_two_deals_do_not():
    assert deal_of({PETRA}, [(B, EVA)]) is None
    assert deal_of({PETRA}, [(A, PETRA), (B, PETRA)]) is None


def test_who_else_is_there_tells_two_deals_apart():
    assert deal_of({PETRA, JAN}, [(A, PETRA), (B, PETRA), (B, JAN)]) == B


def test_a_domain_is_a_guess_and_never_the_deal():
    deals = [Open(A, "Renewal"), Open(B, "Line two")]
    assert deal_of({JAN}, [(B, PETRA)]) is None
    assert guesses({JAN}, "", deals, [(B, PETRA)]) == (B,)


def test_a_domain_of_strangers_is_no_guess():
    assert guesses({"x@gmail.com"}, "", [Open(A, "Renewal")], [(A, EVA)]) == ()


def test_the_name_of_a_deal_in_an_address_or_the_words_is_a_guess():
    deals = [Open(A, "Vale Cement"), Open(B, "Northgate Dairy"), Open(C, "Halden Pumps"), Open(D, "Kestrel Print")]
    assert guesses({PETRA}, "About the pumps", deals, []) == (B, C)


@given(
    st.lists(st.tuples(st.sampled_from([A, B, C]), st.sampled_from([PETRA, JAN, EVA]))),
    st.sets(st.sampled_from([PETRA, JAN, EVA])),
)
def test_the_order_of_what_is_known_does_not_matter(contacts: list[tuple[UUID, str]], people: set[str]):
    assert deal_of(people, contacts) == deal_of(people, contacts[::-1]) == deal_of(people, contacts * 2)
