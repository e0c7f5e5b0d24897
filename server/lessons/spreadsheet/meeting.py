"""A table meets the process that is there: which ids are kept, what is new, what is gone, and which stage takes over one that is gone."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.process.changes import differences
from server.lessons.spreadsheet.behaviours import left_to_write, merged
from server.lessons.spreadsheet.columns import FIELDS, plain
from server.lessons.spreadsheet.motions import motions
from server.lessons.spreadsheet.names import known
from server.lessons.spreadsheet.told import Fault, Told, ToldBehaviour, ToldStage
from server.process.map import Behaviour, Process, Stage

DAYS = 30
"""The usual days of a stage of which nobody said any."""


class Met(Struct, frozen=True, kw_only=True):
    """The process that follows, and what has to be decided (`questions`) or mended (`faults`) before.

    `over` says of each stage that is gone which one takes it over and whether the table says so; `followed` are behaviours without a row that go
    on in the stage that took over theirs; `lines` is the line of each stage and behaviour by `stage/ID` and `behaviour/ID`; `unwritten` the
    fields of new behaviours that hold words to write over.
    """

    process: Process
    questions: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    over: Mapping[str, tuple[str, bool]]
    followed: tuple[str, ...]
    lines: Mapping[str, int]
    unwritten: Mapping[str, tuple[str, ...]]


def meet(told: Told, before: Process | None, *, as_new: bool = False) -> Met:
    """What the table and the process make together. The table is whole: what of the process it does not name is gone.

    A stage that takes over others keeps what is done in them and in itself without a row for it, with its gates. `as_new`: a title that is only
    like one of the process is new.
    """
    there = {one.id: one.title for one in (before.stages if before else ())}
    works = {one.id: one.title for one in (before.behaviours if before else ())}
    stages = known(told.stages, there, FIELDS["stage_id"][0], as_new=as_new)
    names = known(told.behaviours, works, FIELDS["behaviour_id"][0], as_new=as_new)
    ids = {_key(row): id for row, id in zip(told.stages, stages.ids, strict=True)}
    faults = [*told.faults, *stages.faults, *names.faults]
    said = _said(told.stages, ids, there, before.moved if before else {}, faults)
    made = _made(told, ids, names.ids, before, faults)
    keep = {ids[_key(row)] for row in told.stages if row.takes_over}
    followed = _followed(said, keep, {one.id for one, _row in made}, before)
    over = _over(before, tuple(ids.values()), said, {one.id: one.stage for one, _row in made})
    rows = tuple((_stage(row, ids[_key(row)], before), row) for row in told.stages)
    order = [stage.id for stage, _row in rows]
    all_works = sorted((*made, *((one, None) for one in followed)), key=lambda one: order.index(one[0].stage))
    moved = {**(before.moved if before else {}), **{old: new for old, (new, _said) in over.items()}}
    moved = {old: over[new][0] if new in over else new for old, new in moved.items() if old not in order}
    process = Process(
        id=before.id if before else "ours",
        version=before.version if before else 1,
        title=before.title if before else "Our sales process",
        about=before.about if before else "",
        stages=tuple(stage for stage, _row in rows),
        behaviours=tuple(one for one, _row in all_works),
        motions=motions(told.motions, rows, all_works, before, moved),
        moved=moved,
    )
    if before is not None and differences(before, process):
        # Lessons say for which version they were written: whoever wrote them reads them again after a change.
        process = replace(process, version=before.version + 1)
    faults += [
        Fault(1, f"No behaviour is a gate of {one.title!r}. Say yes for at least one.")
        for one in process.motions
        if not one.gates
    ]
    return Met(
        process=process,
        questions=(*stages.questions, *names.questions),
        faults=tuple(sorted(faults)),
        over=over,
        followed=tuple(one.id for one in followed),
        lines={
            **{f"stage/{stage.id}": row.line for stage, row in rows},
            **{f"behaviour/{one.id}": row.line for one, row in made},
        },
        unwritten={one.id: left for one, row in made if one.id not in works and (left := left_to_write(row))},
    )


def _key(row: ToldStage) -> str:
    return plain(row.title) or row.title


def _said(
    rows: Sequence[ToldStage], ids: Mapping[str, str], there: Mapping[str, str], moved: Mapping[str, str], faults: list[Fault]
) -> Mapping[str, str]:
    """Stage of old to the stage whose row says that it takes it over. What it took over already (`moved`) is said again and changes nothing."""
    found: dict[str, str] = {}
    for row in rows:
        for name in row.takes_over:
            old = next((id for id, title in there.items() if plain(name) in {plain(id), plain(title)}), "")
            head = FIELDS["takes_over"][0]
            if old in ids.values():
                faults.append(
                    Fault(row.line, f"{head!r} names {name!r}, which has a row of its own. A stage is taken over or stays.")
                )
            elif old in found:
                faults.append(Fault(row.line, f"{head!r} names {name!r}, which another stage takes over already."))
            elif old:
                found[old] = ids[_key(row)]
            elif ids[_key(row)] not in moved.values():
                faults.append(Fault(row.line, f"{head!r} names {name!r}, and the process has no such stage."))
    return found


def _made(
    told: Told, ids: Mapping[str, str], names: Sequence[str], before: Process | None, faults: list[Fault]
) -> list[tuple[Behaviour, ToldBehaviour]]:
    """The behaviours that have a row."""
    found = []
    for row, id in zip(told.behaviours, names, strict=True):
        was = before.behaviour.get(id) if before else None
        if not row.boxes and was is None:
            faults.append(Fault(row.line, f"{row.title!r} needs {FIELDS['done'][0]!r}: what must be seen, parted by semicolons."))
        found.append((merged(row, id, ids[row.stage], was, gate=_gate(row, was, told)), row))
    return found


def _gate(row: ToldBehaviour, was: Behaviour | None, told: Told) -> bool:
    """Whether it is a gate: as the table says; where it has no such column, as it was, and new ones are."""
    if any(row.motions.values()):
        return True
    if told.motions and row.gate is None:
        return False
    return row.gate if row.gate is not None else was.gate if was else True


def _followed(said: Mapping[str, str], keep: set[str], have_rows: set[str], before: Process | None) -> tuple[Behaviour, ...]:
    """What has no row and stays all the same: in a stage that takes over others, what was done in them and in itself."""
    found = []
    for one in before.behaviours if before else ():
        stage = said.get(one.stage, one.stage)
        if stage in keep and one.id not in have_rows:
            found.append(replace(one, stage=stage, file=f"process/{stage}/{one.file.rpartition('/')[2]}"))
    return tuple(found)


def _over(
    before: Process | None, order: Sequence[str], said: Mapping[str, str], now: Mapping[str, str]
) -> Mapping[str, tuple[str, bool]]:
    """Which stage takes over each that is gone, and whether the table says so.

    Where it does not: where most of what was done in it is done now, else the next stage that stayed, else the last one that did, else the one at
    the same part of the way.
    """
    found: dict[str, tuple[str, bool]] = {}
    stages = [stage.id for stage in before.stages] if before else []
    for place, old in enumerate(stages):
        if old in order or not order:
            continue
        went = Counter(now[one.id] for one in (before.in_stage(old) if before else ()) if one.id in now)
        later = [one for one in stages[place:] if one in order]
        earlier = [one for one in stages[:place] if one in order]
        like = (
            *(stage for stage, _n in went.most_common(1)),
            *later[:1],
            *earlier[-1:],
            order[place * len(order) // len(stages)],
        )
        found[old] = (said[old], True) if old in said else (like[0], False)
    return found


def _stage(row: ToldStage, id: str, before: Process | None) -> Stage:
    was = before.stage.get(id) if before else None
    return Stage(
        id=id,
        title=row.title,
        job=row.job or (was.job if was else "Write what the buyer does in this stage"),
        exit=row.exit or (was.exit if was else "Write what the buyer has done when this stage is left."),
        max_days=row.days or (was.max_days if was else DAYS),
    )
