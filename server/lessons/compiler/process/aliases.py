"""Ids that a behaviour had before: what was recorded under them is its own."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.front import Value
from server.lessons.compiler.model import Artifact, ArtifactPart, Proves
from server.lessons.compiler.part import Notebook
from server.process.map import Behaviour


def check_aliases(notes: Notebook, found: Mapping[str, Behaviour]) -> dict[str, Behaviour]:
    """Behaviours by path with the aliases that may stand. Faults are P008: one that is no id, a behaviour of the process, or of two behaviours."""
    taken = {one.id: path for path, one in found.items()}
    sound: dict[str, Behaviour] = {}
    for path, one in found.items():
        kept: list[str] = []
        for alias, at in zip(one.aliases, _places(notes, path, len(one.aliases)), strict=True):
            if not ID.match(alias):
                _fault(
                    notes,
                    path,
                    at,
                    f"`{alias[:60]}` is not an id",
                    "write the id that the behaviour had before, in small letters",
                )
            elif alias in taken:
                mend = "an alias is the id that a behaviour had before, and no other has now; of two, name it in one file"
                _fault(notes, path, at, f"the alias `{alias}` of `{one.id}` is taken by {taken[alias]}", mend)
            else:
                taken[alias] = path
                kept.append(alias)
        sound[path] = replace(one, aliases=tuple(kept)) if len(kept) < len(one.aliases) else one
    return sound


def renamed(artifact: Artifact, name: Callable[[str], str]) -> Artifact:
    """The page of an artifact with its behaviours under these names."""
    return replace(
        artifact,
        blank=tuple(_part(one, name) for one in artifact.blank),
        example=tuple(_part(one, name) for one in artifact.example),
    )


def _part(part: ArtifactPart, name: Callable[[str], str]) -> ArtifactPart:
    return replace(part, proves=tuple(Proves(name(one.behaviour), one.clause) for one in part.proves))


def _places(notes: Notebook, path: str, number: int) -> list[Value]:
    document = notes.library.document(path)
    value = document.front.get("aliases") if document and document.front else None
    found = [*(value.items or [])] if value else []
    return found if len(found) == number else [value or Value(1, 1)] * number


def _fault(notes: Notebook, path: str, at: Value, message: str, mend: str) -> None:
    notes.of(path).add("P008", at.line, message, mend, column=at.column, length=at.length)
