"""The compiled academy and the history of its questions."""

from piccolo.columns import UUID, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Compiled(Table, tablename="compiled"):
    """A lesson or a manifest as JSON, under the SHA-256 of that JSON. Rows are never changed or deleted: a take may have pinned them.

    Only the row `sources` changes: it holds the files of the last load, for authors who begin from them.
    """

    hash = Varchar(length=64, primary_key=True, default="")
    kind = Varchar(length=10)
    body = Text(default="")


class AcademyState(Table, tablename="academy_state"):
    """The one row named `current` says which manifest is served. `diagnostics` is what the last load had to say, as JSON."""

    name = Varchar(length=10, primary_key=True, default="")
    hash = Varchar(length=64)
    loaded_at = Timestamptz(null=True, default=None)
    loaded_by = Varchar(length=100, default="")
    checked = Varchar(length=64, default="")
    lessons = Integer(default=0)
    errors = Integer(default=0)
    warnings = Integer(default=0)
    diagnostics = Text(default="[]")


class QuestionRevision(Table, tablename="question_revision"):
    """One wording of one meaning of a question, logged when it was first loaded. `root` is the key under which the history began."""

    id = UUID(primary_key=True, default=None)
    key = Varchar(length=140, index=True)
    root = Varchar(length=140, index=True)
    revision = Integer(default=1)
    wording = Integer(default=1)
    key_fp = Varchar(length=64)
    text_fp = Varchar(length=64)
    lesson_version = Integer(default=1)
    first_seen = Timestamptz(null=True, default=None)
    once = Unique(["key", "revision", "wording"])
