"""What the page of webhooks looks like."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from server.html import Page
from server.integrations.webhooks.event import NAMES
from server.integrations.webhooks.pages.setup import WebhooksPage
from server.integrations.webhooks.queries import Webhook
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")


def pages() -> Mapping[str, Page]:
    """None, one just made, several with trouble, and a form with faults."""
    wrong = {"url": "Write an address that begins with https://.", "events": "Choose what it is told."}
    return {
        "nobody is told": page(),
        "one just made": page(one(), secret="whsec_c2VjcmV0IQ=="),
        "several, one with trouble": page(
            one(), one(2, failures=3, problem="Nobody answers & <b>."), one(3, old=True), tested=True
        ),
        "a webhook with faults": page(errors=wrong, typed={"name": ["<Warehouse>"], "url": ["http://"], "events": []}),
    }


def page(*webhooks: Webhook, **more: object) -> WebhooksPage:
    given: dict[str, object] = {"secret": "", "tested": False, "form": FORM, "others": FORM, **more}
    return WebhooksPage(webhooks=webhooks, names=NAMES, **given)  # type: ignore[arg-type]  # named as there


def one(number: int = 1, *, failures: int = 0, problem: str = "", old: bool = False) -> Webhook:
    return Webhook(
        id=UUID(int=number),
        name="Data <warehouse>",
        host="hooks.example.com",
        events=("commitment.made", "inspection.closed"),
        made_at=TUESDAY,
        ended_at=None,
        told_at=TUESDAY if number == 1 else None,
        failed_at=TUESDAY if failures else None,
        failures=failures,
        problem=problem,
        old_until=TUESDAY + timedelta(days=1) if old else None,
    )
