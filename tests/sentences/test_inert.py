"""Words on their way out are no link and hide nothing, and stay the words they were."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.sentences.inert import inert
from tests.web.sniffing import hidden, legible, links

ADDRESSES = (
    *("https://evil.example", "HTTP://10.0.0.1/x", "//evil.example/x", "www.evil.example", "evil.example", "a.b.co.uk/x?y#z"),
    *(
        "ftp://evil",
        "\\\\evil\\share",
        "x@evil.example",
        "file:///etc",
        "münchen.example",
        "cafe\u0301.example",
        "नमस्ते.भारत",
        "👍.example",
        "xn--mnchen-3ya.example",
        "javascript://x",
    ),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_is_one_any_more(address: str):
    assert links(f"See {address}, now") != []
    assert links(inert(f"See {address}, now")) == []
    assert legible(inert(address)) == address


@pytest.mark.parametrize(
    "plain", ["1.5 M€", "Today: 4 min. Ada kept it.", "und/oder", "Anna O’Neill-Ruiz", "עִבְרִית", "👩‍👩‍👧 नमस्ते"]
)
def test_what_is_no_address_is_left_as_it_is(plain: str):
    assert inert(plain) == plain


@given(st.text() | st.lists(st.sampled_from([*ADDRESSES, ":", "/", ".", "\\", "\u202e", "\r\n", " ", "a"])).map("".join))
@example("0\r\x1b")
def test_any_words_are_whole_in_one_line_and_twice_is_once(words: str):
    told = inert(words)
    assert legible(told) == legible(words)
    assert links(told) == hidden(told) == []
    assert inert(told) == told
    assert "\n" not in told
