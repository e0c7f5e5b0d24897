"""The body of a lesson: its parts become blocks and questions, in the order in which they are written."""

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.layout import Layout
from server.lessons.compiler.layout import Prose as ProsePart
from server.lessons.compiler.markdown.document import Block as Written
from server.lessons.compiler.markdown.embeds import Embed, embed, included
from server.lessons.compiler.markdown.slugs import Slugs
from server.lessons.compiler.model import Asked, Block, Callout, Heading, Prose, Question
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.question import compile_question


class Body:
    """Blocks and questions while they are gathered. `key_point` is the first IMPORTANT alert as (words, line)."""

    def __init__(self, draft: Draft, layout: Layout) -> None:
        self.draft = draft
        self.blocks: list[Block] = []
        self.asked: list[tuple[Question, Frame]] = []
        self.unread = 0
        """Questions that could not be recognised."""
        self.key_point: tuple[str, int] | None = None
        self._slugs = Slugs()
        self._html: list[str] = []
        if layout.title:
            draft.inline(layout.title.tokens, layout.title.line)
            self._slugs.slug(layout.title.title)
        for part in layout.parts:
            if isinstance(part, ProsePart):
                self._prose(part)
            else:
                question, frame = compile_question(draft, part)
                self._question(question, frame)

    def _prose(self, part: ProsePart) -> None:
        this = part.heading
        if this and this.level > 3:
            self._html.append(self.draft.flow([this.block]))
        elif this:
            self._flush()
            title = this.words if not this.id else this.title
            self.draft.inline(this.tokens, this.line)
            self.draft.writer.note(title, this.line, "heading")
            self.blocks.append(Heading(level=this.level, title=title, id=self._slugs.slug(title)))
        for block in part.blocks:
            self._block(block)
        self._flush()

    def _block(self, block: Written) -> None:
        found = embed(block)
        if found:
            self._embed(found)
        elif block.kind == "alert":
            self._callout(block)
        else:
            self._html.append(self.draft.flow([block]))

    def _embed(self, found: Embed) -> None:
        self._flush()
        if found.kind == "include":
            section = self.draft.embeds.include(found)
            if section:
                self.blocks.append(included(found, section))
        else:
            media = self.draft.embeds.media(found)
            if media:
                self.blocks.append(media)

    def _callout(self, block: Written) -> None:
        self._flush()
        html, words = self.draft.told(block.parts())
        kind = block.first.meta["kind"].lower()
        if kind == "important" and self.key_point is None:
            self.key_point = (" ".join(words.split()), block.line)
        self.blocks.append(Callout(kind=kind, html=html))

    def _question(self, question: Question | None, frame: Frame) -> None:
        self._flush()
        if question is not None:
            self.asked.append((question, frame))
            self.blocks.append(Asked(question=question.id))
        else:
            self.unread += 1
        for callout in frame.callouts:
            self._callout(callout)

    def _flush(self) -> None:
        """End the run of prose that is being gathered."""
        html = "".join(self._html)
        self._html = []
        if html.strip():
            self.blocks.append(Prose(html=html))
