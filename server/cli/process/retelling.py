"""What an import of a process would do, in sentences for the terminal."""

from collections.abc import Iterator

from server.cli.counted import counted
from server.lessons.spreadsheet.columns import FIELDS
from server.lessons.spreadsheet.plan import Plan
from server.lessons.spreadsheet.told import Told
from server.process.map import Process


def lines(found: Plan, told: Told) -> Iterator[str]:
    """Everything somebody should know before the files are written."""
    now, before = found.met.process, found.before
    stages, behaviours = counted(len(now.stages), "stage"), counted(len(now.behaviours), "behaviour")
    yield f"{stages}, {behaviours}, {counted(len(now.motions), 'kind of deal', 'kinds of deals')}."
    if told.strangers:
        yield f"Not read, because nothing is known of them: {', '.join(told.strangers)}."
    if before is not None:
        yield from _gone(found, before)
    for id, fields in found.met.unwritten.items():
        heads = ", ".join(FIELDS[field][0] for field in fields)
        yield f"  {now.behaviour[id].title}: no words yet for {heads}; the file holds some to write over."
    yield from _lessons(found)
    for old, new in found.cadences.items():
        title = before.stage_title(old) if before else old
        went = f"goes on under {now.stage_title(new)}" if new else "goes: the stage that takes it over has its own"
        yield f"  The cadence of {title} in academy.yml {went}."
    if before is not None and now.version != before.version:
        yield f"  The process is version {now.version}; lessons say for which version they were written."
    if found.growing:
        yield "  academy.yml says `coverage: growing` until what is new has its lessons."
    for one in found.broken:
        yield f"  {one.path}:{one.line}: {one.code} {one.message}"


def _gone(found: Plan, before: Process) -> Iterator[str]:
    now, met = found.met.process, found.met
    for old, (new, said) in met.over.items():
        why = "" if said else f' To say otherwise, write {old} under "{FIELDS["takes_over"][0]}" of another stage.'
        gates = [
            one.title
            for one in met.process.in_stage(new)
            if one.id in before.behaviour and before.behaviour[one.id].stage == old and one.gate
        ]
        kept = f" Gates that move along: {', '.join(gates)}." if gates else ""
        yield f"  {before.stage_title(old)} is taken over by {now.stage_title(new)}: open deals in it go on there.{kept}{why}"
    for one in before.behaviours:
        if one.id not in now.behaviour:
            gate = ", a gate" if one.gate else ""
            yield f"  {one.title} ({one.id}{gate}) has no row and goes. What was recorded of it stays to be read."
        elif one.id in met.followed and one.stage not in now.stage:
            yield f"  {one.title} ({one.id}) has no row and goes on in {now.stage_title(now.behaviour[one.id].stage)}, which takes over its stage."
    for id in now.behaviour:
        if id not in before.behaviour:
            yield f"  {now.behaviour[id].title} is new: {id}."


def _lessons(found: Plan) -> Iterator[str]:
    for one in found.lessons:
        if one.change == "stage":
            yield f"  {one.path} belongs to {found.met.process.stage_title(one.about)} now."
        elif one.about:
            yield f"  {one.path} becomes a draft: it is about what is gone ({one.about})."
        else:
            yield f"  {one.path} becomes a draft: something that it names is gone."
