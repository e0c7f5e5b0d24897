"""Parts of a page that are kept."""

from markupsafe import Markup

from server import lately
from server.html import environment, point_at
from server.html.environment import REMEMBERED, _drawn


def test_a_part_that_is_drawn_again_from_equal_values_is_the_one_that_was_kept() -> None:
    first = _looks("")
    assert "Nobody has opened a page about you" in first
    assert _looks("") is first
    assert "looks=abc" in _looks("abc")


def test_a_part_with_what_somebody_wrote_goes_when_all_that_is_kept_is_let_go() -> None:
    first = _looks("")
    lately.forget()
    assert _looks("") is not first


def test_while_templates_are_read_again_no_part_is_kept() -> None:
    point_at(reload=True)
    try:
        assert _looks("") is not _looks("")
    finally:
        point_at(reload=False)


def test_parts_that_are_large_are_kept_while_there_is_room_for_them() -> None:
    lately.forget()
    for letter in "abcdefghi":
        last = _looks(letter * 60_000)
    assert _looks("i" * 60_000) is last
    assert 0 < REMEMBERED - sum(len(part) for _key, part in _drawn.parts.values()) < 2 * len(last)


def _looks(older: str) -> Markup:
    kept = environment().globals["kept"]
    assert callable(kept)
    drawn = kept("web/_my-looks.html", looks=(), older=older)
    assert isinstance(drawn, Markup)
    return drawn
