"""Motions: the kinds of deal that `reference.md` lists in its front matter."""

from collections.abc import Mapping, Sequence

from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.fields import Fields
from server.lessons.compiler.markdown.front import Value
from server.process.map import Behaviour, Motion

KEYS = ("id", "title", "stages", "gates", "max_days", "required_roles", "aliases")


def read_motions(reference: Fields, order: Sequence[str], behaviours: Mapping[str, Behaviour]) -> tuple[Motion, ...]:
    """The motions under the key `motions`. `behaviours` are by each id that they have or had.

    Faults are P014 (stages and days) and P015 (gates); an unknown name is left out.
    """
    value = reference.value("motions")
    if value is None:
        return ()
    if value.items is None or any(item.entries is None for item in value.items):
        reference.fault(value, "`motions` must be a list of maps", "write `- id: new` and below it the other keys", code="P014")
        return ()
    motions: dict[str, Motion] = {}
    for item in value.items:
        motion = _motion(Fields(item.entries or {}, reference.faults, "P014", item.line), order, behaviours)
        if motion.id in motions:
            reference.fault(item, f"two motions are called `{motion.id}`", "give each its own id", code="P008")
        else:
            motions[motion.id] = motion
    _once(reference, motions, value)
    return tuple(motions.values())


def _motion(fields: Fields, order: Sequence[str], behaviours: Mapping[str, Behaviour]) -> Motion:
    fields.only(KEYS)
    stages = _known(fields, fields.words("stages", required=True), order, "stage", "P014")
    if sorted(stages, key=order.index) != list(stages):
        fields.fault(fields.value("stages"), "the stages are not in the order of the process", f"write {', '.join(order)}")
    gates = _known(fields, fields.words("gates", required=True), behaviours, "behaviour", "P015")
    for word in fields.words("gates"):
        behaviour = behaviours.get(word.text or "")
        if behaviour is not None and not behaviour.gate:
            fields.fault(
                word, f"`{word.text}` is not a gate", "write `gate: true` in its file, or leave it out here", code="P015"
            )
    return Motion(
        id=fields.id("id"),
        title=fields.text("title"),
        stages=stages,
        gates=tuple(dict.fromkeys(behaviours[gate].id for gate in gates)),
        max_days=_days(fields, stages),
        required_roles=tuple(word.text or "" for word in fields.words("required_roles")),
        aliases=tuple(word.text or "" for word in fields.words("aliases")),
    )


def _once(reference: Fields, motions: Mapping[str, Motion], at: Value) -> None:
    """P008 for an alias that is a motion, or of two motions."""
    taken = set(motions)
    for motion in motions.values():
        for alias in motion.aliases:
            if alias in taken:
                mend = "an alias is the id of a motion that is gone, and of one motion only"
                reference.fault(at, f"the alias `{alias}` of the motion `{motion.id}` is taken", mend, code="P008")
            taken.add(alias)


def _known(
    fields: Fields, words: Sequence[Value], known: Sequence[str] | Mapping[str, object], what: str, code: str
) -> tuple[str, ...]:
    """The words that are known, each once. Others are faults."""
    found: dict[str, None] = {}
    for word in words:
        text = word.text or ""
        if text in found:
            fields.fault(word, f"`{text}` stands twice", "keep one", code=code)
        elif text in known:
            found[text] = None
        else:
            mend = did_you_mean(text, known, f"name a {what} of this process")
            fields.fault(word, f"the {what} `{text}` does not exist", mend, code=code)
    return tuple(found)


def _days(fields: Fields, stages: Sequence[str]) -> Mapping[str, int]:
    days: dict[str, int] = {}
    inner = fields.value("max_days")
    given = Fields((inner.entries or {}) if inner else {}, fields.faults, fields.code, inner.line if inner else fields.line)
    if inner is None or inner.entries is None:
        fields.fault(inner, "a motion needs `max_days`, with the usual days of each stage", "write `max_days: {engage: 14, …}`")
        return dict.fromkeys(stages, 1)
    if stages:
        given.only(tuple(stages))
    for stage in stages:
        days[stage] = given.whole(stage, low=1, high=3650)
    return days
