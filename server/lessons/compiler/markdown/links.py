"""Links and images of one file: where they lead, whether that is there, and which may be written as they are."""

import re
from collections.abc import Iterable
from posixpath import dirname, join, normpath, relpath
from unicodedata import normalize
from urllib.parse import unquote

from server.lessons.compiler.faults import Faults
from server.lessons.compiler.library import Library
from server.lessons.compiler.likeness import did_you_mean, nearest
from server.lessons.compiler.markdown.addresses import address, media_address
from server.lessons.compiler.markdown.chips import heading
from server.lessons.compiler.markdown.document import Document
from server.lessons.compiler.markdown.slugs import Slugs
from server.lessons.compiler.markdown.source import Source

OUTWARD = ("http://", "https://", "mailto:")
"""What a link to the outside begins with."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Links:
    """Judges the links of one file. Faults go to `faults`; `uses` gathers the paths of files this one needs."""

    def __init__(self, source: Source, library: Library, faults: Faults) -> None:
        self.source = source
        self.library = library
        self.faults = faults
        self.uses: set[str] = set()

    def link(self, href: str, line: int) -> str | None:
        """The address to write for a link, or None when the words must stand without one."""
        if href.lower().startswith(OUTWARD):
            return href
        if href.startswith("#"):
            return href if self._fragment(self.source.path, unquote(href[1:]), line) else None
        if not self._inward(href, line):
            return None
        path, _, fragment = href.partition("#")
        found = self.file(path, line, "E301")
        if found is None:
            return None
        self.uses.add(found)
        if fragment and not self._fragment(found, unquote(fragment), line):
            return None
        return address(self.library, found, fragment)

    def image(self, src: str, line: int) -> str | None:
        """The address to write for an image, or None when it may not be shown."""
        if href_begins_outward(src):
            self._add("E302", line, src, "the image lies on another site", "put the file under media/ and link to it there")
            return None
        if not self._inward(src, line):
            return None
        found = self.file(src, line, "E302")
        if found is None or found not in self.library.media:
            return None
        self.uses.add(found)
        return media_address(found)

    def file(self, href: str, line: int, code: str) -> str | None:
        """The path below the root that a relative link means, or None with a fault when no such file is there."""
        path = self.path(href)
        if path is None:
            self._add(code, line, href, f"`{href}` leads out of the academy", "link to a file below the academy's folder")
            return None
        if self.library.has(path):
            return path
        other = self.library.other_case(path)
        if other and normalize("NFC", other) == normalize("NFC", path):
            mend = "a file has this name with its accents as letters of their own, as some programs on a Mac write them: name it anew"
        elif other:
            mend = f"the file is called `{other}`: write capitals as they are, other machines tell them apart"
        else:
            known = self.library.media if code == "E302" else (*self.library.files, *self.library.media)
            mend = elsewhere(
                self.library, self.source.path, path, known, "check the path, it is read from this file's own folder"
            )
        self._add(code, line, href, f"there is no file `{path}`", mend)
        return None

    def path(self, href: str) -> str | None:
        """A relative link as a path below the root, or None when it leads outside."""
        path = normpath(join(dirname(self.source.path), unquote(href.partition("?")[0])))
        return None if path.startswith(("../", "/")) or path in {"..", "."} or "\0" in path else path

    def _inward(self, href: str, line: int) -> bool:
        """Whether this is a relative link; says so when it is something that is never written."""
        scheme = _SCHEME.match(href)
        if scheme:
            self._add(
                "E305",
                line,
                href,
                f"a `{scheme[0].lower()}` link is not allowed",
                "use https:, http:, mailto: or a relative path",
            )
        elif href.startswith(("/", "\\")):
            self._add("E301", line, href, f"`{href}` is not a relative link", "write the path from this file's own folder")
        elif not href:
            self._add("E301", line, "]()", "the link leads nowhere", "write where it leads between ( and )")
        else:
            return True
        return False

    def _fragment(self, path: str, fragment: str, line: int) -> bool:
        document = self.library.document(path)
        if path == self.source.path:
            document = self.library.reread(self.source)
        if document is None:
            return True
        known = anchors(document)
        if fragment in known or fragment.lower() in known:
            return True
        mend = did_you_mean(fragment, known, "link to a heading of that file")
        self._add("E301", line, f"#{fragment}", f"`{path}` has no heading `#{fragment}`", mend)
        return False

    def _add(self, code: str, line: int, needle: str, message: str, mend: str) -> None:
        # The parser writes signs that are no part of an address by their numbers; the author may have, too.
        needle = next((written for written in (needle, unquote(needle)) if written in self.source.line(line)), needle)
        column = self.source.find(needle, line)
        self.faults.add(code, line, message, mend, column=column, length=max(len(needle), 1) if column > 1 else 1)


def elsewhere(library: Library, here: str, path: str, known: Iterable[str], otherwise: str) -> str:
    """What helps a link in the file `here` to a path where nothing lies: where its lesson went, else what is called nearly so."""
    if moved := library.moved(path):
        return f"that lesson lies at `{relpath(moved, dirname(here))}` now"
    near = nearest(path, known)
    return f"did you mean `{relpath(near, dirname(here))}`?" if near else otherwise


def href_begins_outward(href: str) -> bool:
    """Whether a link leads to another site."""
    return href.lower().startswith((*OUTWARD, "//"))


def anchors(document: Document) -> frozenset[str]:
    """What a `#fragment` may name in a file: the slugs of its headings, and their chips."""
    slugs = Slugs()
    found: set[str] = set()
    for block in document.blocks:
        if block.kind == "heading":
            this = heading(block)
            found.add(slugs.slug(this.title))
            found.update(chip.lstrip("#") for chip in this.chips)
    return frozenset(found)
