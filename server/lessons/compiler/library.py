"""The files of an academy as one compile run sees them. Each is read and parsed once, however many others ask for it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath
from unicodedata import normalize

from server.lessons.compiler.markdown.document import Document, parse
from server.lessons.compiler.markdown.source import Source, read


class Library:
    """Texts of the Markdown files and names of all other files, by path below the root with `/` between folders.

    `before` says which lesson lay where when the academy was compiled last.

    Paths are compared case by case as they lie on disk. The parsed documents live as long as the library, so make one for each run.
    """

    def __init__(
        self, files: Mapping[str, str | bytes], media: AbstractSet[str] = frozenset(), before: Mapping[str, str] | None = None
    ) -> None:
        self.files = files
        self.media = media
        self._before = before or {}
        self._documents: dict[str, Document] = {}
        self._homes: dict[str, str] | None = None

    def document(self, path: str) -> Document | None:
        """The parsed file at this path, or None when there is none."""
        found = self._documents.get(path)
        if found is None and path in self.files:
            found = self._documents[path] = parse(read(path, self.files[path]))
        return found

    def has(self, path: str) -> bool:
        """Whether a file of any kind lies at exactly this path."""
        return path in self.files or path in self.media

    def other_case(self, path: str) -> str | None:
        """A path that differs from this one only by capitals, or by how its accents are written, if there is one."""
        wanted = _alike(path)
        return next((known for known in (*self.files, *self.media) if _alike(known) == wanted and known != path), None)

    def moved(self, path: str) -> str | None:
        """Where the lesson lies that lay at this path, or that is called as it was; None when nothing tells."""
        if not path.endswith(".md"):
            return None
        if self._homes is None:
            self._homes = self._by_id()
        return self._homes.get(self._before.get(path) or PurePosixPath(path).stem)

    def _by_id(self) -> dict[str, str]:
        """Where each lesson lies, by its id and by those of old. A translation, which has the id of its lesson, has the longer name."""
        found: dict[str, str] = {}
        of_old: dict[str, str] = {}
        for path in sorted(self.files, key=len):
            front = document.front if path.endswith(".md") and (document := self.document(path)) else None
            if front and front.get("objectives"):
                found.setdefault(front.text("id") or "", path)
                of_old |= dict.fromkeys(front.texts("aliases"), path)
        return of_old | found

    def reread(self, source: Source) -> Document:
        """The parsed form of a file that is at hand; the one kept here when its text is the same."""
        known = self._documents.get(source.path)
        if known is None or known.source.text != source.text or known.source.data != source.data:
            known = self._documents[source.path] = parse(source)
        return known


def _alike(path: str) -> str:
    return normalize("NFC", path).casefold()
