"""The repository that is fetched, what of it is served, and what was taken over or refused."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class LessonSource(Table, tablename="lesson_source"):
    """One row, `name` is lessons. `place` says which repository, branch and folder the rest is about.

    `token` opens it and `secret` is what its host signs with, both sealed. `woken_at` is when the host said last that something was pushed;
    `asked` is what an admin wants, fetch or look, empty for nothing, and `branch` the branch of a look. `looked_at` is when a fetch last began
    that succeeded, and `head` the commit it found; `commit` is the one that was taken over last, and `academy` the edition it became.

    It is not fetched before `not_before`, and by nobody but whoever holds the `lease` until `lease_until`. `problem` is a code, empty while all
    is well, about the commit `refused`, or about the repository when that is empty; `failures` counts those in a row, the last of which
    began at `failed_at`. `preview` is the last look, as JSON.
    """

    name = Varchar(length=10, primary_key=True, default="")
    place = Varchar(length=64, default="")
    token = Bytea(null=True, default=None)
    secret = Bytea(null=True, default=None)
    secret_at = Timestamptz(null=True, default=None)
    woken_at = Timestamptz(null=True, default=None)
    asked = Varchar(length=10, default="")
    branch = Varchar(length=200, default="")
    looked_at = Timestamptz(null=True, default=None)
    head = Varchar(length=64, default="")
    commit = Varchar(length=64, default="")
    academy = Varchar(length=64, default="")
    not_before = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    failed_at = Timestamptz(null=True, default=None)
    problem = Varchar(length=20, default="")
    detail = Varchar(length=200, default="")
    refused = Varchar(length=64, default="")
    preview = Text(default="")


class LessonCommit(Table, tablename="lesson_commit"):
    """One commit that arrived: `problem` is empty when it was taken over, and else the code of why not.

    `errors` and `warnings` are what the compiler said of it, `mailed` is how many people were told. `author` and `subject` are as the commit says.
    """

    id = UUID(primary_key=True, default=None)
    commit = Varchar(length=64, index=True)
    author = Varchar(length=200, default="")
    subject = Varchar(length=200, default="")
    written_at = Timestamptz(null=True, default=None)
    at = Timestamptz(null=True, default=None, index=True)
    academy = Varchar(length=64, default="")
    errors = Integer(default=0)
    warnings = Integer(default=0)
    problem = Varchar(length=20, default="")
    mailed = Integer(default=0)
