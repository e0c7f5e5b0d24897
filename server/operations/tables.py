"""The table of jobs."""

from piccolo.columns import UUID, Integer, Timestamptz, Varchar
from piccolo.table import Table


class JobRow(Table, tablename="job"):
    """How one job goes, on whatever host it ran last. No word of anybody's stands here: `problem` is a mark, empty while all is well.

    `worked_at` is when it last did what it is for, `ended_at` when a round last ended, whatever came of it; `run` names the last round that failed,
    as the log does. `failures` are those in a row, since `failing_since`; `next_at` is when it is tried again. `trouble` is the fact by which
    admins were told, empty while they need not know. The round `running` is at it since `running_since`, on `running_on`, and said so at
    `running_seen`: one that takes long, and from its beginning one that goes alone, or that an admin asked for. `asked_at` is when an admin asked for
    a round that is not over; while one is at that, until when the others leave it alone. `begun_at` is when the work of a night, or another try of
    it, was begun or last ended, while nobody has said what came of it.
    """

    name = Varchar(length=40, primary_key=True)
    worked_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    host = Varchar(length=80, default="")
    problem = Varchar(length=80, default="")
    run = UUID(null=True, default=None)
    failures = Integer(default=0)
    failing_since = Timestamptz(null=True, default=None)
    next_at = Timestamptz(null=True, default=None)
    trouble = UUID(null=True, default=None)
    asked_at = Timestamptz(null=True, default=None)
    running = UUID(null=True, default=None)
    running_since = Timestamptz(null=True, default=None)
    running_on = Varchar(length=80, default="")
    running_seen = Timestamptz(null=True, default=None)
    begun_at = Timestamptz(null=True, default=None)
