"""Parts of a page that are kept."""

from server.html import environment, point_at


def test_a_part_that_is_drawn_again_from_equal_values_is_the_one_that_was_kept() -> None:
    kept = environment().globals["kept"]
    first = kept("web/_my-looks.html", looks=(), older="")
    assert "Nobody has opened a page about you" in first
    assert kept("web/_my-looks.html", looks=(), older="") is first
    assert "looks=abc" in kept("web/_my-looks.html", looks=(), older="abc")


def test_while_templates_are_read_again_no_part_is_kept() -> None:
    point_at(reload=True)
    try:
        kept = environment().globals["kept"]
        assert kept("web/_my-looks.html", looks=(), older="") is not kept("web/_my-looks.html", looks=(), older="")
    finally:
        point_at(reload=False)
