"""The tables of the gap model: one row a term of a person, and the numbered snapshots of what all people share.

Every row of a person follows from that person's own facts and the snapshot that `gap_person` names; `plumbline gaps rebuild` makes them again.
A term is its mean, its variance and when it was last touched, in logits and seconds since the epoch, in double precision.
"""

from piccolo.columns import UUID, BigInt, Boolean, DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class GapPerson(Table, tablename="gap_person"):
    """The terms of a person as a whole, the snapshot they were all folded under, and the number of the newest fact that they hold.

    `looked` is the number of the newest of them that may have changed a row of `gap_deal`; `rewritten`, how often all rows were put in place anew:
    what somebody holds in memory of the rows before tells nothing of them.
    """

    person = UUID(primary_key=True, default=None)
    snapshot = Integer(default=0, index=True)
    folded = Integer(default=0)
    looked = Integer(default=0)
    rewritten = Integer(default=0)
    ability_mean = DoublePrecision(null=True, default=None)
    ability_var = DoublePrecision(null=True, default=None)
    ability_at = DoublePrecision(null=True, default=None)
    form_mean = DoublePrecision(null=True, default=None)
    form_at = DoublePrecision(null=True, default=None)
    doing_mean = DoublePrecision(null=True, default=None)
    doing_var = DoublePrecision(null=True, default=None)
    doing_at = DoublePrecision(null=True, default=None)


class GapBehaviour(Table, tablename="gap_behaviour"):
    """What a person knows of a behaviour and does of it. `days` and `weeks` are strips, as `gaps.tally` describes them.

    `last` is when newest evidence came, and `folded` the number of the newest fact that may have changed the row.
    """

    id = UUID(primary_key=True, default=None)
    person = UUID(null=True, default=None)
    behaviour = Varchar(length=80)
    folded = Integer(default=0)
    know_mean = DoublePrecision(null=True, default=None)
    know_var = DoublePrecision(null=True, default=None)
    know_at = DoublePrecision(null=True, default=None)
    know_days = Text(default="")
    know_weeks = Text(default="")
    know_last = DoublePrecision(null=True, default=None)
    do_mean = DoublePrecision(null=True, default=None)
    do_var = DoublePrecision(null=True, default=None)
    do_at = DoublePrecision(null=True, default=None)
    do_weeks = Text(default="")
    do_last = DoublePrecision(null=True, default=None)
    person_behaviour = Unique(["person", "behaviour"])


class GapQuestion(Table, tablename="gap_question"):
    """What a person remembers of one question beyond its behaviours. `item` is its key, as `gaps.evidence` makes it."""

    id = UUID(primary_key=True, default=None)
    person = UUID(null=True, default=None)
    item = Varchar(length=260)
    mean = DoublePrecision(default=0.0)
    var = DoublePrecision(default=0.0)
    at = DoublePrecision(default=0.0)
    person_item = Unique(["person", "item"])


class GapDeal(Table, tablename="gap_deal"):
    """A deal's own part in what is shown of a behaviour on it, and the newest looks, as `gaps.book.Look` has them.

    `looked` is when the newest one was, and `missing` are the clauses that it found nothing for, parted by spaces; `seen` is the newest one that
    counts, `met` how much it found and `fair` whether its deal was picked by turn or at random. Until one counts, mean, variance and `seen` are
    null: it was only claimed.
    """

    id = UUID(primary_key=True, default=None)
    person = UUID(null=True, default=None)
    behaviour = Varchar(length=80)
    deal = Varchar(length=40)
    mean = DoublePrecision(null=True, default=None)
    var = DoublePrecision(null=True, default=None)
    at = DoublePrecision(null=True, default=None)
    looked = DoublePrecision(default=0.0)
    missing = Text(default="")
    seen = DoublePrecision(null=True, default=None)
    met = DoublePrecision(default=0.0)
    fair = Boolean(default=False)
    person_behaviour_deal = Unique(["person", "behaviour", "deal"])
    person_looked = Unique(["person", "looked", "behaviour", "deal"])
    """No rule of its own, but the index by which the looks of half a year are found among those of many years."""


class GapSnapshot(Table, tablename="gap_snapshot"):
    """One settling: what all people share, kept for ever. Number 0 has no row: nothing is settled, everything is at its prior.

    `answers` is how many pieces of evidence it was made from. `terms` and `prior` are JSON: difficulties and leniencies, and the prior in use.
    When a prior was fitted to this academy, `before` is the one that was in use until then, and `gain` what the new one is better by: log loss per
    answer of people it was not fitted on; 0 when nothing better was found. `told` is a JSON list: what was said, and what came of it, as
    `gaps.candour` describes it.
    """

    id = UUID(primary_key=True, default=None)
    number = Integer(default=0)
    made_at = Timestamptz(null=True, default=None)
    answers = BigInt(default=0)
    terms = Text(default="{}")
    prior = Text(default="{}")
    before = Text(default="")
    gain = DoublePrecision(null=True, default=None)
    told = Text(default="[]")
    only_one = Unique(["number"])


class GapFocus(Table, tablename="gap_focus"):
    """The one behaviour that leads everywhere since `at`, one row; its behaviour is empty while none does."""

    name = Varchar(length=20, primary_key=True, default="")
    behaviour = Varchar(length=80, default="")
    at = Timestamptz(null=True, default=None)
