"""An academy comes into force as by a load: it is served, its standard is kept, and the fact wakes what follows."""

from datetime import datetime

from server import db, ids, ledger
from server.facts import AcademyLoaded
from server.ledger import Entry
from server.lessons import queries as lessons
from server.lessons.compiler.edition import pack_standard
from server.lessons.compiler.model import Academy
from server.lessons.tables import Compiled
from tests import selling


async def put_in_force(academy: Academy, at: datetime) -> None:
    """From this moment on."""
    before = (await lessons.state()).hash
    await selling.serve(academy)
    standard, body = pack_standard(academy)
    await Compiled.insert(Compiled(hash=standard, kind="standard", body=body.decode())).on_conflict(action="DO NOTHING")
    now = (await lessons.current()).hash
    fact = AcademyLoaded(academy=now, lessons=len(academy.lessons), errors=0, warnings=0, before=before, standard=standard)
    await db.run(lambda: ledger.record(fact, Entry(id=ids.new(), at=at, actor=None)))
