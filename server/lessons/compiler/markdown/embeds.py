"""Links that stand for what they lead to: sections of other files, recordings. Each is a paragraph that holds nothing else."""

import re
from collections.abc import Sequence
from html import escape
from typing import Literal, NamedTuple

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.library import Library
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.addresses import media_address
from server.lessons.compiler.markdown.chips import chip_blocks, cut_chips, heading, plain
from server.lessons.compiler.markdown.document import Block, Document
from server.lessons.compiler.markdown.inline import EMBEDS
from server.lessons.compiler.markdown.links import Links, elsewhere, href_begins_outward
from server.lessons.compiler.markdown.listing import read_list
from server.lessons.compiler.markdown.render import Writer
from server.lessons.compiler.model import Included, Media
from server.sentences.tongues import foreign, marked

DEEPEST = 3
"""How many files deep an include may go."""


class Embed(NamedTuple):
    """A paragraph that is one link with the title include, audio or video."""

    kind: str
    title: str
    href: str
    line: int


class Section(NamedTuple):
    """An included section as HTML and words."""

    html: str
    text: str
    path: str
    behaviour: str | None
    chip: str


class _Refused(Exception):
    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


class Embeds:
    """Resolves the embeds of one file. `texts` gathers the words of everything that was included."""

    def __init__(self, links: Links, library: Library, usual: str, chain: tuple[str, ...] = ()) -> None:
        self.links = links
        self.library = library
        self.usual = usual
        self.texts: list[str] = []
        self.chain = chain
        self.locale = usual
        """The language of what it is included in, the `usual` one of the academy unless that says otherwise."""

    def flow(self, blocks: Sequence[Block], writer: Writer) -> str:
        """Blocks as HTML, with embeds written in place."""
        return "".join([self._written(block, writer) for block in blocks])

    def _written(self, block: Block, writer: Writer) -> str:
        found = embed(block)
        if found is None:
            return writer.flow(block.tokens)
        if found.kind == "include":
            section = self.include(found)
            return section.html if section else ""
        media = self.media(found)
        return _player(media) if isinstance(media, Media) else ""

    def include(self, found: Embed) -> Section | None:
        """The section that an include stands for; None with a fault E304."""
        try:
            document, blocks, chip = self._wanted(found)
        except _Refused as refused:
            self._add("E304", found, refused.message, refused.mend)
            return None
        return self._section(found, document, blocks, chip)

    def _wanted(self, found: Embed) -> tuple[Document, list[Block], str]:
        target, _, chip = found.href.partition("#")
        path = None if href_begins_outward(found.href) else self.links.path(target)
        if path is None:
            raise _Refused(f"`{found.href}` leads out of the academy", "include files below the academy's folder only")
        document = self.library.document(path)
        if document is None:
            otherwise = "check the path, it is read from this file's own folder"
            mend = elsewhere(self.library, self.links.source.path, path, self.library.files, otherwise)
            raise _Refused(f"there is no file `{path}` to include", mend)
        self.links.uses.add(path)
        if f"{path}#{chip}" in self.chain or path == self.links.source.path:
            raise _Refused(f"`{path}` includes itself in a circle", "take one of the includes away")
        if len(self.chain) >= DEEPEST:
            raise _Refused(f"includes more than {DEEPEST} files deep", "include the last file here and now")
        blocks = _blocks(document, chip)
        if blocks is None:
            known = [one for block in document.blocks if block.kind == "heading" for one in heading(block).chips]
            mend = did_you_mean(
                chip, known, f"its sections are {', '.join(known)}" if known else "that file has no sections with a chip"
            )
            raise _Refused(f"`{path}` has no section `{chip}`", mend)
        return document, blocks, chip

    def _section(self, found: Embed, document: Document, blocks: Sequence[Block], chip: str) -> Section:
        faults = Faults()
        links = Links(document.source, self.library, faults)
        writer = Writer(links)
        nested = Embeds(links, self.library, self.usual, (*self.chain, f"{document.source.path}#{chip}"))
        nested.locale = self.locale
        if chip == "done":
            html = "".join([_clauses(block, writer) or nested._written(block, writer) for block in blocks])
        else:
            html = nested.flow(blocks, writer)
        self.links.uses |= links.uses
        for fault in faults:
            self._add(fault.code, found, f"in `{document.source.path}`, line {fault.line}: {fault.message}", fault.help)
        text = "\n\n".join([passage.text for passage in writer.passages] + nested.texts)
        self.texts.append(text)
        in_process = document.source.path.startswith("process/") and chip == "done" and document.front is not None
        behaviour = document.front.text("id") if in_process and document.front else None
        html = marked(html, foreign(_language(document, self.usual), self.locale))
        return Section(html, text, document.source.path, behaviour, chip)

    def media(self, found: Embed) -> Media | None:
        """A recording with its captions or transcript; None with a fault E302. Without words it is E306."""
        if href_begins_outward(found.href):
            self._add("E302", found, "the recording lies on another site", "put the file under media/ and link to it there")
            return None
        path = self.links.file(found.href, found.line, "E302")
        if path is None:
            return None
        self.links.uses.add(path)
        stem = path.rpartition(".")[0]
        captions = next((name for name in (f"{stem}.vtt",) if self.library.has(name)), None)
        transcript = self._transcript(found, stem)
        if captions:
            self.links.uses.add(captions)
        elif transcript is None:
            name = stem.rpartition("/")[2]
            mend = f"put the words into `{stem}.vtt`, or into `partials/{name}-transcript.md`"
            self._add("E306", found, f"the {found.kind} has neither captions nor a transcript", mend)
        kind: Literal["audio", "video"] = "audio" if found.kind == "audio" else "video"
        return Media(kind=kind, title=found.title, path=path, captions=captions, transcript=transcript)

    def _transcript(self, found: Embed, stem: str) -> str | None:
        name = stem.rpartition("/")[2]
        for path in (f"{stem}.transcript.md", f"{stem}.md", f"partials/{name}-transcript.md", f"partials/{name}.md"):
            document = self.library.document(path)
            if document is not None:
                self.links.uses.add(path)
                return self._section(found, document, _blocks(document, "") or [], "").html
        return None

    def _add(self, code: str, found: Embed, message: str, mend: str) -> None:
        column = self.links.source.find(found.href, found.line)
        self.links.faults.add(code, found.line, message, mend, column=column, length=max(len(found.href), 1))


def embed(block: Block) -> Embed | None:
    """The embed that a block is, if it is one."""
    if block.kind != "paragraph" or len(block.tokens) != 3:
        return None
    children = block.tokens[1].children or []
    if not children or children[0].type != "link_open" or children[0].attrs.get("title") not in EMBEDS:
        return None
    if children[-1].type != "link_close" or sum(token.type == "link_open" for token in children) != 1:
        return None
    return Embed(str(children[0].attrs["title"]), plain(children).strip(), str(children[0].attrs.get("href", "")), block.line)


def included(found: Embed, section: Section) -> Included:
    """An include as a block of the lesson."""
    return Included(title=found.title, html=section.html, path=section.path, behaviour=section.behaviour, chip=section.chip)


def _language(document: Document, usual: str) -> str:
    """What a file is written in: as its head or its name says (`note.es.md`), else as the academy is."""
    said = document.front.text("locale") if document.front else None
    named = _IN_NAME.search(document.source.path)
    return said or (named[1] if named else usual)


_IN_NAME = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md\Z")


def _blocks(document: Document, chip: str) -> list[Block] | None:
    if chip:
        return chip_blocks(document, chip)
    return [block for block in document.blocks if not (block.kind == "heading" and block.first.tag == "h1")]


def _clauses(block: Block, writer: Writer) -> str | None:
    """A definition of done as a list of its clauses, without boxes and chips."""
    if block.kind != "bullet_list":
        return None
    rows = []
    for item in read_list(block).items:
        end = item.mark.end if item.mark and item.mark.shape == "square" else 0
        tokens, chips = cut_chips(item.children)
        first = tokens[0] if tokens else None
        if end and first is not None and first.type == "text":
            tokens = [first.copy(content=first.content[end:]), *tokens[1:]]
        html, text = writer.inline(tokens, item.line)
        writer.note(text, item.line, "clause")
        rows.append(f'<li class="timed">{html.rstrip()}</li>\n' if "timed" in chips else f"<li>{html.rstrip()}</li>\n")
    return f'<ul class="clauses">\n{"".join(rows)}</ul>\n'


def _player(media: Media) -> str:
    """A recording inside a prompt."""
    track = f'<track kind="captions" src="{escape(media_address(media.captions))}">' if media.captions else ""
    player = f'<{media.kind} controls preload="none" src="{escape(media_address(media.path))}">{track}</{media.kind}>'
    return f"<figure>{player}<figcaption>{escape(media.title, quote=False)}</figcaption></figure>\n{media.transcript or ''}"
