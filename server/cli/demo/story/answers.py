"""The fields of a form that answers a question of a lesson, right or plausibly wrong. Pure."""

from collections.abc import Mapping, Sequence

from server.lessons.compiler.model import Question


def typed(question: Question, *, right: bool) -> Mapping[str, Sequence[str]]:
    """The fields of a form that answers this question, right or plausibly wrong."""
    if question.kind == "order":
        items = question.choices if right else tuple(reversed(question.choices))
        return {f"place-{item.id}": [str(place)] for place, item in enumerate(items, start=1)}
    if question.match is not None:
        partner = question.match.partner
        wrong = question.match.rights[-1].id
        return {f"pair-{left.id}": [partner[left.id] if right else wrong] for left in question.match.lefts}
    if question.short is not None:
        accepted = question.short.accepted[0] if question.short.accepted else str(question.short.ranges[0][0])
        return {"text": [accepted if right else "not sure"]}
    if question.gaps is not None:
        return {f"gap-{place}": [words[0] if right else "step"] for place, words in enumerate(question.gaps.accepted, start=1)}
    if question.kind == "reflect":
        return {"text": ["Everything about finance and legal: I know both only from what my contact says about them."]}
    return {"choice": _picked(question, right=right)}


def _picked(question: Question, *, right: bool) -> list[str]:
    if question.kind == "multiple":
        return [choice.id for choice in question.choices if choice.mark > 0] if right else [question.choices[0].id]
    wanted = [choice.id for choice in question.choices if (choice.mark == 1) == right]
    return [(wanted or [choice.id for choice in question.choices])[0]]
