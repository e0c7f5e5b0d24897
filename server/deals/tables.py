"""Deals, every stage they claimed, and the files from which they come."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class DealRow(Table, tablename="deal"):
    """One opportunity. `stage` is what its owner claims; `amount` is in minor units; an open deal has no `closed_at` and no outcome."""

    id = UUID(primary_key=True, default=None)
    owner = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    name = Text(default="")
    motion = Varchar(length=80)
    stage = Varchar(length=80)
    amount = BigInt(null=True, default=None)
    currency = Varchar(length=3)
    close_date = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=20, default="")
    added_by = UUID(null=True, default=None)
    added_at = Timestamptz(null=True, default=None)
    process = Varchar(length=80)
    process_version = Integer(default=1)
    category = Varchar(length=10, default="")
    segment = Varchar(length=80, default="")
    source = Varchar(length=40, default="", index=True)
    seen_at = Timestamptz(null=True, default=None)
    imported_at = Timestamptz(null=True, default=None)
    deal_closed = Unique(["owner", "closed_at", "id"])
    """No rule of its own, but the index by which the open deals of somebody are found among those of many years."""
    deal_open = Unique(["closed_at", "amount", "id"])
    """The same for those of everybody, the largest first, and for what was closed last."""


class DealStage(Table, tablename="deal_stage"):
    """One stage that a deal claimed, from `at` until the next row, under the process of that day."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None)
    stage = Varchar(length=80)
    by = UUID(null=True, default=None)
    process = Varchar(length=80)
    process_version = Integer(default=1)
    derived = Boolean(default=False)


class DealDate(Table, tablename="deal_date"):
    """The day on which a deal was said to close, from `at` until the next row."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None)
    day = Date(null=True, default=None)


class DealOwner(Table, tablename="deal_ownership"):
    """Whose a deal was, from `at` until the next row. Deals that came from elsewhere have at least one."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None)
    owner = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)


class DealRole(Table, tablename="deal_role"):
    """Who holds a role on a deal besides its owner, from `at` until the next row of that role; no `person`: nobody does.

    `by` said so here; without it a file of the deal's source did.
    """

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    role = Varchar(length=10)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None)
    by = UUID(null=True, default=None)


class DealTending(Table, tablename="deal_tending"):
    """What came of the one deal that a person's day held: `answer` is done or not-now, with its reason in words. One for each day of theirs."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    day = Date(null=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    answer = Varchar(length=10, default="")
    reason = Text(default="")
    at = Timestamptz(null=True, default=None)
    one_a_day = Unique(["person", "day"])


class DealSource(Table, tablename="crm_source"):
    """A CRM that deals come from; `seen_at` is when the newest file of it that was imported to its end was made.

    One that was given up has `retired_at`, until something comes from it again.
    """

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=40, unique=True)
    seen_at = Timestamptz(null=True, default=None)
    retired_at = Timestamptz(null=True, default=None)


class DealMapping(Table, tablename="deal_mapping"):
    """One decision about what the words of a CRM mean here: a `kind` of word (column, stage, motion, owner, category, form), and what is `meant`."""

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40)
    kind = Varchar(length=10)
    pipeline = Text(default="")
    word = Text(default="")
    meant = Text(default="")
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    meant_once = Unique(["source", "kind", "pipeline", "word"])


class DealSeen(Table, tablename="deal_seen"):
    """Everything that the files of a source ever said of one deal, by its key there, packed as JSON; the deal itself once a file describes it.

    `mapping` names the mapping under which the deal was last worked out from it.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40)
    key = Varchar(length=200)
    deal = ForeignKey(DealRow, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    told = Text(default="")
    mapping = Varchar(length=16, default="")
    source_key = Unique(["source", "key"])


class DealNextStep(Table, tablename="deal_next_step"):
    """What somebody of ours wrote down in a CRM to do next: a claim that proves nothing. One row for each deal that it is about.

    `step` is its key there, `kind` task or event, `key` that of the deal, empty once it is about none. `changed_at` names the version that is kept,
    `read_at` when the walk began that saw it last.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40)
    kind = Varchar(length=10)
    step = Varchar(length=200, index=True)
    key = Varchar(length=200, default="")
    subject = Varchar(length=80, default="")
    day = Date(null=True, default=None)
    done = Boolean(default=False)
    accepted = Boolean(default=False)
    changed_at = Timestamptz(null=True, default=None)
    read_at = Timestamptz(null=True, default=None)
    about_once = Unique(["source", "key", "kind", "step"])


class DealImport(Table, tablename="deal_import"):
    """One file on its way in. `state` is waiting, running, done, failed or dropped; leaving and withdrawn once it is taken back.

    `kind` is deals or history; `as_of` is when it was made. `part`: somebody said that it does not hold all deals of its source.

    `done` counts the rows behind it, `found` holds what a dry run said, `skipped_rows` the rows that stayed out and why, both as JSON.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40)
    kind = Varchar(length=10)
    name = Varchar(length=120)
    digest = Varchar(length=64)
    as_of = Timestamptz(null=True, default=None)
    state = Varchar(length=10)
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    started_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    rows = Integer(default=0)
    done = Integer(default=0)
    added = Integer(default=0)
    changed = Integer(default=0)
    same = Integer(default=0)
    skipped = Integer(default=0)
    found = Text(default="")
    skipped_rows = Text(default="")
    part = Boolean(default=False)


class DealFile(Table, tablename="deal_file"):
    """The file of an import that has not ended, compressed. The id is the import's."""

    id = UUID(primary_key=True, default=None)
    body = Bytea(null=True, default=None)
