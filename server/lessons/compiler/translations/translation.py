"""Translations: a lesson in another language. It carries its words and five keys; everything else is that of its lesson."""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from server.lessons.compiler.body import Body
from server.lessons.compiler.context import Context
from server.lessons.compiler.draft import Draft
from server.lessons.compiler.keys import OPTIONAL, REQUIRED, STATUSES, Keys, LessonKeys
from server.lessons.compiler.layout import COPIED
from server.lessons.compiler.lesson import Compiled, compiled, read
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.front import Front
from server.lessons.compiler.markdown.source import Source
from server.lessons.compiler.model import Lesson, Question
from server.lessons.compiler.questions.fingerprint import with_ids
from server.lessons.compiler.questions.inherit import groups
from server.lessons.compiler.reading import EXAMPLES
from server.lessons.compiler.translations.parallel import compare, written
from server.lessons.compiler.whole import check_translated

KEYS = ("id", "locale", "translates", "translators", "status")
"""What the front matter of a translation has; everything else is inherited."""

_NAME = re.compile(r"(.+)\.[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.md\Z")
_TRANSLATES = re.compile(rb"^translates[ \t]*:", re.MULTILINE)
_ID = re.compile(rb"^id[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)


def is_translation(path: str, files: Mapping[str, bytes | str]) -> bool:
    """Whether a lesson file is a translation: it says what it translates, or is called as the lesson beside it with a language at the end."""
    return original_beside(path, files) is not None or _TRANSLATES.search(_head(files[path])) is not None


def original_beside(path: str, files: Iterable[str]) -> str | None:
    """`engage/a.md` for `engage/a.es.md`, if it is there."""
    found = _NAME.match(path)
    return f"{found[1]}.md" if found and f"{found[1]}.md" in files else None


def id_in(data: bytes | str) -> str:
    """The id in the head of a file, read without judging it; empty when there is none."""
    found = _ID.search(_head(data))
    return found[1].decode() if found else ""


def compile_translation(source: Source, context: Context, original: Compiled | None, path: str) -> Compiled:
    """A translation with everything that is wrong with it (E504, W505), beside its lesson in `path`; None when that is not known.

    The lesson it becomes has the ids that the choices of the files have; `adopted` gives it those of the lesson as it is served.
    """
    return compiled(source, context, partial(_translated, original=original, path=path))


def adopted(translation: Lesson, lesson: Lesson) -> Lesson:
    """The translation of a lesson with everything that it inherits: what the front matter says, ids by position, and answer keys."""
    return replace(
        lesson,
        path=translation.path,
        title=translation.title,
        locale=translation.locale,
        # What its lesson does not give to anybody, it does not either.
        status=translation.status if lesson.status == "live" else lesson.status,
        blocks=translation.blocks,
        questions=tuple(_adopted(mine, theirs) for mine, theirs in zip(translation.questions, lesson.questions, strict=True)),
        key_point=translation.key_point,
        prose=translation.prose,
        reading_seconds=translation.reading_seconds,
        thinking_seconds=translation.thinking_seconds,
        translates=translation.translates,
        translators=translation.translators,
    )


def _adopted(mine: Question, theirs: Question) -> Question:
    names = {
        ours.id: other.id
        for (_, things), (_, others) in zip(groups(mine), groups(theirs), strict=True)
        for ours, other in zip(things, others, strict=True)
    }
    # The words that are accepted are those of the language; what they are worth and which revision they belong to is not.
    return replace(with_ids(mine, names), behaviours=theirs.behaviours, key_fp=theirs.key_fp, spent=theirs.spent)


def _translated(draft: Draft, *, original: Compiled | None, path: str) -> tuple[Lesson, Body]:
    front = draft.document.front
    if front is None:
        mend = f"begin the file with ---, then {', '.join(KEYS)}, then --- again"
        draft.add("E101", 1, "", "the translation has no front matter", mend)
    keys, translates, translators = _keys_of(draft, original)
    lesson, body = read(draft, keys)
    lesson = replace(lesson, translates=translates, translators=translators)
    mend = f"{COPIED}: write the one that the question has in {path if original else 'its lesson'}"
    draft.faults[:] = [fault._replace(help=mend) if fault.code == "E203" else fault for fault in draft.faults]
    check_translated(draft, lesson, keys)
    theirs = original.asked if original else None
    errors = [one for one in original.diagnostics if one.severity == "error"] if original else []
    same = theirs is not None and not body.unread and compare(draft, written(body.asked), theirs, path, errors)
    # What could not be compared is not served either: an answer might be taken for another.
    return (lesson if same else replace(lesson, id="")), body


def _keys_of(draft: Draft, original: Compiled | None) -> tuple[Keys, int, tuple[str, ...]]:
    """The keys, those of the lesson among them, then which version it translates, and who did."""
    front = draft.document.front
    keys = _inherited(original)
    if front is None:
        return keys, 1, ()
    reading = _Keys(draft, front)
    reading.known()
    own = Keys(
        id=reading.id(),
        stage=keys.stage,
        behaviours=keys.behaviours,
        kind=keys.kind,
        minutes=keys.minutes,
        version=keys.version,
        status=reading.one_of("status", STATUSES, "draft"),
        locale=reading.locale(),
    )
    draft.idle = keys.status in {"draft", "retired"}
    translates = reading.whole("translates", 1, 99_999)
    if original is not None:
        reading.beside(keys, translates)
    return own, max(translates, 1), reading.authors("translators")


def _inherited(original: Compiled | None) -> Keys:
    """What a translation has of its lesson, as far as that can be read."""
    if original is None:
        return Keys(status="live")
    if original.lesson is not None:
        lesson = original.lesson
        return Keys(
            id=lesson.id,
            stage=lesson.stage,
            behaviours=lesson.behaviours,
            kind=lesson.kind,
            minutes=lesson.minutes,
            version=lesson.version,
            status=lesson.status,
            locale=lesson.locale,
        )
    front = original.front or Front({})
    return Keys(
        id=front.text("id") or "",
        stage=front.text("stage") or "",
        behaviours=front.texts("behaviours"),
        kind=front.text("kind") or "",
        version=0,
        status=front.text("status") or "draft",
        locale=front.text("locale") or "",
    )


class _Keys(LessonKeys):
    def known(self) -> None:
        """E103 for keys that are inherited or that nobody knows, E104."""
        for name, (key, _) in self.front.entries.items():
            if name in {*REQUIRED, *OPTIONAL} - set(KEYS):
                mend = f"take it away: a translation has {', '.join(KEYS[:-1])} and {KEYS[-1]}, and the rest of its lesson"
                self.fault("E103", key, f"`{name}` is inherited from the lesson", mend)
            elif name not in KEYS:
                mend = did_you_mean(name, KEYS, f"take it away; translations have {', '.join(KEYS)}")
                self.fault("E103", key, f"unknown key `{name[:60]}`", mend)
        for name in KEYS if self.front.whole else ():
            if name not in self.front.entries:
                mend = f"add a line `{name}:`, for example {EXAMPLES[name]}"
                self.draft.faults.add("E104", self.front.last_line, f"a translation needs the key `{name}`", mend, length=3)

    def beside(self, lesson: Keys, translates: int) -> None:
        """What the keys say against those of the lesson. Faults: E105, W505."""
        at = self.front.get("locale")
        if at is not None and at.text and lesson.locale and at.text.lower() == lesson.locale.lower():
            self.fault("E105", at, f"the lesson itself is in `{at.text}`", "name the language of these words, for example es")
        at = self.front.get("translates")
        if at is None or not translates or not lesson.version or translates == lesson.version:
            return
        if translates > lesson.version:
            mend = f"write translates: {lesson.version}"
            self.fault("E105", at, f"version {translates} is translated; the lesson is at version {lesson.version}", mend)
        else:
            mend = f"bring the words up to the lesson, then write translates: {lesson.version}"
            self.fault("W505", at, f"version {translates} is translated; the lesson is at version {lesson.version}", mend)


def _head(data: bytes | str) -> bytes:
    """The front matter of a file, and a file without one not at all."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return raw.partition(b"\n---")[0] if raw.startswith(b"---") else b""
