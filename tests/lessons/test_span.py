"""The part of a file that a player asks for."""

from hypothesis import given
from hypothesis import strategies as st

from server.lessons.span import span


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 500))
def test_a_part_never_reaches_beyond_the_file(first: int, last: int, size: int) -> None:
    part = span(f"bytes={first}-{last}", size)
    assert part is None if last < first else list(part or ()) == [at for at in range(first, last + 1) if at < size]


@given(st.text(max_size=80), st.integers(0, 500))
def test_any_header_is_a_part_or_the_whole(asked: str, size: int) -> None:
    part = span(asked, size)
    assert part is None or part.stop <= size


def test_the_last_bytes_are_counted_from_the_end() -> None:
    assert span("bytes=-3", 10) == range(7, 10)
    assert span("bytes=-30", 10) == range(10)
    assert span("bytes=-", 10) is None
    assert span(f"bytes={'9' * 5000}-", 10) is None
