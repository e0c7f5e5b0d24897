"""Where somebody wants their line, and the one bot that finds people in Slack."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class ChatRow(Table, tablename="chat"):
    """The chat of a person: `form` is slack or teams, then `url` is a sealed address; or bot, then `account` is Slack's id of the person,
    empty until it is looked up. `day`, `notes` and `reveals` are what they want; the rest as of a webhook.
    """

    person = UUID(primary_key=True, default=None)
    form = Varchar(length=10)
    url = Bytea(default=b"")
    host = Varchar(length=255)
    account = Varchar(length=40, default="")
    day = Boolean(default=False)
    notes = Boolean(default=False)
    reveals = Boolean(default=False)
    made_at = Timestamptz(null=True, default=None)
    told_at = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    problem = Text(default="")


class SlackRow(Table, tablename="slack"):
    """The one connection to Slack; its `key` is bot. `token` is sealed; `team` is Slack's id of the workspace, `name` what it is called,
    `bot` who writes.

    `problem` is a code with a `detail`: why the last thing failed, at `problem_at`, empty since it went well. Until `busy_until` Slack asked to wait.
    """

    key = Varchar(length=10, primary_key=True, default="")
    base = Varchar(length=200)
    token = Bytea(default=b"")
    team = Varchar(length=40)
    name = Varchar(length=100)
    bot = Varchar(length=100)
    made_at = Timestamptz(null=True, default=None)
    told_at = Timestamptz(null=True, default=None)
    tried_at = Timestamptz(null=True, default=None)
    problem = Varchar(length=20, default="")
    detail = Varchar(length=60, default="")
    problem_at = Timestamptz(null=True, default=None)
    busy_until = Timestamptz(null=True, default=None)
