import pytest

from server.search.near import alike, one_slip
from tests.search.small import Shelf

SHELF = Shelf(
    {
        "buyer": {"title": "Economic buyer confirmed", "key": "The person who pays said so.", "text": "Value and funds."},
        "goods": {"title": "Buyers of goods", "text": "The economic case, and a buyer."},
        "quiet": {"title": "The champion goes quiet", "text": "A champion stops answering. Plan a kick-off."},
        "plan": {"title": "One shared plan", "text": "Review it weekly with the buyer, and move dates together."},
        "m-coach": {"title": "Coach the champion of a rep", "text": "Managers only: zebras."},
    }
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("economic buyer", "buyer"),
        ("buyer economic", "buyer"),
        ("quiet champions", "quiet"),
        ("planning", "plan"),
        ("cham", "quiet"),
        ("shared pl", "plan"),
        ("champoin", "quiet"),
        ("chmpion", "quiet"),
        ("econmic buyr", "buyer"),
        ("kickoff", "quiet"),
        ("kick off", "quiet"),
        ('"goes quiet"', "quiet"),
        ("what is the plan", "plan"),
    ],
)
def test_the_best_stands_first(typed: str, first: str):
    assert SHELF.ids(typed)[0] == first


@pytest.mark.parametrize("typed", ['"quiet champion"', "xyzzy", "", "!!", "pl4n", "zebras", "zebra"])
def test_nothing_is_found_where_nothing_fits_or_may_be_read(typed: str):
    assert SHELF.ids(typed) == []


def test_what_is_for_others_is_neither_found_nor_proposed():
    assert SHELF.ids("zebras", "manager") == ["m-coach"]
    assert SHELF.find("zebrass", "manager").hits
    found = SHELF.find("zehras")
    assert (found.hits, found.near) == ((), ())


def test_a_word_of_others_is_not_told_beside_what_is_found():
    said = {role: {one.word: one.instead for one in SHELF.find("zebrass plan", role).meant} for role in ("rep", "manager")}
    assert said == {"rep": {"zebrass": (), "plan": ()}, "manager": {"zebrass": ("zebras",), "plan": ()}}
    assert SHELF.ids("zebrass plan") == ["plan", "quiet"]


def test_a_slip_is_read_as_every_word_it_may_be_each_told_once():
    shelf = Shelf({"one": {"title": "A contract and contracts"}, "other": {"title": "Your contact"}})
    found = shelf.find("contrct ")
    assert [one.instead for one in found.meant] == [("contact", "contract")]
    assert {hit.entry.id for hit in found.hits} == {"one", "other"}


def test_only_the_last_word_may_go_on_and_only_while_it_is_typed():
    assert SHELF.ids("cham") == ["quiet"]
    assert SHELF.ids("cham ") == []
    assert SHELF.ids("c") == []


def test_where_nothing_is_found_near_words_are_proposed():
    assert SHELF.find("champiionz").near == ("champion",)
    assert one_slip("champoin", SHELF.index) == ("champion",)
    assert one_slip("plam", SHELF.index) == ()
    assert alike("plam", SHELF.index)[0] == "plan"
    assert alike("pxxn", SHELF.index) == ()
    assert alike("goxxs", SHELF.index) == ()


def test_the_same_words_are_ranked_the_same_whatever_their_order():
    one, other = SHELF.find("shared plan buyer "), SHELF.find("buyer plan shared ")
    assert {hit.entry.id: round(hit.score, 6) for hit in one.hits}.keys() == {hit.entry.id for hit in other.hits}
    assert one.hits[0].entry == other.hits[0].entry
