"""Addresses to forward to, what waits for a deal, who is known on which deal, and how far the inbox was read."""

from piccolo.columns import UUID, BigInt, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class MailAddress(Table, tablename="mail_address"):
    """The private address of somebody: `token` is what stands behind the plus. It names its person and lets nobody in, so it is kept as it is."""

    person = UUID(primary_key=True, default=None)
    token = Varchar(length=20, unique=True)
    made_at = Timestamptz(null=True, default=None)


class MailItem(Table, tablename="mail_item"):
    """One thing that a mail proved. `state` is waiting, filed, dropped or over; the words are kept only while it waits.

    `people` is a JSON list of addresses. `uid`, a digest, `sequence`, `stamp` and `answers` (a JSON object of digests of guests) are those of a
    meeting, and its newest item holds how it stands. The id follows from person and mail, so that
    the same mail gives the same item.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    state = Varchar(length=10, index=True)
    kind = Varchar(length=10)
    source = Varchar(length=20)
    day = Date(null=True, default=None)
    words = Text(default="")
    sender = Text(default="")
    people = Text(default="[]")
    uid = Varchar(length=64, default="")
    sequence = Integer(default=0)
    stamp = Timestamptz(null=True, default=None)
    answers = Text(default="{}")
    at = Timestamptz(null=True, default=None)
    deal = ForeignKey(DealRow, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    evidence = UUID(null=True, default=None)
    mail_item_of = Unique(["person", "state", "id"])


class MailContact(Table, tablename="mail_contact"):
    """An address that is known on a deal, because something with it was filed there."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    address = Varchar(length=260)
    contact_once = Unique(["deal", "address"])


class MailCursor(Table, tablename="mail_cursor"):
    """How far one inbox was read: `validity` and `uid` as IMAP counts them (RFC 9051 2.3.1), when it was last looked at, and what went wrong.

    The id follows from the name of the inbox.
    """

    id = UUID(primary_key=True, default=None)
    validity = BigInt(default=0)
    uid = BigInt(default=0)
    looked_at = Timestamptz(null=True, default=None)
    heard_at = Timestamptz(null=True, default=None)
    problem = Text(default="")
