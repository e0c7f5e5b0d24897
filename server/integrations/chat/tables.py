"""Where somebody wants their line."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class ChatRow(Table, tablename="chat"):
    """The chat of a person: `form` is slack or teams, `url` sealed. `day`, `notes` and `reveals` are what they want; the rest as of a webhook."""

    person = UUID(primary_key=True, default=None)
    form = Varchar(length=10)
    url = Bytea(default=b"")
    host = Varchar(length=255)
    day = Boolean(default=False)
    notes = Boolean(default=False)
    reveals = Boolean(default=False)
    made_at = Timestamptz(null=True, default=None)
    told_at = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    problem = Text(default="")
