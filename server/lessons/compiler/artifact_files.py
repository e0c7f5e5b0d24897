"""Pages of artifacts, `process/artifacts/<id>.md`: what the proof of a behaviour looks like, one heading for each clause it proves."""

from collections.abc import Mapping

from msgspec import Struct

from server.lessons.compiler.chips import Heading, sections
from server.lessons.compiler.part import Notebook, title
from server.process.map import Behaviour


class Artifact(Struct, frozen=True, kw_only=True):
    """A kind of proof. `proves` holds (behaviour id, clause id) of every heading that names one."""

    id: str
    title: str
    proves: frozenset[tuple[str, str]]


def read_artifact(path: str, notes: Notebook) -> Artifact:
    """One page. A heading ends in the `#clause` it proves and its `@behaviour`; headings without chips are the filled example."""
    fields = notes.fields(path, "P004")
    fields.only(("id", "title"))
    document = notes.library.document(path)
    if document is None:
        raise KeyError(path)
    title(document, notes.of(path), "P019")
    headings = [section.heading for section in sections(document) if section.heading and section.heading.level > 1]
    return Artifact(
        id=fields.id("id") or path.rpartition("/")[2].removesuffix(".md"),
        title=fields.text("title"),
        proves=frozenset(pair for heading in headings for pair in _pairs(heading)),
    )


def missing_headings(artifacts: Mapping[str, Artifact], behaviours: Mapping[str, Behaviour], notes: Notebook) -> None:
    """P016: a warning for a clause without a heading on the page of its artifact, an error for a heading that names no clause."""
    clauses = {(one.id, clause.id): clause.text for one in behaviours.values() for clause in one.clauses}
    for path, artifact in artifacts.items():
        for behaviour, clause in sorted(artifact.proves - set(clauses)):
            line = _line(notes, path, f"`#{clause}`")
            message = f"the behaviour `{behaviour}` has no clause `#{clause}`"
            notes.of(path).add("P016", line, message, "name a behaviour and one of its clauses, or take the chips away")
        for (behaviour, clause), text in clauses.items():
            if behaviours[behaviour].artifact == artifact.id and (behaviour, clause) not in artifact.proves:
                notes.of(path).add(
                    "P016",
                    1,
                    f"no heading proves the clause `#{clause}` of `{behaviour}`: {text}",
                    f"add a heading: ## … `#{clause}` `@{behaviour}`",
                    severity="warning",
                )


def _pairs(heading: Heading) -> list[tuple[str, str]]:
    """The clause that one heading names, with every behaviour whose clause it is."""
    behaviours = [chip[1:] for chip in heading.chips if chip.startswith("@")]
    return [(behaviour, heading.id) for behaviour in behaviours or [""]] if heading.id else []


def _line(notes: Notebook, path: str, chip: str) -> int:
    document = notes.library.document(path)
    lines = document.source.lines if document else []
    return next((number for number, line in enumerate(lines, start=1) if chip in line), 1)
