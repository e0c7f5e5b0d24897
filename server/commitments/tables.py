"""Promises, and why one was not made."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class CommitmentRow(Table, tablename="commitment"):
    """One thing a person promised to do on one deal. `words` are theirs; `behaviours` is a JSON list of ids of that process; `state` is open for now.

    `proof` is the artifact that will show it, `ask` the question the manager will ask.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80, default="")
    question = Varchar(length=80, default="")
    take = UUID(null=True, default=None)
    behaviours = Text(default="[]")
    process = Varchar(length=80, default="")
    process_version = Integer(default=0)
    words = Text(default="")
    proof = Varchar(length=80)
    ask = Text(default="")
    due_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    state = Varchar(length=20, default="open")


class DeclinedCommitment(Table, tablename="declined_commitment"):
    """A lesson finished without a promise, and the person's reason."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80)
    question = Varchar(length=80)
    take = UUID(null=True, default=None)
    reason = Text(default="")
    at = Timestamptz(null=True, default=None)
