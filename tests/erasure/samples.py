"""What the page of an erasure looks like."""

from collections.abc import Mapping

from server.erasure.pages import ErasurePage
from server.html import Page
from tests.people.samples import FORM, person


def pages() -> Mapping[str, Page]:
    """Somebody who left, somebody who is here, and what may stand in the way."""

    def one(*, active: bool = False, waiting: bool = False, **wrong: str) -> ErasurePage:
        return ErasurePage(
            person=person(active=active),
            goes=("their name, address and settings", "the words of 12 notes to them"),
            stays=("1,240 facts, of ids and marks alone",),
            waiting=waiting,
            form=FORM,
            typed="Mira" if wrong else "",
            errors=wrong,
        )

    return {
        "somebody who left": one(),
        "somebody who is here": one(active=True),
        "a file waits": one(waiting=True),
        "another name": one(name="Write the name as it stands above."),
    }
