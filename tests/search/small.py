"""A handful of entries, and an index of them."""

from collections.abc import Iterable, Mapping

from server.search.entries import Entry, Field, Passage
from server.search.index import Index
from server.search.ranking import Found, find
from server.search.typed import read

Told = Mapping[str, Mapping[Field, str]]


class Shelf:
    """Entries by id, each with the text of its fields; the title is its first. An id that begins with `m-` is for managers."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.entries = [
            Entry(
                kind="lesson",
                id=id,
                title=fields.get("title", id),
                audience=frozenset({"manager" if id.startswith("m-") else "rep"}),
            )
            for id, fields in told.items()
        ]
        self.index = Index((entry, self.passages(entry)) for entry in self.entries)

    def names(self, entry: Entry) -> Iterable[str]:
        return [entry.title]

    def passages(self, entry: Entry) -> Iterable[Passage]:
        return [Passage(field=field, text=text) for field, text in self.told[entry.id].items()]

    def find(self, text: str, role: str = "rep") -> Found:
        return find(self.index, read(text), self, lambda entry: role in entry.audience)

    def ids(self, text: str, role: str = "rep") -> list[str]:
        return [hit.entry.id for hit in self.find(text, role).hits]
