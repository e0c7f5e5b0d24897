"""CRMs that are asked, how far each walk has come, and what people there call what they say."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class CrmConnection(Table, tablename="crm_connection"):
    """One CRM. `secret` holds its token sealed; `every` is in minutes, 0 while it is asked on demand alone.

    `steps_since` is the same for its next steps, empty until they were listed once, and `steps` a code of why they are not read.

    `woken_at` is when the CRM itself said last that something changed; `since` is the newest change known, `full_at` when everything was listed
    last. It is not asked before `not_before`, and by nobody but whoever holds the `lease` until `lease_until`. `problem` is a code, empty while all
    is well; `failures` counts those in a row.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40, unique=True)
    base = Varchar(length=200)
    secret = Bytea(null=True, default=None)
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    every = Integer(default=0)
    since = Varchar(length=40, default="")
    steps_since = Varchar(length=40, default="")
    steps = Varchar(length=20, default="")
    full_at = Timestamptz(null=True, default=None)
    woken_at = Timestamptz(null=True, default=None)
    not_before = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    problem = Varchar(length=20, default="")
    detail = Varchar(length=200, default="")


class CrmRun(Table, tablename="crm_run"):
    """One walk through a CRM. `kind` is look, which writes no deal, or pull; `state` is running, done or stopped; `open_key` lets one run at a time.

    `found` counts the words that deals use, `left_out` holds the deals that stayed out and why, both as JSON.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40, index=True)
    kind = Varchar(length=10)
    state = Varchar(length=10)
    open_key = Varchar(length=40, null=True, default=None, unique=True)
    cursor = Text(default="")
    full = Integer(default=0)
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    pages = Integer(default=0)
    deals = Integer(default=0)
    added = Integer(default=0)
    changed = Integer(default=0)
    same = Integer(default=0)
    skipped = Integer(default=0)
    found = Text(default="")
    left_out = Text(default="")


class CrmWriting(Table, tablename="crm_writing"):
    """The field “Evidence stage” of one CRM: its name or key there, and whether it is written. Times, the lease and the trouble are as for a walk;
    `wrote_at` is when a deal was told last.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40, unique=True)
    field = Varchar(length=80, default="")
    active = Boolean(default=False)
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    not_before = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    problem = Varchar(length=20, default="")
    detail = Varchar(length=200, default="")
    wrote_at = Timestamptz(null=True, default=None)


class CrmWritten(Table, tablename="crm_written"):
    """What one deal of a CRM was told last: `words` at a time, empty before the first.

    `tried` is what it would not take: `problem` is gone or the word by which the CRM refused it, for `tries` in a row. It is not tried before
    `not_before`, unless there is something else to tell.
    """

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40)
    key = Varchar(length=200)
    deal = UUID(null=True, default=None)
    words = Varchar(length=200, default="")
    at = Timestamptz(null=True, default=None)
    tried = Varchar(length=200, default="")
    problem = Varchar(length=60, default="")
    tries = Integer(default=0)
    not_before = Timestamptz(null=True, default=None)
    told_once = Unique(["source", "key"])


class CrmWord(Table, tablename="crm_word"):
    """What people call a stage, a pipeline or an owner of a CRM, by its id there; `guess` is what the CRM itself says of it."""

    id = UUID(primary_key=True, default=None)
    source = Varchar(length=40)
    kind = Varchar(length=10)
    pipeline = Varchar(length=80, default="")
    word = Varchar(length=200, default="")
    label = Varchar(length=200, default="")
    guess = Varchar(length=200, default="")
    called_once = Unique(["source", "kind", "pipeline", "word"])
