"""Notices, the mail of the morning, and private calendars."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class NoticeRow(Table, tablename="notice"):
    """One thing that one person should hear: its kind and ids. The words are made when it is shown.

    `by` did it, None for the product itself; `about` is the id of what it leads to; `mark` says how it came out, and `due` until when it
    waits for an answer. `read_at` is empty until the person opened it, and `over_at` until what was to be done about it was done or taken back.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    kind = Varchar(length=30)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    about = UUID(null=True, default=None, index=True)
    lesson = Varchar(length=80, default="")
    behaviour = Varchar(length=80, default="")
    mark = Varchar(length=80, default="")
    due = Timestamptz(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    read_at = Timestamptz(null=True, default=None)
    over_at = Timestamptz(null=True, default=None)
    notice_at = Unique(["person", "at", "id"])
    notice_unread = Unique(["person", "read_at", "at", "id"])
    """No rule of its own, but the index by which the few that nobody has read are found among those of many years."""


class Reminder(Table, tablename="reminder"):
    """Whether a mail comes on a person's mornings, at which full hour, and `next_at`, when the next one is looked at; empty while none is.

    `chosen`: the person said so themselves. Nobody else of a demonstration is written to.
    """

    person = UUID(primary_key=True, default=None)
    mail = Boolean(default=True)
    hour = Integer(default=8)
    chosen = Boolean(default=False)
    next_at = Timestamptz(null=True, default=None, index=True)


class Morning(Table, tablename="morning"):
    """The mark that a person's day was looked at, with or without a mail: one row a person and day, written with the mail itself.

    `token` is the SHA-256 of what the mail's link to stop them holds, empty without a mail.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    day = Date(null=True, default=None)
    token = Varchar(length=64, default="", index=True)
    at = Timestamptz(null=True, default=None)
    morning_day = Unique(["person", "day"])


class Feed(Table, tablename="feed"):
    """The private address of somebody's calendar. `token` is the SHA-256 of what stands in it. At most one of a person's has not ended."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    token = Varchar(length=64)
    made_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    feed_token = Unique(["token"])
