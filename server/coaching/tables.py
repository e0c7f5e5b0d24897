"""Notes, what is to be looked at again, what was seen of a behaviour, and one-to-ones."""

from piccolo.columns import UUID, Date, DoublePrecision, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class NoteRow(Table, tablename="note"):
    """What a manager wrote to a person, about one deal or about none. The person sees it from the moment it is written.

    `tag` is step, number or both; `behaviour` and `inspection` say what it follows, empty for what follows nothing.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    tag = Varchar(length=20, default="")
    behaviour = Varchar(length=80, default="")
    inspection = UUID(null=True, default=None, index=True)
    words = Text(default="")
    at = Timestamptz(null=True, default=None)
    note_at = Unique(["person", "at", "id"])
    """No rule of its own, but the index by which the newest are found among those of many years."""


class PinRow(Table, tablename="pin"):
    """A manager's own note under a behaviour, for their team, until `ended_at`.

    `open_key` is manager and behaviour while it stands and another id afterwards, so that one stands at a time.
    """

    id = UUID(primary_key=True, default=None)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    words = Text(default="")
    at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=120)
    pinned_once = Unique(["open_key"])


class LookRow(Table, tablename="next_look"):
    """A behaviour of a person that is to be looked at again because something was done about its gap.

    It is open while neither `seen_at` nor `ended_at` is set. `cause` is lesson or note, `assignment` and `lesson` what was assigned. `started_at` is
    when it was done, empty while the lesson waits; `due_on` is the day of the look, counted from the day `counted_from`. `inspection` is the sheet
    that asked. `open_key` is person and behaviour while it is open and its own id afterwards.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    cause = Varchar(length=20)
    assignment = UUID(null=True, default=None, index=True)
    lesson = Varchar(length=80, default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    made_at = Timestamptz(null=True, default=None)
    started_at = Timestamptz(null=True, default=None)
    counted_from = Date(null=True, default=None)
    due_on = Date(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)
    inspection = UUID(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=130)
    looked_once = Unique(["open_key"])


class SeenRow(Table, tablename="behaviour_seen"):
    """One look that counts at one behaviour of one person on one deal; `shown` is how much of it was, 0 to 1. Its id is that of its fact."""

    id = UUID(primary_key=True, default=None)
    person = UUID(null=True, default=None)
    behaviour = Varchar(length=80)
    deal = UUID(null=True, default=None)
    shown = DoublePrecision(default=0.0)
    at = Timestamptz(null=True, default=None)
    seen_at = Unique(["person", "behaviour", "at", "id"])
    """No rule of its own, but the index by which the looks of a time are found among those of many years."""


class OneToOneRow(Table, tablename="one_to_one"):
    """A manager and a person on one deal: open while neither `closed_at` nor `dropped_at` is set. Their sheets are found by deal, mode and time.

    `compared_at` is when both sheets were laid side by side. `parted_at` is when the person said how they left, without what they said.
    `open_key` is person and manager while it is open and its own id afterwards.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    begun_at = Timestamptz(null=True, default=None)
    compared_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    dropped_at = Timestamptz(null=True, default=None)
    inspection = UUID(null=True, default=None)
    parted_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=130)
    met_once = Unique(["open_key"])


class PartingRow(Table, tablename="parting"):
    """How somebody of a team left a one-to-one: `answer` is yes, partly or no. Nobody's name is kept with it."""

    id = UUID(primary_key=True, default=None)
    team = UUID(null=True, default=None, index=True)
    answer = Varchar(length=20)
    at = Timestamptz(null=True, default=None)
