"""A lesson while it is compiled: what every part of the compiler reads and adds to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from markdown_it.token import Token
from msgspec import Struct, field

from server.lessons.compiler.context import Context
from server.lessons.compiler.diagnostic import Severity
from server.lessons.compiler.faults import Faults
from server.lessons.compiler.markdown.document import Block, Document, inline_tokens
from server.lessons.compiler.markdown.embeds import Embeds
from server.lessons.compiler.markdown.links import Links
from server.lessons.compiler.markdown.render import Writer
from server.lessons.compiler.markdown.source import Source


class Draft(Struct, dict=True):
    """One lesson file on its way to a Lesson. `behaviours` are those of its front matter, as far as they could be read."""

    document: Document
    context: Context
    faults: Faults
    behaviours: tuple[str, ...] = ()
    locale: str = "en"
    ids: dict[str, int] = field(default_factory=dict)
    """Question and scene ids seen so far, and their lines."""
    loose: dict[int, str] = field(default_factory=dict)
    """Lines that look like choices and are none, with the reason."""
    idle: bool = False
    """It is the translation of a lesson that nobody is given."""

    def __post_init__(self) -> None:
        self.source: Source = self.document.source
        self.links = Links(self.source, self.context.library, self.faults)
        self.writer = Writer(self.links)
        self.embeds = Embeds(self.links, self.context.library, self.context.rules.locale)

    @property
    def waits(self) -> bool:
        """Whether nobody is given this lesson: it is a draft or retired. What it names may be gone; then it waits for its author."""
        return self.idle or (self.document.front is not None and self.document.front.text("status") in {"draft", "retired"})

    def add(
        self, code: str, line: int, needle: str, message: str, mend: str, *, after: int = 0, severity: Severity | None = None
    ) -> None:
        """A fault at the first place of `needle` on a line (from column `after`), or at the line's first word when it is not there."""
        column = self.source.find(needle, line, after) if needle else 1
        found = bool(needle) and self.source.line(line).startswith(needle, column - 1)
        if not found:
            text = self.source.line(line)
            column = len(text) - len(text.lstrip()) + 1
        self.faults.add(code, line, message, mend, column=column, length=len(needle) if found else 1, severity=severity)

    def near(self, code: str, line: int, words: str, message: str, mend: str) -> None:
        """A fault about words of a paragraph that begins on a line: as many of them as stand together on one of its lines."""
        parts = words.split()
        last = min(line + 30, len(self.source.lines))
        for needle in (words, " ".join(parts[:3]), "".join(parts[:1])):
            found = next((number for number in range(line, last + 1) if needle and needle in self.source.line(number)), None)
            if found is not None:
                self.add(code, found, needle, message, mend)
                return
        self.add(code, line, "", message, mend)

    def inline(self, tokens: Sequence[Token], line: int) -> tuple[str, str]:
        """Inline tokens as HTML and as words."""
        return self.writer.inline(tokens, line)

    def answer(self, tokens: Sequence[Token], line: int) -> tuple[str, str]:
        """Inline tokens of a choice, item, cell or move, which a person reads to answer."""
        html, text = self.writer.inline(tokens, line)
        with self.place("answer"):
            self.writer.note(text, line, "answer")
        return html, text

    def flow(self, blocks: Sequence[Block]) -> str:
        """Blocks as HTML."""
        return self.embeds.flow(blocks, self.writer)

    @contextmanager
    def place(self, place: str) -> Iterator[None]:
        """Words written inside belong to this place: prompt, answer or feedback."""
        before, self.writer.place = self.writer.place, place
        yield
        self.writer.place = before

    def told(self, blocks: Sequence[Block]) -> tuple[str, str]:
        """Blocks as HTML and as words, a blank line between paragraphs."""
        before, included = len(self.writer.passages), len(self.embeds.texts)
        html = self.flow(blocks)
        texts = [passage.text for passage in self.writer.passages[before:]]
        return html, "\n\n".join(texts + self.embeds.texts[included:])

    def without(self, start: int, content: str, children: Sequence[Token]) -> Sequence[Token]:
        """The inline tokens of `content` without its first `start` characters, which are plain text such as a mark."""
        first = children[0] if children else None
        if first is not None and first.type == "text" and first.content.startswith(content[:start]):
            rest = first.content[start:]
            return [Token("text", "", 0, content=rest), *children[1:]] if rest else children[1:]
        # A stray link definition swallowed the mark, so the tokens say something else than the text: read the rest anew.
        return inline_tokens(content[start:], self.document.references)
