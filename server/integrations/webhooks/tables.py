"""Where other systems want to be told."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class WebhookRow(Table, tablename="webhook"):
    """One address. `events` is a JSON list of names. The secrets are sealed, and `url` too, because many services take its path for a password.

    `old_secret` also signs until `old_until`. `told_at` is when it was last told with success; `failed_at`,
    `failures` in a row and `problem` are of what went wrong since.
    """

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=80)
    url = Bytea(default=b"")
    host = Varchar(length=255)
    events = Text(default="[]")
    secret = Bytea(default=b"")
    old_secret = Bytea(null=True, default=None)
    old_until = Timestamptz(null=True, default=None)
    by = UUID(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    told_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    problem = Text(default="")
