"""What the page of the versions of a process looks like."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from server.html import Page
from server.inspections.queries import Open
from server.lessons.compiler.edition import Standard
from server.lessons.queries import Served
from server.people.queries import Charge
from server.process.map import Clause
from server.web.pages.process_changes import ProcessChangesPage
from server.web.process_versions import versions
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
    }
