"""Two files of one lesson side by side: whether a translation asks what its lesson asks, in the same order and with the same key (E504)."""

from collections.abc import Collection, Iterator, Sequence

from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.draft import Draft
from server.lessons.compiler.model import Question
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.translations.differences import Difference, Written, differences

NAMELESS = frozenset({"E203", "E204", "E205"})
"""What is wrong with the id of a question."""


def written(asked: Sequence[tuple[Question, Frame]]) -> tuple[Written, ...]:
    """The questions of a body with their places."""
    return tuple(
        Written(
            question,
            frame.line,
            tuple(frame.lines),
            tuple((scene.heading.line, tuple(scene.lines)) for scene in frame.scenes),
            frame.last,
        )
        for question, frame in asked
    )


def compare(
    draft: Draft, mine: Sequence[Written], theirs: Sequence[Written], path: str, errors: Sequence[Diagnostic] = ()
) -> bool:
    """E504 for the questions of a translation that are not those of its lesson in `path`; at most one for each. Whether they are the same.

    A question of the lesson with one of its `errors` is no measure: it is mended first, and compared then. So are all while one has no good id.
    """
    faulty = {one.line for one in errors}
    alike = [one.question.id for one in mine] == [one.question.id for one in theirs]
    if alike:
        pairs = [(here, there) for here, there in zip(mine, theirs, strict=True) if not _within(there, faulty)]
        found = [one for here, there in pairs if (one := next(differences(here, there), None)) is not None]
    elif NAMELESS & {one.code for one in errors}:
        found = []
    else:
        found = list(_sequence(mine, theirs, draft.document.source.lines))
    for one in found:
        draft.add("E504", one.line, one.needle, f"{one.here}; in {path}, line {one.other}, {one.there}", one.mend)
    return alike and not found and not any(_within(there, faulty) for there in theirs)


def _within(one: Written, lines: Collection[int]) -> bool:
    return any(one.line <= line <= one.last for line in lines)


def _sequence(mine: Sequence[Written], theirs: Sequence[Written], lines: Sequence[str]) -> Iterator[Difference]:
    """The same ids in the same order, or else what is called otherwise, missing, too much, or moved."""
    here, there = {one.question.id for one in mine}, {one.question.id for one in theirs}
    lost, own = [one for one in theirs if one.question.id not in here], [one for one in mine if one.question.id not in there]
    if len(mine) == len(theirs):
        renamed = [(ours, other) for ours, other in zip(mine, theirs, strict=True) if ours in own and other in lost]
        yield from (_renamed(ours, other) for ours, other in renamed)
        lost = [one for one in lost if all(one is not other for _, other in renamed)]
        own = [one for one in own if all(one is not ours for ours, _ in renamed)]
        if renamed and not lost:
            return
    for one in lost:
        after = next((ours.line for ours, other in _following(one, mine, theirs)), max(len(lines), 1))
        says = f"`#{one.question.id}` is missing above this line" if after < len(lines) else f"`#{one.question.id}` is missing"
        mend = f"translate it in its place: ### and its words, then `#{one.question.id}`"
        yield Difference(after, "", says, one.line, f"it asks “{one.question.title}”", mend)
    for one in own:
        name = f"`#{one.question.id}`"
        line, says = _nearest(one, mine, theirs)
        yield Difference(one.line, name, f"{name} is asked here alone", line, says, "take it away, or ask it in the lesson too")
    if not lost and not own:
        yield from _moved(mine, theirs)


def _moved(mine: Sequence[Written], theirs: Sequence[Written]) -> Iterator[Difference]:
    """The first question that stands elsewhere. None for one that is only there twice, which is told as that."""
    for here, there in zip(mine, theirs, strict=False):
        if here.question.id != there.question.id:
            name, wanted = f"`#{here.question.id}`", f"`#{there.question.id}`"
            says = f"its place is that of {wanted}"
            yield Difference(here.line, name, f"{name} stands here", there.line, says, "keep the order of the lesson")
            return


def _following(lost: Written, mine: Sequence[Written], theirs: Sequence[Written]) -> Iterator[tuple[Written, Written]]:
    """The questions of the translation that stand behind a lost one in the lesson."""
    behind = {one.question.id: one for one in theirs if one.line > lost.line}
    return ((one, behind[one.question.id]) for one in mine if one.question.id in behind)


def _nearest(own: Written, mine: Sequence[Written], theirs: Sequence[Written]) -> tuple[int, str]:
    """The place in the lesson where it would stand: the line of the question that follows it here, or of the last one."""
    follows = {one.question.id for one in mine if one.line > own.line}
    found = next((one for one in theirs if one.question.id in follows), None)
    if found is not None:
        return found.line, f"`#{found.question.id}` comes at once"
    return (theirs[-1].line, f"`#{theirs[-1].question.id}` is the last") if theirs else (1, "nothing is asked")


def _renamed(here: Written, there: Written) -> Difference:
    name, wanted = f"`#{here.question.id}`", f"`#{there.question.id}`"
    return Difference(
        here.line,
        name,
        f"the question is called {name}",
        there.line,
        f"it is called {wanted}",
        f"ids are never translated: write {wanted}",
    )
