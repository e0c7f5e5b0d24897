"""What the pages of one's chat and of Slack look like."""

from collections.abc import Mapping
from uuid import UUID

from server.html import Page
from server.integrations.chat.card import Form
from server.integrations.chat.pages.chat import ChatPage
from server.integrations.chat.pages.setup import SetupChatPage
from server.integrations.chat.queries import Chat, Connection
from server.integrations.chat.slack import SCOPES
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")


def pages() -> Mapping[str, Page]:
    """Before anything was chosen, after, with trouble, and with a fault."""
    return {
        "no chat": page(None),
        "a chat": page(chat(), saved=True),
        "a chat of a manager with trouble": page(chat(problem="It answered & <b>."), manages=True),
        "a chat in Slack": page(chat(form="bot"), workspace="North & <wind>", email="ada@example.org"),
        "a chat in a Slack that is gone": page(chat(form="bot")),
        "a tick that found nobody": page(None, workspace="Northwind", errors={"slack": "Nobody & <b>."}, typed={"slack": ["on"]}),
        "no Slack": setup(None),
        "a Slack": setup(slack(), people=3, tested="known"),
        "a Slack that nobody has ticked": setup(slack(), tested="unknown"),
        "a Slack with trouble": setup(slack(problem="token"), people=3, failing=1, problem="Not <this> token."),
        "a Slack with a fault": setup(None, errors={"token": "Copy <it>."}, typed={"base": "http://<x>"}),
        "a chat with a fault": page(None, errors={"url": "Paste the address."}, typed={"url": ["http://<x>"], "day": ["on"]}),
    }


def page(found: Chat | None, **more: object) -> ChatPage:
    usual: dict[str, object] = {"manages": False, "workspace": "", "email": "", "saved": False, "form": FORM, "end_form": FORM}
    given = {**usual, **more}
    return ChatPage(chat=found, **given)  # type: ignore[arg-type]  # named as there


def chat(problem: str = "", form: Form = "slack") -> Chat:
    return Chat(
        person=FORM,
        form=form,
        url=b"",
        host="" if form == "bot" else "hooks.slack.com",
        account="",
        day=True,
        notes=False,
        reveals=True,
        made_at=TUESDAY,
        told_at=None,
        failures=1 if problem else 0,
        problem=problem,
    )


def setup(found: Connection | None, **more: object) -> SetupChatPage:
    usual: dict[str, object] = {
        "problem": "",
        "people": 0,
        "failing": 0,
        "scopes": SCOPES,
        "shown": ("Ines & <b> wrote to you.", "Read it", '{"text": "<b>"}'),
        "tested": "",
        "email": "zoe@example.org",
        "form": FORM,
    }
    return SetupChatPage(slack=found, **{**usual, **more})  # type: ignore[arg-type]  # named as there


def slack(problem: str = "") -> Connection:
    return Connection(
        base="https://slack.com/api",
        token=b"",
        team="T1",
        name="North & <wind>",
        bot="plumbline",
        made_at=TUESDAY,
        told_at=None,
        tried_at=TUESDAY,
        problem=problem,
        detail="",
        problem_at=TUESDAY if problem else None,
        busy_until=None,
    )
