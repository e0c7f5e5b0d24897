"""What the pages of notices look like."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from server.html import Page
from server.notices.pages.inbox import InboxPage, Line
from server.notices.pages.reminders import RemindersPage
from server.notices.pages.stopping import StoppingPage
from server.notices.queries import LiveFeed
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
FEED = LiveFeed(id=FORM, person=FORM, made_at=TUESDAY - timedelta(days=3))
HOURS = tuple((str(hour), f"{hour:02}:00") for hour in range(5, 21))


def pages() -> Mapping[str, Page]:
    """The inbox with much, with a little, and with nothing; what reaches somebody; and the way out."""
    return {
        "an inbox with three open and more folded": InboxPage(
            top=(
                line("Ada answered on Northgate <b>, about “Impact”. It waits for your answer. Due by Friday 20 November."),
                line("Mira looked at Northgate Dairy: evidence reaches Align.", "With it: a note and a lesson to take."),
                line("Mira wrote to you."),
            ),
            rest=(line("Bo finished “Hear it”, which you asked for."),),
            earlier=(line("Mira wrote to you about Fennel."),),
            form=FORM,
        ),
        "an inbox with nothing new": InboxPage(top=(), rest=(), earlier=(line("Mira wrote to you."),), form=FORM),
        "an inbox whose notice leads nowhere": InboxPage(
            top=(), rest=(), earlier=(line("Mira wrote to you."),), form=FORM, gone=True
        ),
        "an inbox of somebody new": InboxPage(top=(), rest=(), earlier=(), form=FORM),
        "reminders before a calendar": reminders(),
        "reminders with a calendar": reminders(feed=FEED),
        "reminders with a calendar just made": reminders(feed=FEED, address=f"https://test/feeds/{'0a' * 32}.ics"),
        "reminders sent with a fault": reminders(mail=False, hour="3", errors={"hour": "Choose an hour from the list."}),
        "the way out of the mails": StoppingPage(token="t0ken", stopped=False, known=True, form=FORM),
        "the mails stopped": StoppingPage(token="t0ken", stopped=True, known=True, form=FORM),
        "the way out by an old link": StoppingPage(token="t0ken", stopped=False, known=False, form=FORM),
    }


def line(said: str, more: str = "") -> Line:
    return Line(said=said, more=more, at=TUESDAY, href="/inbox/01939b5e-0000-7000-8000-000000000001", label="Open it")


def reminders(
    *,
    feed: LiveFeed | None = None,
    address: str = "",
    mail: bool = True,
    hour: str = "8",
    errors: Mapping[str, str] | None = None,
) -> RemindersPage:
    return RemindersPage(
        mail=mail,
        hour=hour,
        hours=HOURS,
        feed=feed,
        address=address,
        saved=False,
        mail_form=FORM,
        feed_form=FORM,
        end_form=FORM,
        errors=errors or {},
    )
