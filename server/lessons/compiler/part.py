"""What a file that is not a lesson compiles to, and the reading that all of these files share."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct, field

from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.faults import Fault, Faults
from server.lessons.compiler.library import Library
from server.lessons.compiler.markdown.chips import Section, plain, sections
from server.lessons.compiler.markdown.document import Block, Document
from server.lessons.compiler.markdown.fields import Fields
from server.lessons.compiler.markdown.source import Source, read
from server.lessons.compiler.model import Rules
from server.lessons.compiler.severity import diagnostics

T = TypeVar("T")


class Part(Struct, Generic[T], frozen=True):
    """The value of one file or one group of files, what is wrong with them, and the paths that hold an error."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: frozenset[str] = frozenset()


class Notebook(Struct):
    """Faults by file while a group of files is compiled."""

    library: Library
    faults: dict[str, Faults] = field(default_factory=dict)
    read: dict[str, Fields] = field(default_factory=dict)
    uses: set[str] = field(default_factory=set)
    """Files that these link to."""

    def of(self, path: str) -> Faults:
        """The faults of one file."""
        return self.faults.setdefault(path, Faults())

    def document(self, path: str, code: str) -> Document:
        """A file of the library; what is wrong with its bytes or YAML is noted under `code`. Raises KeyError if there is none."""
        document = self.library.document(path)
        if document is None:
            raise KeyError(path)
        self.of(path).extend(recoded(document.faults, code))
        return document

    def fields(self, path: str, code: str) -> Fields:
        """The front matter of a file; a fault when it has none. A second call returns the same."""
        if path not in self.read:
            self.read[path] = self._fields(path, code)
        return self.read[path]

    def _fields(self, path: str, code: str) -> Fields:
        document = self.document(path, code)
        faults, front = self.of(path), document.front
        if front is None:
            if not faults:
                faults.add(code, 1, "the front matter is missing", "begin the file with ---, the keys, and --- again")
            return Fields({}, Faults(), code)
        # The keys that a fault hid are not missing, so nothing is said about what could not be read.
        return Fields(front.entries, faults if front.whole else Faults(), code, front.last_line)

    def at(self, path: str, key: str, code: str, message: str, mend: str) -> None:
        """A fault at the value of a key of the front matter, or at the top of the file when it has none."""
        document = self.library.document(path)
        value = document.front.get(key) if document and document.front else None
        line, column, length = (value.line, value.column, value.length) if value else (1, 1, 1)
        self.of(path).add(code, line, message, mend, column=column, length=length)

    def close(self, rules: Rules) -> tuple[tuple[Diagnostic, ...], frozenset[str]]:
        """All faults as diagnostics, and the paths of those that are errors."""
        told = tuple(one for path in sorted(self.faults) for one in diagnostics(self._source(path), self.faults[path], rules))
        return told, frozenset(one.path for one in told if one.severity == "error")

    def _source(self, path: str) -> Source:
        document = self.library.document(path)
        return document.source if document else read(path, b"")


def recoded(faults: Sequence[Fault], code: str) -> Iterator[Fault]:
    """The same faults under another code."""
    return (fault._replace(code=code) for fault in faults)


class Title(Struct, frozen=True):
    """The H1 of a file and the blocks below it, up to the next heading."""

    text: str = ""
    blocks: Sequence[Block] = ()
    line: int = 1


def title(document: Document, faults: Faults, code: str) -> Title:
    """The one H1. A fault when there is none or a second one; then the text is empty or the first one's."""
    tops = [section for section in sections(document) if section.heading and section.heading.level == 1]
    if not tops:
        if document.source.sound:
            line = document.front.last_line + 1 if document.front else 1
            faults.add(code, line, "the file has no title", "begin the text with `# Title`")
        return Title()
    for section in tops[1:]:
        faults.add(code, _line(section), "a second title", "use ## for headings below the title")
    heading = tops[0].heading
    return Title(heading.title, tops[0].blocks, heading.line) if heading else Title()


def words(blocks: Sequence[Block]) -> str:
    """The plain text of blocks; paragraphs are parted by an empty line."""
    return "\n\n".join(text for text in (block_words(block) for block in blocks) if text)


def block_words(block: Block) -> str:
    """The plain text of one block on one line."""
    texts = (plain(token.children or []).strip() for token in block.tokens if token.type == "inline")
    return " ".join(text for text in texts if text)


def table_rows(table: Block) -> list[tuple[int, list[str]]]:
    """The line and the plain texts of the cells of each row below the head."""
    body = next((block for block in table.parts() if block.kind == "tbody"), None)
    return [(row.line, [block_words(cell) for cell in row.parts()]) for row in body.parts()] if body else []


def _line(section: Section) -> int:
    return section.heading.line if section.heading else 1
