"""What the bench asks for, of a server that answers as it is told."""

from collections.abc import Mapping

import pytest

from server.cli.bench.measure import Line, Reply
from server.cli.bench.subjects import Visitor, again
from server.errors import Setup


class Told(Line):
    """A page whose tag is said from outside, and which holds to it unless `deaf`."""

    def __init__(self, *, deaf: bool = False) -> None:
        super().__init__(0)
        self.tag, self.deaf = '"monday"', deaf
        self.answered: list[int] = []

    def send(self, *_what: str, headers: Mapping[str, str] | None = None, **_more: object) -> Reply:
        same = (headers or {}).get("If-None-Match") == self.tag and not self.deaf
        self.answered.append(304 if same else 200)
        return Reply(self.answered[-1], {"etag": self.tag}, "", 0)


def test_a_page_that_another_day_makes_another_is_got_again():
    page = Told()
    send = again(Visitor(page, ""), "/process")
    page.answered.clear()
    send()
    assert page.answered == [304]
    page.tag = '"tuesday"'
    send()
    assert page.answered == [304, 200, 200, 304]
    send()
    assert page.answered[4:] == [304]


def test_a_page_that_is_never_the_same_is_not_measured_as_one_that_is():
    with pytest.raises(Setup, match="200 instead of 304"):
        again(Visitor(Told(deaf=True), ""), "/process")
