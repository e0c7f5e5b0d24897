"""The translations of an academy: which lesson each belongs to, what only shows beside the others, and what of them is served."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from server.lessons.compiler.corpus import Found
from server.lessons.compiler.edits.history import asks_the_same
from server.lessons.compiler.faults import Fault
from server.lessons.compiler.lesson import Compiled
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.front import Front, Value
from server.lessons.compiler.model import Lesson
from server.lessons.compiler.translations.translation import adopted, id_in, original_beside


class TranslationFile(Struct, frozen=True, kw_only=True):
    """A translation after compiling. `lesson` is None when it has errors; `beside` is the path of its lesson, empty when that is not known."""

    path: str
    id: str
    locale: str
    lesson: Lesson | None
    front: Front | None
    beside: str = ""
    uses: frozenset[str] = frozenset()

    @classmethod
    def of(cls, path: str, compiled: Compiled, beside: str) -> "TranslationFile":
        """A compiled file."""
        front = compiled.front
        id, locale = (front.text("id") or "", front.text("locale") or "") if front else ("", "")
        return cls(path=path, id=id, locale=locale, lesson=compiled.lesson, front=front, beside=beside, uses=compiled.uses)


class Originals:
    """The lessons that may be translated, by id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, tuple[Compiled, str]] = {}
        self.by_path: dict[str, tuple[Compiled, str]] = {}

    def add(self, id: str, path: str, compiled: Compiled) -> None:
        """A lesson file; of two with one id the first counts."""
        self.by_id.setdefault(id, (compiled, path))
        self.by_path[path] = (compiled, path)

    def of(self, path: str, files: Mapping[str, bytes | str]) -> tuple[Compiled | None, str]:
        """The lesson that a translation names, else the one it is called after, else nothing and an empty path."""
        named = id_in(files[path])
        if named:
            return self.by_id.get(named, (None, ""))
        return self.by_path.get(original_beside(path, files) or "", (None, ""))


def translation_faults(files: Sequence[TranslationFile], originals: Originals, *, alone: bool) -> Iterator[Found]:
    """E504 for a translation of no lesson, E501 for a second one into the same language.

    A file that is checked `alone` may have its lesson elsewhere.
    """
    taken: dict[tuple[str, str], str] = {}
    for file in files:
        if file.id and not file.beside and not alone:
            mend = did_you_mean(file.id, originals.by_id, "name the id of the lesson that these are the words of")
            yield file.path, _fault("E504", file, "id", f"there is no lesson `{file.id}` to translate", mend)
        key = (file.id, file.locale.lower())
        if not all(key):
            continue
        if key in taken:
            message = f"`{file.id}` is translated into `{file.locale}` by {taken[key]}"
            yield file.path, _fault("E501", file, "locale", message, "keep one of the two files")
        taken.setdefault(key, file.path)


def translations(files: Iterable[TranslationFile], lessons: Mapping[str, Lesson], broken: AbstractSet[str]) -> Iterator[Lesson]:
    """Each good translation of a good lesson, with all that it inherits. `lessons` are by path."""
    for file in files:
        original = lessons.get(file.beside)
        if file.lesson is not None and original is not None and file.path not in broken:
            yield adopted(file.lesson, original)


def kept(
    now: Sequence[Lesson], before: Sequence[Lesson], served: Sequence[Lesson], broken: AbstractSet[str]
) -> tuple[Lesson, ...]:
    """The translations to serve: the good ones, and the last good one of each that cannot be had now, as long as it still fits its lesson.

    It cannot be had when its file has an error, or when that of its lesson has one. `before` are those that were served.
    """
    lessons = {lesson.id: lesson for lesson in served}
    here = {(one.id, one.locale.lower()) for one in now}
    lost = [
        one
        for one in before
        if (one.id, one.locale.lower()) not in here
        and one.id in lessons
        and asks_the_same(one, lessons[one.id])
        and (one.path in broken or lessons[one.id].path in broken)
    ]
    return (*now, *(adopted(one, lessons[one.id]) for one in lost))


def _fault(code: str, file: TranslationFile, key: str, message: str, mend: str) -> Fault:
    at = (file.front.get(key) if file.front else None) or Value(1, 1)
    return Fault(code, at.line, at.column, message, mend, at.length)
