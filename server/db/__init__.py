"""The only place that knows the engine.

`run(verb)` runs one async function in one transaction and repeats it when the database says so. `Prepared` compiles a Piccolo select once;
`Statement` does the same for SQL, with as many `blanks` as there are values. `open_engine(url)` makes the engine, `use(engine, tables)` binds it,
`migrate()` brings the schema up to date.
`folded` is the SQL of text without case and accents.
`among` asks for rows of very many. What is read in a block of `afar()` may come from a replica; what goes through many rows is asked in one of
`scanning()`.
"""

from server.db.among import among
from server.db.engine import close, current, open_engine, start, use
from server.db.faults import Duplicate, is_away, is_forbidden, is_of_one_deed, is_unavailable, remedy, translate
from server.db.folding import folded
from server.db.migrate import migrate, migrations, pending, refuse_newer
from server.db.of_row import of_row
from server.db.prepared import P, Prepared, Statement, blanks
from server.db.replicas import afar
from server.db.scans import scanning
from server.db.statements import counted
from server.db.transaction import run

__all__ = [
    "Duplicate",
    "P",
    "Prepared",
    "Statement",
    "afar",
    "among",
    "blanks",
    "close",
    "counted",
    "current",
    "folded",
    "is_away",
    "is_forbidden",
    "is_of_one_deed",
    "is_unavailable",
    "migrate",
    "migrations",
    "of_row",
    "open_engine",
    "pending",
    "refuse_newer",
    "remedy",
    "run",
    "scanning",
    "start",
    "translate",
    "use",
]
