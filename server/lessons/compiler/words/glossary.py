"""`glossary.md`: the words an academy explains, the words it avoids, and names that must not appear in a lesson.

A heading of level 2 is a term and the text below it the meaning. Two sections are special: one whose heading ends in the chip `banned` holds a
table of a word and what to write instead; one that ends in `names` lists names of customers and people.
"""

from collections.abc import Mapping

from msgspec import Struct

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.library import Library
from server.lessons.compiler.markdown.chips import Section, sections
from server.lessons.compiler.model import Rules
from server.lessons.compiler.part import Notebook, Part, block_words, table_rows, title, words

PATH = "glossary.md"


class Glossary(Struct, frozen=True, kw_only=True):
    """Term to meaning as written; `banned` word to what to write instead and `names`, both in lower case."""

    terms: Mapping[str, str] = {}
    banned: Mapping[str, str] = {}
    names: frozenset[str] = frozenset()


def compile_glossary(library: Library, rules: Rules) -> Part[Glossary]:
    """The glossary; an empty one when there is no file. Faults are P003."""
    if PATH not in library.files:
        return Part(Glossary())
    notes = Notebook(library)
    document, faults = notes.document(PATH, "P003"), notes.of(PATH)
    title(document, faults, "P003")
    terms: dict[str, str] = {}
    banned: dict[str, str] = {}
    names: set[str] = set()
    for section in sections(document):
        if section.heading is None or section.heading.level == 1:
            continue
        if section.chip == "banned":
            banned |= _banned(section, faults)
        elif section.chip == "names":
            names |= {block_words(item).casefold() for block in section.blocks for item in block.parts()}
        else:
            _term(section, terms, faults)
    told, broken = notes.close(rules)
    return Part(Glossary(terms=terms, banned=banned, names=frozenset(names)), told, broken)


def _term(section: Section, terms: dict[str, str], faults: Faults) -> None:
    heading = section.heading
    if heading is None:
        return
    meaning = words(section.blocks)
    if not meaning:
        faults.add("P003", heading.line, f"the term `{heading.title}` has no meaning below it", "write one sentence")
    elif heading.title.casefold() in {term.casefold() for term in terms}:
        faults.add("P003", heading.line, f"the term `{heading.title}` stands twice", "keep one")
    else:
        terms[heading.title] = meaning


def _banned(section: Section, faults: Faults) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for block in section.blocks:
        rows = [row for _, row in table_rows(block)] if block.kind == "table" else []
        if not rows or any(len(row) != 2 or not row[0] for row in rows):
            faults.add("P003", block.line, "words to avoid must stand in a table of two columns", "write | Word | Instead |")
            continue
        found |= {row[0].casefold(): row[1] for row in rows}
    return found
