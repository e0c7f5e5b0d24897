"""Promises, what came of each, and why one was not made."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class CommitmentRow(Table, tablename="commitment"):
    """One thing a person promised to do on one deal. `words` are theirs; `behaviours` is a JSON list of ids of that process.

    `proof` is the artifact that will show it, `ask` the question the manager will ask. `made_by` is the manager with whom it was agreed, empty for
    a promise of one's own; `inspection` the sheet at whose end. `state` is open, kept, partly, missed or no-longer-needed. `put_off` counts the
    new dates it was given; `due_at` is the date that holds now: the one it was `agreed_for`, or the first working day after leave and holidays.
    `on_time` and `proven` say how it was kept: by that date, with proof beside it.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80, default="")
    question = Varchar(length=80, default="")
    take = UUID(null=True, default=None, index=True)
    behaviours = Text(default="[]")
    process = Varchar(length=80, default="")
    process_version = Integer(default=0)
    words = Text(default="")
    proof = Varchar(length=80)
    ask = Text(default="")
    agreed_for = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    state = Varchar(length=20, default="open")
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    inspection = UUID(null=True, default=None, index=True)
    put_off = Integer(default=0)
    on_time = Boolean(default=False)
    proven = Boolean(default=False)
    settled_at = Timestamptz(null=True, default=None)
    commitment_open = Unique(["person", "state", "due_at", "id"])
    """No rule of its own, nor the two below, but the indexes by which the promises of now are found among those of many years."""
    commitment_due = Unique(["person", "due_at", "id"])
    commitment_settled = Unique(["person", "settled_at", "id"])


class CommitmentOutcome(Table, tablename="commitment_outcome"):
    """What was said of a promise when somebody followed it up: one row each time, never changed.

    `outcome` is kept, partly, not-yet, missed (a second not-yet) or no-longer-needed. `because` is why, in the words of `by`, or `left` is set:
    whoever made it has left. `corrects` is what was said before by mistake, in whose place this counts. `due_at` is the date that held, `again` the
    new one. `proof` is the evidence beside it, of the day `proof_dated`.
    """

    id = UUID(primary_key=True, default=None)
    commitment = ForeignKey(CommitmentRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    outcome = Varchar(length=20)
    because = Text(default="")
    left = Boolean(default=False)
    due_at = Timestamptz(null=True, default=None)
    again = Timestamptz(null=True, default=None)
    proof = UUID(null=True, default=None)
    proof_dated = Date(null=True, default=None)
    on_time = Boolean(default=False)
    corrects = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)


class DeclinedCommitment(Table, tablename="declined_commitment"):
    """A lesson finished without a promise, and the person's reason."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80)
    question = Varchar(length=80)
    take = UUID(null=True, default=None)
    reason = Text(default="")
    at = Timestamptz(null=True, default=None)
