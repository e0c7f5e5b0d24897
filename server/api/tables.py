"""What was answered to a program that changed something."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from server.people.tables import Person


class ApiAnswer(Table, tablename="api_answer"):
    """The answer to one POST, kept for a day so that the same key gets the same answer. `id` follows from whose key it is and the key itself;
    `digest` is the SHA-256 of what was sent, `body` the JSON that was answered.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    digest = Varchar(length=64)
    status = Integer(default=200)
    body = Text(default="")
    location = Varchar(length=200, default="")
    at = Timestamptz(null=True, default=None, index=True)
