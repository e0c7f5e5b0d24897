"""Pages of artifacts, `process/artifacts/<id>.md`: the blank form of a proof, one heading for each clause it proves, and one filled example."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from server.lessons.compiler.context import Context
from server.lessons.compiler.draft import Draft
from server.lessons.compiler.likeness import did_you_mean, nearest
from server.lessons.compiler.markdown.chips import Heading, Section, sections
from server.lessons.compiler.markdown.document import Block, is_comment
from server.lessons.compiler.model import Artifact, ArtifactPart, Proves
from server.lessons.compiler.part import Notebook, title
from server.lessons.compiler.process.artifact_copy import as_markdown, as_text
from server.lessons.compiler.process.artifact_tables import heads, without_chips
from server.lessons.compiler.words.style import check_wording
from server.process.map import Behaviour

KEYWORDS = ("example", "ours")
"""What a chip on a heading may say: here the filled example begins; this part is for us and never on the page that a buyer gets.

On the title of the page `ours` says it of all of it: the page stays here, and is printed and copied with a line that says so.
"""


class _Page(NamedTuple):
    """The sections of one file: what stands below its title, the blank form, what opens the example, and the example."""

    about: Sequence[Block]
    blank: Sequence[Section]
    story: Section | None
    example: Sequence[Section]
    ours: bool


def read_artifact(path: str, notes: Notebook, context: Context) -> Artifact:
    """One page. A heading, or the head of a column, ends in the `#clause` it proves and its `@behaviour`. `context` judges the wording.

    Raises KeyError for a path that is no file of the library.
    """
    fields = notes.fields(path, "P004")
    fields.only(("id", "title"))
    document, faults = notes.library.document(path), notes.of(path)
    if document is None:
        raise KeyError(path)
    title(document, faults, "P019")
    draft = Draft(document, context, faults, locale=context.rules.locale.lower())
    page = _parted(draft, sections(document))
    shared = [section for section in page.blank if section.heading and "ours" not in section.heading.chips]
    made = Artifact(
        id=fields.id("id") or path.rpartition("/")[2].removesuffix(".md"),
        title=fields.text("title"),
        about=draft.flow(page.about),
        blank=tuple(_part(draft, section) for section in page.blank),
        story=draft.flow(page.story.blocks) if page.story else "",
        example=tuple(_part(draft, section) for section in page.example),
        markdown=as_markdown(draft.source, shared),
        text=as_text(shared),
        ours=page.ours,
        file=path,
    )
    if document.source.sound:
        _check_pair(draft, page)
        check_wording(draft)
    notes.uses |= draft.links.uses
    return made


def check_proofs(artifacts: Mapping[str, Artifact], behaviours: Mapping[str, Behaviour], notes: Notebook) -> None:
    """P016: an error for a heading that names no clause, a warning for a clause without a heading on the page of its artifact.

    `artifacts` are by path, `behaviours` by id.
    """
    for path, artifact in artifacts.items():
        for one in sorted(set(artifact.proves)):
            behaviour = behaviours.get(one.behaviour)
            if behaviour is None or one.clause not in {clause.id for clause in behaviour.clauses}:
                _unknown(notes, path, one, behaviours)
        for behaviour in behaviours.values():
            if behaviour.artifact == artifact.id:
                _unproven(notes, path, artifact, behaviour)


def _parted(draft: Draft, found: Sequence[Section]) -> _Page:
    """The sections by what they are for. Faults are P013 (a chip that nobody knows, a second example)."""
    about: Sequence[Block] = ()
    blank: list[Section] = []
    example: list[Section] = []
    story: Section | None = None
    ours = False
    for section in found:
        heading = section.heading
        if heading is None:
            continue
        _check_chips(draft, heading, second=story is not None)
        if heading.level == 1:
            about, ours = section.blocks, ours or "ours" in heading.chips
            continue
        if "example" in heading.chips and story is None:
            story = section
        else:
            (blank if story is None else example).append(section)
    return _Page(about, blank, story, example, ours)


def _check_chips(draft: Draft, heading: Heading, *, second: bool) -> None:
    for chip in heading.chips:
        if chip[:1] not in {"#", "@"} and chip not in KEYWORDS:
            mend = did_you_mean(chip, KEYWORDS, "end the heading in `#clause` and `@behaviour`, `ours` or `example`")
            draft.add("P013", heading.line, f"`{chip}`", f"`{chip}` means nothing on the heading of an artifact", mend)
        elif chip == "example" and second:
            draft.add("P013", heading.line, "`example`", "a second filled example", "one is enough: keep the better one")


def _part(draft: Draft, section: Section) -> ArtifactPart:
    heading = section.heading
    if heading is None:
        raise ValueError(section)
    draft.writer.note(heading.title, heading.line, "heading")
    columns = [head for block in section.blocks for head in heads(block)]
    return ArtifactPart(
        title=heading.title,
        html=draft.flow([without_chips(block) for block in section.blocks]),
        proves=tuple(
            pair for chips in (heading.chips, *(head.chips for head in columns)) for pair in _pairs(chips, heading.chips)
        ),
        ours="ours" in heading.chips,
    )


def _pairs(chips: Sequence[str], around: Sequence[str]) -> Iterator[Proves]:
    """The clauses that one heading names, each with its behaviour: its own, or that of the heading around it."""
    behaviours = [chip[1:] for chip in chips if chip.startswith("@")] or [chip[1:] for chip in around if chip.startswith("@")]
    for chip in chips:
        if chip.startswith("#"):
            yield from (Proves(behaviour, chip[1:]) for behaviour in behaviours or [""])


def _check_pair(draft: Draft, page: _Page) -> None:
    """P021: the form says what to write under each heading, and the example fills in each of them and nothing else."""
    if page.story is None or page.story.heading is None:
        mend = "add ## Filled example `example`, and below it the same headings as ### with what somebody wrote"
        last = len(draft.source.lines)
        draft.faults.add("P021", last, "the page has no filled example", mend)
        return
    form, filled = _titles(page.blank), _titles(page.example)
    for name, line in filled.items():
        if name not in form:
            mend = did_you_mean(name, form, "write the heading as it stands on the form")
            _warn(draft, line, name, f"the form has no heading `{name}`", mend)
    for name, line in form.items():
        if name not in filled:
            _warn(draft, line, name, f"the example leaves out `{name}`", "fill it in, or take it off the form")
    for section in page.blank:
        if section.heading and not any(not is_comment(block) for block in section.blocks):
            name = section.heading.title
            _warn(
                draft,
                section.heading.line,
                name,
                f"nothing says what to write under `{name}`",
                "say in a sentence what, and whose words",
            )


def _titles(parts: Sequence[Section]) -> Mapping[str, int]:
    """The headings of a page and the heads of the columns of its tables, each with its line."""
    found: dict[str, int] = {}
    for section in parts:
        if section.heading:
            found.setdefault(section.heading.title, section.heading.line)
        for block in section.blocks:
            found |= {head.title: head.line for head in heads(block) if head.title and head.title not in found}
    return found


def _warn(draft: Draft, line: int, needle: str, message: str, mend: str) -> None:
    draft.add("P021", line, needle, message, mend)


def _unknown(notes: Notebook, path: str, one: Proves, behaviours: Mapping[str, Behaviour]) -> None:
    behaviour = behaviours.get(one.behaviour)
    if not one.behaviour:
        message, mend = f"`#{one.clause}` does not say whose clause it is", "add the behaviour as a second chip: `@behaviour`"
    elif behaviour is None:
        message = f"there is no behaviour `{one.behaviour}`"
        mend = did_you_mean(one.behaviour, behaviours, "name a behaviour of the process")
    else:
        message = f"the behaviour `{one.behaviour}` has no clause `#{one.clause}`"
        known = [clause.id for clause in behaviour.clauses]
        near = nearest(one.clause, known)
        mend = f"did you mean `#{near}`?" if near else f"its clauses are {', '.join(f'`#{id}`' for id in known)}"
    line, column = _place(notes, path, one)
    notes.of(path).add("P016", line, message, mend, column=column, length=len(one.clause) + 3 if column > 1 else 1)


def _unproven(notes: Notebook, path: str, artifact: Artifact, behaviour: Behaviour) -> None:
    for clause in behaviour.clauses:
        if not clause.na and Proves(behaviour.id, clause.id) not in artifact.proves:
            message = f"no heading proves the clause `#{clause.id}` of `{behaviour.id}`: {clause.text}"
            mend = f"add a heading: ## … `#{clause.id}` `@{behaviour.id}`"
            notes.of(path).add("P016", 1, message, mend, severity="warning")


def _place(notes: Notebook, path: str, one: Proves) -> tuple[int, int]:
    """Where a clause is named: line and column."""
    document = notes.library.document(path)
    chip = f"`#{one.clause}`"
    for number, line in enumerate(document.source.lines if document else (), start=1):
        named = f"`@{one.behaviour}`" in line or "|" in line if one.behaviour else "`@" not in line
        if chip in line and named:
            return number, line.index(chip) + 1
    return 1, 1
