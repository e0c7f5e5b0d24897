"""A question of today with the ids that its choices had yesterday."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from server.lessons.compiler.model import Choice, Question, Side
from server.lessons.compiler.questions.fingerprint import with_ids
from server.lessons.compiler.questions.given import is_provisional
from server.lessons.compiler.questions.identity import Thing, identify

Group = tuple[str, Sequence[Choice | Side]]
"""Things among which ids are matched, and what they are called: the choices, one side of a match, the moves of one scene."""


def inherit(new: Question, old: Question) -> Question:
    """`new` with every choice, item, side and move under the id it had in `old`; what is new gets an id that `old` never used.

    Ids are never given again: those that are gone are `spent`. The fingerprint of the key is taken anew, because it names ids.
    """
    before, chips = dict(groups(old)), frozenset(one for one in _ids(new) if not is_provisional(one))
    taken = {*old.spent, *_ids(old)}
    names: dict[str, str] = {}
    for group, things in groups(new):
        free = {one.id: one.text for one in before.get(group, ()) if one.id not in chips}
        names |= _names(things, free, chips, taken | chips)
        taken.update(names.values())
    named = with_ids(new, names)
    gone = {*old.spent, *_ids(old)} - set(_ids(named))
    return replace(named, spent=tuple(sorted(gone)))


def _names(things: Sequence[Choice | Side], old: Mapping[str, str], chips: frozenset[str], taken: set[str]) -> Mapping[str, str]:
    """The id of each new thing, by the id it was compiled with."""
    given = identify([Thing(one.text, one.id, named=one.id in chips) for one in things], old, taken)
    return dict(zip((one.id for one in things), given, strict=True))


def groups(question: Question) -> Iterator[Group]:
    """Everything in a question that an answer may name."""
    yield "choices", question.choices
    if question.match:
        yield "lefts", question.match.lefts
        yield "rights", question.match.rights
    yield from ((f"scene {scene.id}", scene.moves) for scene in question.scenes)


def _ids(question: Question) -> Iterator[str]:
    """Every id in a question that an answer may name."""
    return (one.id for _, things in groups(question) for one in things)
