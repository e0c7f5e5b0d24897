"""What a page may lead to once it has left the product."""

import pytest

from server.learning.packed.outward import outward


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ('<img src="/media/engage/a%20map.png" alt="A map">', '<img src="media/engage/a%20map.png" alt="A map">'),
        ('<a href="/media/form.pdf#page=2">form</a>', '<a href="media/form.pdf#page=2">form</a>'),
        ('<a href="/lessons/why-now">why now</a>', "<a>why now</a>"),
        ('<a title="x" href="/process#paper">paper</a>', '<a title="x">paper</a>'),
        ('<a href="#do-it">below</a>', '<a href="#do-it">below</a>'),
        ('<a href="https://example.org/">out</a>', '<a target="_blank" rel="noopener" href="https://example.org/">out</a>'),
    ],
)
def test_a_link_leads_where_it_can_be_followed(inside: str, outside: str):
    assert outward(inside).html == outside


def test_the_media_of_a_page_are_named_once_and_in_order():
    page = '<img src="/media/b.png"><img src="/media/a%20b.png"><video src="/media/b.png"></video>'
    assert outward(page).media == ("a b.png", "b.png")
