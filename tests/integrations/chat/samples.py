"""What the page of one's chat looks like."""

from collections.abc import Mapping
from uuid import UUID

from server.html import Page
from server.integrations.chat.pages.chat import ChatPage
from server.integrations.chat.queries import Chat
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")


def pages() -> Mapping[str, Page]:
    """Before anything was chosen, after, with trouble, and with a fault."""
    return {
        "no chat": page(None),
        "a chat": page(chat(), saved=True),
        "a chat of a manager with trouble": page(chat(problem="It answered & <b>."), manages=True),
        "a chat with a fault": page(None, errors={"url": "Paste the address."}, typed={"url": ["http://<x>"], "day": ["on"]}),
    }


def page(found: Chat | None, **more: object) -> ChatPage:
    given: dict[str, object] = {"manages": False, "saved": False, "form": FORM, "end_form": FORM, **more}
    return ChatPage(chat=found, **given)  # type: ignore[arg-type]  # named as there


def chat(problem: str = "") -> Chat:
    return Chat(
        person=FORM,
        form="slack",
        url=b"",
        host="hooks.slack.com",
        day=True,
        notes=False,
        reveals=True,
        made_at=TUESDAY,
        told_at=None,
        failures=1 if problem else 0,
        problem=problem,
    )
