"""The files under `process/` as one Process. What is broken is left out or empty, so that lessons can still be checked against the rest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler.context import Context
from server.lessons.compiler.library import Library
from server.lessons.compiler.model import Artifact, Rules
from server.lessons.compiler.part import Notebook, Part, title, words
from server.lessons.compiler.process.aliases import check_aliases, renamed
from server.lessons.compiler.process.artifact_files import check_proofs, read_artifact
from server.lessons.compiler.process.behaviour_file import parts, read_behaviour
from server.lessons.compiler.process.motions import read_motions
from server.lessons.compiler.process.moved import read_moved
from server.process.map import Behaviour, Process, Stage

ROOT = "process/"
REFERENCE = "process/reference.md"
ARTIFACTS = "process/artifacts/"

T = TypeVar("T", Stage, Behaviour, Artifact)


class ProcessFiles(Struct, frozen=True, kw_only=True):
    """The process, the ids of all artifacts that it names or has a page for, those pages, and the file of each behaviour."""

    process: Process | None
    artifacts: frozenset[str] = frozenset()
    pages: tuple[Artifact, ...] = ()
    leads_to_lessons: bool = False
    """Whether a page links to a file outside the process."""
    behaviour_paths: Mapping[str, str] = {}
    stage_paths: Mapping[str, str] = {}


def compile_process(library: Library, rules: Rules, wording: Context) -> Part[ProcessFiles]:
    """Everything under `process/`. The process is None when there is no such folder. `wording` judges the words of the pages of artifacts."""
    paths = sorted(path for path in library.files if path.startswith(ROOT))
    if not paths:
        return Part(ProcessFiles(process=None))
    notes = Notebook(library)
    order = _reference(notes, paths)
    stages = _stages(notes, _named(paths, "stage.md"), order)
    behaviours = _behaviours(notes, [path for path in paths if _is_behaviour(path)], stages)
    artifacts = _unique(notes, {path: read_artifact(path, notes, wording) for path in paths if path.startswith(ARTIFACTS)})
    _stray(notes, paths)
    now = {alias: one.id for one in behaviours.values() for alias in one.aliases}
    artifacts = {path: renamed(one, lambda id: now.get(id, id)) for path, one in artifacts.items()}
    check_proofs(artifacts, {one.id: one for one in behaviours.values()}, notes)
    process = _process(notes, order, stages, behaviours)
    told, broken = notes.close(rules)
    value = ProcessFiles(
        process=process,
        artifacts=frozenset(one.artifact for one in behaviours.values()) | frozenset(one.id for one in artifacts.values()),
        pages=_in_order(artifacts.values(), behaviours.values()),
        leads_to_lessons=any(not path.startswith(ROOT) for path in notes.uses),
        behaviour_paths={one.id: path for path, one in behaviours.items()},
        stage_paths={one.id: path for path, one in stages.items()},
    )
    return Part(value, told, broken)


def _reference(notes: Notebook, paths: Sequence[str]) -> tuple[str, ...]:
    """The order of the stages as `reference.md` gives it."""
    if REFERENCE not in paths:
        notes.of(REFERENCE).add(
            "P005",
            1,
            "the process has no reference.md",
            "write one with id, version, title and stages, or see plumbline process import --help",
        )
        return ()
    fields = notes.fields(REFERENCE, "P004")
    fields.only(("id", "version", "title", "stages", "motions", "moved"))
    folders = {path.split("/")[1] for path in _named(paths, "stage.md")}
    order: dict[str, None] = {}
    for word in fields.words("stages", required=True):
        text = word.text or ""
        if text in order:
            fields.fault(word, f"the stage `{text}` stands twice in the order", "keep one", code="P008")
        elif text not in folders:
            fields.fault(word, f"the stage `{text}` has no folder", f"write process/{text}/stage.md", code="P005")
        else:
            order[text] = None
    return tuple(order)


def _stages(notes: Notebook, paths: Sequence[str], order: Sequence[str]) -> dict[str, Stage]:
    """Stages by path, those in the order first. Where file and folder differ the folder wins, so that one fault does not make others."""
    found: dict[str, Stage] = {}
    for path in paths:
        fields = notes.fields(path, "P004")
        fields.only(("id", "max_days", "behaviours"))
        document, faults, folder = notes.library.document(path), notes.of(path), path.split("/")[1]
        if document is None:
            continue
        name = title(document, faults, "P019").text
        section = parts(document, faults, ("exit", "job"), ("exit", "job"))
        text = {chip: words(one.blocks).replace("\n\n", " ") for chip, one in section.items()}
        id = fields.id("id")
        if id and id != folder:
            fields.fault(fields.value("id"), f"the stage `{id}` lies in the folder `{folder}`", "call both the same", code="P006")
        elif order and folder not in order:
            mend = f"add `{folder}` to `stages` in {REFERENCE}, in the buyer's order"
            fields.fault(fields.value("id"), f"the stage `{folder}` is not in the order of the process", mend, code="P006")
        days = fields.whole("max_days", low=1, high=3650)
        found[path] = Stage(id=folder, title=name, job=text.get("job", ""), exit=text.get("exit", ""), max_days=days)
    place = {id: number for number, id in enumerate(order)}
    return dict(sorted(_unique(notes, found).items(), key=lambda one: (place.get(one[1].id, len(place)), one[1].id)))


def _behaviours(notes: Notebook, paths: Sequence[str], stages: Mapping[str, Stage]) -> dict[str, Behaviour]:
    """Behaviours by path, in the order of their stages and then as their stage lists them. Where file and folder differ the folder wins."""
    found: dict[str, Behaviour] = {}
    known = {stage.id for stage in stages.values()}
    for path in paths:
        behaviour, folder = read_behaviour(path, notes), path.split("/")[1]
        if behaviour.stage not in known:
            mend = f"write one of {', '.join(sorted(known))}"
            notes.at(path, "stage", "P007", f"the stage `{behaviour.stage}` does not exist", mend)
        elif behaviour.stage != folder:
            mend = f"move the file to process/{behaviour.stage}/, or write `stage: {folder}`"
            notes.at(path, "stage", "P007", f"the behaviour belongs to `{behaviour.stage}` and lies in `{folder}`", mend)
        found[path] = replace(behaviour, stage=folder)
    found = check_aliases(notes, _unique(notes, found))
    places = _places(notes, stages, found.values())
    return dict(sorted(found.items(), key=lambda one: places[one[1].id]))


def _places(notes: Notebook, stages: Mapping[str, Stage], behaviours: Iterable[Behaviour]) -> Mapping[str, tuple[int, int, str]]:
    """Where each behaviour stands: the number of its stage, its number in the stage's own list, its id."""
    stage_place = {stage.id: number for number, stage in enumerate(stages.values())}
    listed: dict[str, int] = {}
    known = {behaviour.id: behaviour.stage for behaviour in behaviours}
    now = {alias: behaviour.id for behaviour in behaviours for alias in behaviour.aliases}
    for path, stage in stages.items():
        document = notes.library.document(path)
        value = document.front.get("behaviours") if document and document.front else None
        for number, item in enumerate(value.items or [] if value else []):
            id = now.get(item.text or "", item.text or "")
            if known.get(id) == stage.id:
                listed[id] = number
            else:
                message, mend = f"`{item.text}` is no behaviour of this stage", "name only behaviours of this folder"
                notes.of(path).add("P007", item.line, message, mend, column=item.column, length=item.length)
    return {id: (stage_place.get(stage, len(stage_place)), listed.get(id, len(known)), id) for id, stage in known.items()}


def _in_order(artifacts: Iterable[Artifact], behaviours: Iterable[Behaviour]) -> tuple[Artifact, ...]:
    """Pages of artifacts as the process first asks for each; those that it never asks for last."""
    asked = list(dict.fromkeys(one.artifact for one in behaviours))
    return tuple(sorted(artifacts, key=lambda one: (asked.index(one.id) if one.id in asked else len(asked), one.id)))


def _process(
    notes: Notebook, order: Sequence[str], stages: Mapping[str, Stage], behaviours: Mapping[str, Behaviour]
) -> Process | None:
    document = notes.library.document(REFERENCE)
    if document is None:
        return None
    faults = notes.of(REFERENCE)
    fields = notes.fields(REFERENCE, "P004")
    return Process(
        id=fields.id("id") or "process",
        version=fields.whole("version", low=1, high=9999),
        title=fields.text("title"),
        about=words(title(document, faults, "P019").blocks),
        stages=tuple(stages.values()),
        behaviours=tuple(behaviours.values()),
        motions=read_motions(fields, order, {id: one for one in behaviours.values() for id in (*one.aliases, one.id)}),
        moved=read_moved(fields, order),
    )


def _unique(notes: Notebook, found: Mapping[str, T]) -> dict[str, T]:
    """Only the first file of each id; the others get a fault."""
    first: dict[str, str] = {}
    for path, one in found.items():
        if one.id in first:
            message = f"the id `{one.id}` is taken by {first[one.id]}"
            notes.at(path, "id", "P008", message, "give one of the two another id")
        else:
            first[one.id] = path
    return {path: found[path] for path in first.values()}


def _stray(notes: Notebook, paths: Sequence[str]) -> None:
    for path in paths:
        if path != REFERENCE and len(path.split("/")) != 3:
            mend = "a process has reference.md, <stage>/stage.md, <stage>/<behaviour>.md and artifacts/<id>.md"
            notes.of(path).add("P020", 1, "nothing reads this file", mend)


def _named(paths: Sequence[str], name: str) -> list[str]:
    return [path for path in paths if len(path.split("/")) == 3 and path.endswith("/" + name)]


def _is_behaviour(path: str) -> bool:
    return path.count("/") == 2 and path.endswith(".md") and not path.endswith("/stage.md") and not path.startswith(ARTIFACTS)
