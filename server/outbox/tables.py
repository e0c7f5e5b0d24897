"""The outbox's table."""

from piccolo.columns import UUID, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class OutboxRow(Table, tablename="outbox"):
    """One message. `kind` is mail or call; `state` is waiting, sent, dead after its last try, or dropped; `due` is when it may next be claimed, None
    once it is over. Until `held` a sender has it in hand. `problem` is what was answered to the last try, `mark` which kind of trouble that is.
    """

    id = UUID(primary_key=True, default=None)
    kind = Varchar(length=10, default="mail")
    made = Timestamptz(null=True, default=None)
    due = Timestamptz(null=True, default=None, index=True)
    state = Varchar(length=10, default="waiting", index=True)
    attempts = Integer(default=0)
    body = Text(default="")
    held = Timestamptz(null=True, default=None)
    problem = Text(default="")
    mark = Varchar(length=20, default="")
