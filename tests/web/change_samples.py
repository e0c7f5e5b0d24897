"""What the page of the versions of a process looks like."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from server.html import Page
from server.inspections.queries import Open, Point
from server.inspections.spells import Spell
from server.inspections.wording import Agreement, Read
from server.lessons.compiler.edition import Standard
from server.lessons.compiler.edits.reworded import reworded
from server.lessons.queries import Served
from server.people.queries import Charge
from server.process.map import Clause
from server.web.academy.process_versions import versions
from server.web.pages.clause import ClausePage, Worded
from server.web.pages.process_changes import ProcessChangesPage
from tests.selling import ACADEMY, EDITION, PROCESS

MAY, JUNE = datetime(2026, 5, 4, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)
STEP = PROCESS.behaviours[0]
REWORDED = replace(STEP.clauses[0], text="Written down & dated by a named buyer")
NOW = replace(
    PROCESS,
    version=4,
    behaviours=(
        replace(STEP, clauses=(REWORDED, Clause(id="live", text="Agreed in the <meeting>", source="buyer"))),
        *(one for one in PROCESS.behaviours[1:] if one.id != "insight-shared"),
    ),
)
SERVED = (
    Served(since=MAY, standard=Standard(process=PROCESS)),
    Served(since=JUNE, standard=Standard(process=NOW, thresholds={"stage_accuracy": 60})),
)
OLD, NEW = Spell(since=MAY, text=STEP.clauses[0].text), Spell(since=JUNE, text=REWORDED.text)
POINTS = tuple(Point(at=day, alike=alike, pairs=3, version=1) for day, alike in ((MAY, 1), (JUNE, 2)))
BEFORE = Worded(1, OLD, (), Read(version=1, agreement=Agreement(deals=3, alike=7, pairs=12), likely=(0.41, 0.72)), POINTS)
SINCE = Worded(
    2, NEW, reworded([OLD.text], [NEW.text]), Read(version=2, agreement=Agreement(deals=1, alike=3, pairs=3), likely=None), ()
)
CHARGES = (Charge(name="Sam Author", began=MAY, ended=None),)
OPEN = Open(sheets={STEP.id: 2}, asked={STEP.id: 1}, claimed={})


def pages() -> Mapping[str, Page]:
    """One of each, and each of its states."""
    edition = replace(EDITION, academy=replace(ACADEMY, process=NOW))
    found = versions(SERVED, CHARGES, edition, OPEN)
    alone = versions(SERVED[:1], (), EDITION, OPEN)
    again = replace(SERVED[1], standard=replace(SERVED[1].standard, process=replace(NOW, version=3)))
    return {
        "what changed in the process": ProcessChangesPage(title="A small process", versions=found),
        "a process that never changed": ProcessChangesPage(title="A small process", versions=alone),
        "a change under the same version": ProcessChangesPage(title="", versions=versions((SERVED[0], again), (), edition, OPEN)),
        "no process that could have changed": ProcessChangesPage(title="", versions=()),
        "a clause that was worded anew": ClausePage(behaviour=STEP, clause=REWORDED, wordings=(SINCE, BEFORE)),
        "a clause that asks for something else": ClausePage(
            behaviour=STEP, clause=REWORDED, wordings=(Worded(2, replace(NEW, anew=True), (), None, ()), BEFORE)
        ),
        "a clause that nobody compared": ClausePage(behaviour=STEP, clause=STEP.clauses[0], wordings=()),
    }
