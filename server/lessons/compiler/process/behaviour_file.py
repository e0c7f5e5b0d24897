"""One behaviour of the process: `process/<stage>/<behaviour>.md`."""

import re
from collections.abc import Mapping

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import Heading, Section, sections
from server.lessons.compiler.markdown.document import Block, Document
from server.lessons.compiler.part import Notebook, block_words, table_rows, title, words
from server.lessons.compiler.process.clauses import SOURCES, read_clauses, unasked
from server.process.map import Behaviour, Clause

KEYS = ("id", "stage", "role", "always", "gate", "artifact", "source", "fresh_days", "version", "aliases")
ROLES = ("rep", "sdr", "se", "csm", "any")
PARTS = ("steps", "done", "proof", "inspect", "drift", "coach", "crosswalk")
REQUIRED = PARTS[:-1]


def read_behaviour(path: str, notes: Notebook) -> Behaviour:
    """The behaviour of one file. What cannot be read is empty, and a fault says so; the id falls back to the name of the file."""
    fields = notes.fields(path, "P004")
    fields.only(KEYS)
    document, faults = notes.library.document(path), notes.of(path)
    if document is None:
        raise KeyError(path)
    top = title(document, faults, "P019")
    statement = words(top.blocks).replace("\n\n", " ")
    if top.text and not statement:
        faults.add("P019", top.line, "the title has no statement below it", "say in one sentence what the person is seen to do")
    found = parts(document, faults, PARTS, REQUIRED)
    usual = fields.one_of("source", SOURCES, code="P012")
    behaviour = Behaviour(
        id=fields.id("id") or path.rpartition("/")[2].removesuffix(".md"),
        stage=fields.id("stage") or path.split("/")[1],
        title=top.text,
        statement=statement,
        role=fields.one_of("role", ROLES, code="P012"),
        source=usual,
        artifact=fields.id("artifact"),
        fresh_days=fields.whole("fresh_days", low=0, high=3650),
        version=fields.whole("version", low=1, high=9999),
        steps=tuple(block_words(item) for block in _blocks(found, "steps") for item in _list(block)),
        clauses=_clauses(found, document, faults, usual),
        proof=words(_blocks(found, "proof")),
        inspect=words(_blocks(found, "inspect")),
        drift=words(_blocks(found, "drift")),
        coach=words(_blocks(found, "coach")),
        gate=fields.flag("gate"),
        always=fields.flag("always"),
        crosswalk=_crosswalk(_blocks(found, "crosswalk"), faults),
        file=path,
        aliases=tuple(word.text or "" for word in fields.words("aliases")),
    )
    _asks_only_clauses(behaviour, found, faults)
    return behaviour


def parts(document: Document, faults: Faults, known: tuple[str, ...], required: tuple[str, ...]) -> Mapping[str, Section]:
    """The sections of a process file by the chip that ends their heading. Faults are P013 (unknown, twice) and P011 (missing, empty)."""
    found: dict[str, Section] = {}
    for section in sections(document):
        if section.heading is not None and section.heading.level > 1:
            _add(section, section.heading, found, faults, known)
    last = len(document.source.lines)
    for chip in required if document.source.sound else ():
        if chip not in found:
            faults.add("P011", last, f"the section `{chip}` is missing", f"add a heading that ends in `{chip}`, and its text")
    return found


def _add(section: Section, heading: Heading, found: dict[str, Section], faults: Faults, known: tuple[str, ...]) -> None:
    chip = section.chip or ""
    if chip not in known:
        mend = did_you_mean(chip, known, f"end the heading with one of {', '.join(f'`{one}`' for one in known)}")
        faults.add("P013", heading.line, f"the section `{heading.title}` has no chip that a process file knows", mend)
    elif chip in found:
        faults.add("P013", heading.line, f"a second section with the chip `{chip}`", "keep one of the two")
    else:
        found[chip] = section
        if not section.blocks:
            faults.add("P011", heading.line, f"the section `{chip}` is empty", "write at least one sentence below the heading")


def _blocks(found: Mapping[str, Section], chip: str) -> list[Block]:
    return found[chip].blocks if chip in found else []


def _list(block: Block) -> list[Block]:
    return block.parts() if block.kind in {"ordered_list", "bullet_list"} else []


def _clauses(found: Mapping[str, Section], document: Document, faults: Faults, usual: str) -> tuple[Clause, ...]:
    section = found.get("done")
    if section is None or not section.blocks or section.heading is None:
        return ()
    return read_clauses(section.blocks, document.source, faults, usual, section.heading.line)


def _crosswalk(blocks: list[Block], faults: Faults) -> Mapping[str, str]:
    """Method to term, from a table of two columns. Faults are P018."""
    terms: dict[str, str] = {}
    for block in blocks:
        if block.kind != "table":
            faults.add("P018", block.line, "the crosswalk is not a table", "write a table with the columns Method and Term")
            continue
        for line, row in table_rows(block):
            if len(row) != 2 or not row[0] or not row[1]:
                faults.add(
                    "P018", line, "a row of the crosswalk has not two cells", "give each method one term, or leave the row out"
                )
                continue
            method = re.sub(r"[^a-z0-9]+", "-", row[0].casefold()).strip("-")
            if method in terms:
                faults.add("P018", line, f"the crosswalk names {row[0]} twice", "join the two terms with a semicolon")
            terms[method] = row[1]
    return terms


def _asks_only_clauses(behaviour: Behaviour, found: Mapping[str, Section], faults: Faults) -> None:
    strange = unasked(behaviour) if behaviour.clauses and behaviour.inspect else ()
    section = found.get("inspect")
    if strange and section:
        words_ = ", ".join(f"`{word}`" for word in strange)
        faults.add(
            "P010",
            section.blocks[0].line,
            f"the inspect question asks what no clause asks: {words_}",
            "add a clause that asks for it, or ask only for what the clauses say",
        )
