"""What an edit does to the ids of a process (P022): the process as it was beside the files as they are.

A behaviour or a clause that is taken away is no fault: what was recorded stays to be read. A fault is one whose record would end although its words
go on, because they stand under another id, or whose record would be mixed up, because its id names something else.
"""

from collections.abc import Iterator, Sequence

from server.lessons.compiler.corpus import Found
from server.lessons.compiler.faults import Fault
from server.lessons.compiler.library import Library
from server.lessons.compiler.likeness import shared
from server.lessons.compiler.markdown.front import Value
from server.lessons.compiler.process.changes import STRANGE, former
from server.lessons.compiler.process.files import REFERENCE
from server.lessons.compiler.questions.identity import LIKENESS
from server.process.map import Behaviour, Clause, Process


def process_base_faults(before: Process, now: Process, library: Library) -> Iterator[Found]:
    """P022, at most one for each id."""
    pairs = [(old, one) for one in now.behaviours if (old := former(before, one)) is not None]
    kept = {old.id for old, _now in pairs}
    new = [one for one in now.behaviours if former(before, one) is None]
    for old in before.behaviours:
        if old.id not in kept:
            yield from _behaviour(old, new, library)
    for old, one in pairs:
        if _is_another(old, one):
            message = f"the id `{one.id}` named another behaviour before: “{old.title}”"
            mend = "give this behaviour an id of its own; what was recorded under the old one stays with the old one"
            yield one.file, _fault(_at(library, one.file, "id"), message, mend)
        else:
            yield from _aliases(old, one, now, library)
            yield from _clauses(old, one, library)
    yield from _stages(before, now, library)


def _behaviour(old: Behaviour, new: Sequence[Behaviour], library: Library) -> Iterator[Found]:
    """A behaviour whose id nobody has, at the one that has its words."""
    near = max(((_share(old, one), one.id, one) for one in new), default=None)
    if near is not None and near[0] >= LIKENESS:
        share, id, one = near
        message = f"the behaviour `{old.id}` is gone; `{id}` is {share:.0%} similar"
        mend = f"keep the old id: write id: {old.id}; or write aliases: [{old.id}] in this file"
        yield one.file, _fault(_at(library, one.file, "id"), message, mend)


def _aliases(old: Behaviour, one: Behaviour, now: Process, library: Library) -> Iterator[Found]:
    """Ids that the behaviour had before, and that nobody names any more."""
    named = {id for behaviour in now.behaviours for id in (behaviour.id, *behaviour.aliases)}
    lost = [alias for alias in old.aliases if alias not in named]
    if lost:
        names, they = ", ".join(f"`{alias}`" for alias in lost), "is no alias" if len(lost) == 1 else "are no aliases"
        message = f"{names} {they} any more, and what was recorded under that id is not of `{one.id}`"
        mend = f"write aliases: [{', '.join((*one.aliases, *lost))}]"
        yield one.file, _fault(_at(library, one.file, "aliases" if one.aliases else "id"), message, mend)


def _clauses(old: Behaviour, one: Behaviour, library: Library) -> Iterator[Found]:
    were, are = ({clause.id: clause for clause in behaviour.clauses} for behaviour in (old, one))
    new = [clause for clause in one.clauses if clause.id not in were]
    for clause in old.clauses:
        if clause.id in are and shared(clause.text, are[clause.id].text) >= STRANGE:
            continue
        rivals = [other for other in new if shared(clause.text, other.text) >= LIKENESS]
        if rivals:
            near = max(rivals, key=lambda other: shared(clause.text, other.text))
            share = shared(clause.text, near.text)
            message = f"the clause `#{clause.id}` is gone; `#{near.id}` is {share:.0%} similar"
            yield one.file, _at_clause(library, one, near, message, f"keep the old id: `#{clause.id}`")
        elif clause.id in are:
            message = f"`#{clause.id}` named another clause before: “{clause.text}”"
            mend = "give the new clause an id of its own, so that what was ticked before stays with what was asked"
            yield one.file, _at_clause(library, one, are[clause.id], message, mend)


def _stages(before: Process, now: Process, library: Library) -> Iterator[Found]:
    """A stage whose id nobody has, while one with its name is new; and one of old of which is not said any more what took it over."""
    new = {one.title.casefold(): one for one in now.stages if one.id not in before.stage}
    for old in before.stages:
        near = new.get(old.title.casefold())
        if near is not None and old.id not in now.stage and old.id not in now.moved:
            message = f"the stage `{old.id}` is gone; `{near.id}` is called “{near.title}” too"
            mend = f"keep the old id, or write moved: {{{old.id}: {near.id}}}, so that its deals go on"
            yield REFERENCE, _fault(_at(library, REFERENCE, "stages"), message, mend)
    for id, taker in before.moved.items():
        if id not in now.moved and id not in now.stage:
            message = f"nothing says any more that `{taker}` took over the stage `{id}`, and deals may still claim it"
            mend = f"keep moved: {{{id}: {now.now(taker)}}}"
            yield REFERENCE, _fault(_at(library, REFERENCE, "moved" if now.moved else "stages"), message, mend)


def _is_another(old: Behaviour, now: Behaviour) -> bool:
    """Whether nothing of a behaviour is left but its id."""
    same = old.title == now.title or {clause.id for clause in old.clauses} & {clause.id for clause in now.clauses}
    return not same and _share(old, now) < STRANGE


def _share(one: Behaviour, other: Behaviour) -> float:
    return shared(_text(one), _text(other))


def _text(one: Behaviour) -> str:
    return "\n".join((one.title, one.statement, *one.steps, *(clause.text for clause in one.clauses), one.inspect))


def _at(library: Library, path: str, key: str) -> Value:
    document = library.document(path)
    return (document.front.get(key) if document and document.front else None) or Value(1, 1)


def _at_clause(library: Library, one: Behaviour, clause: Clause, message: str, mend: str) -> Fault:
    chip, document = f"`#{clause.id}`", library.document(one.file)
    column = document.source.find(chip, clause.line) if document else 1
    return Fault("P022", clause.line, column, message, mend, len(chip))


def _fault(at: Value, message: str, mend: str) -> Fault:
    return Fault("P022", at.line, at.column, message, mend, at.length)
