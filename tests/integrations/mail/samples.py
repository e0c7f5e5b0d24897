"""What the pages of forwarded mail look like."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from server.html import Page
from server.integrations.mail.pages.address import MailAddressPage
from server.integrations.mail.pages.setup import SetupMailPage
from server.integrations.mail.queries import Cursor
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
SEEN = Cursor(looked_at=TUESDAY, heard_at=TUESDAY - timedelta(hours=3))


def pages() -> Mapping[str, Page]:
    """One's address, before and after it was made; the inbox, read in both ways, not at all, and with trouble."""
    return {
        "an address": address("deals+k7wqz93xlm@in.example.com"),
        "no address yet": address(""),
        "mail that is not read": address("", on=False),
        "an inbox that is off": inbox("off"),
        "an inbox by IMAP": inbox("imap", host="mail.example.com", cursor=SEEN),
        "an inbox that nobody looked at yet": inbox("imap", host="mail.example.com"),
        "an inbox by a service": inbox("hook", hook="https://test/mail/arrivals", cursor=SEEN),
        "an inbox with trouble": inbox(
            "imap",
            host="mail.example.com",
            cursor=Cursor(looked_at=TUESDAY, problem="mail.example.com said: <b>Invalid</b> & “credentials”."),
        ),
    }


def address(made: str, *, on: bool = True) -> MailAddressPage:
    return MailAddressPage(on=on, address=made, made_at=TUESDAY if made else None, sender="ada@example.org", form=FORM)


def inbox(way: str, *, host: str = "", hook: str = "", cursor: Cursor = Cursor()) -> SetupMailPage:  # noqa: B008  # frozen
    named = "deals@in.example.com" if way != "off" else ""
    return SetupMailPage(
        way=way, host=host, address=named, hook=hook, cursor=cursor, people=4, waits=1, now=TUESDAY + timedelta(minutes=1)
    )
