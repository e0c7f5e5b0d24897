"""What leaders said of signals, and what was counted for their page."""

from piccolo.columns import UUID, Boolean, Bytea, DoublePrecision, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class TurnRow(Table, tablename="turn"):
    """Somebody acted on a signal, or accepted its level as the new one (`did`), with words in one line.

    `open_key` is the signal and the day in the zone of its team while it holds and its own id afterwards, so that one is said a day.
    """

    id = UUID(primary_key=True, default=None)
    kind = Varchar(length=20)
    about = Varchar(length=80, default="")
    team = UUID(null=True, default=None)
    did = Varchar(length=20)
    words = Text(default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
    open_key = Varchar(length=180)
    one_turn_a_day = Unique(["open_key"])


class BoardRow(Table, tablename="board"):
    """What was counted last for the leader's page of a large company, one row. `body` is all of it but the signals, packed.

    `changes` is another one whenever a reader has to see something at once: a turn, a behaviour put first, that somebody was erased. Nobody but
    whoever holds the `lease` counts until `lease_until`. `took` is seconds, `edition` names the rows of `board_signal` that go with it, `process` the
    lessons of its day and the shape in which it is packed.
    """

    name = Varchar(length=20, primary_key=True, default="")
    changes = Integer(default=0)
    edition = UUID(null=True, default=None)
    counted_at = Timestamptz(null=True, default=None)
    took = DoublePrecision(default=0.0)
    process = Varchar(length=64, default="")
    body = Bytea(default=b"")
    lease = UUID(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)


class BoardSignal(Table, tablename="board_signal"):
    """One signal of an edition, packed, without a word that somebody said of it. `rank` is where it stands among the others."""

    id = UUID(primary_key=True, default=None)
    edition = UUID(null=True, default=None)
    rank = Varchar(length=160)
    kind = Varchar(length=20)
    about = Varchar(length=80, default="")
    team = UUID(null=True, default=None)
    outside = Boolean(default=False)
    body = Bytea(default=b"")
    edition_rank = Unique(["edition", "rank"])
    edition_key = Unique(["edition", "kind", "about", "team"])
