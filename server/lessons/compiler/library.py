"""The files of an academy as one compile run sees them. Each is read and parsed once, however many others ask for it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from unicodedata import normalize

from server.lessons.compiler.markdown.document import Document, parse
from server.lessons.compiler.markdown.source import Source, read


class Library:
    """Texts of the Markdown files and names of all other files, by path below the root with `/` between folders.

    Paths are compared case by case as they lie on disk. The parsed documents live as long as the library, so make one for each run.
    """

    def __init__(self, files: Mapping[str, str | bytes], media: AbstractSet[str] = frozenset()) -> None:
        self.files = files
        self.media = media
        self._documents: dict[str, Document] = {}

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

    def reread(self, source: Source) -> Document:
        """The parsed form of a file that is at hand; the one kept here when its text is the same."""
        known = self._documents.get(source.path)
        if known is None or known.source.text != source.text or known.source.data != source.data:
            known = self._documents[source.path] = parse(source)
        return known


def _alike(path: str) -> str:
    return normalize("NFC", path).casefold()
