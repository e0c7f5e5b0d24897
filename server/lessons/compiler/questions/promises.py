"""Questions made of fields: commit, reflect and confidence."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.lessons.compiler.diagnostic import Severity
from server.lessons.compiler.draft import Draft
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import plain
from server.lessons.compiler.markdown.listing import Item
from server.lessons.compiler.model import Choice, Commit, Reflect
from server.lessons.compiler.questions.answer import Answer
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.given import Given, ids

LABELS = (("guess", "Guess"), ("unsure", "Unsure"), ("fairly-sure", "Fairly sure"), ("certain", "Certain"))
"""Ids and English words of the labels a confidence question has when its author gives none."""

IN_OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "es": ("Al azar", "Con dudas", "Con bastante seguridad", "Con total seguridad"),
}
"""The same labels by language."""

MOST_DAYS = 90
MOST_WORDS = 200

_COLON = re.compile(r"`[^`\n]+`\s*:")
_DUE = re.compile(r"(\d{1,3}) (?:(working) )?days?\Z")
_BETWEEN_LABELS = re.compile(r"[|,;]| / ")
_MIN = re.compile(r"(\d{1,4})(?: words?)?\Z")


class _Field(Struct):
    key: str
    value: str
    line: int


def commit(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """A promise on a deal: `due`, `proof`, `ask` and, if it matters, `who`. Faults: E205 for a field nobody knows, E221."""
    fields = _fields(draft, answer.items, ("due", "proof", "ask", "who"), "commit")
    examples = {"due": "3 working days", "proof": "calendar-invite", "ask": "Show me the invite. Who accepted it?"}
    for key, example in examples.items():
        if key not in fields or not fields[key].value:
            line = fields[key].line if key in fields else frame.line
            draft.add("E221", line, "`commit`", f"the commitment does not say `{key}`", f"write for example - `{key}` {example}")
    days, working = _due(draft, fields.get("due"))
    proof = fields.get("proof")
    _artifact(draft, proof)
    told = {key: fields[key].value if key in fields else "" for key in ("proof", "ask", "who")}
    for key in ("ask", "who"):
        draft.writer.note(told[key], fields[key].line if key in fields else frame.line, "field")
    return Given(kind="commit", commit=Commit(days=days, working=working, **told))


def reflect(draft: Draft, answer: Answer) -> Given:
    """A reflection: `min` words, `share manager`. Faults: E205."""
    fields = _fields(draft, answer.items, ("min", "share"), "reflect")
    words = 0
    if "min" in fields:
        found = _MIN.match(fields["min"].value)
        words = int(found[1]) if found else 0
        if not found or words > MOST_WORDS:
            _bad(draft, fields["min"], f"a number of words up to {MOST_WORDS}", "12 words")
    share = fields.get("share")
    if share and share.value != "manager":
        _bad(draft, share, "`manager`, the only one a reflection may be shared with", "manager")
    return Given(
        kind="reflect", reflect=Reflect(min_words=min(words, MOST_WORDS), share=share is not None and share.value == "manager")
    )


def confidence(draft: Draft, answer: Answer) -> Given:
    """How sure a person is of their own deals: `labels`, or the usual four. Faults: E205."""
    fields = _fields(draft, answer.items, ("labels",), "confidence")
    labels = fields.get("labels")
    if labels is None:
        words = IN_OTHER_WORDS.get(draft.locale.partition("-")[0], tuple(text for _, text in LABELS))
        usual = tuple(Choice(id=id, html=text, text=text) for (id, _), text in zip(LABELS, words, strict=True))
        return Given(kind="confidence", choices=usual)
    texts = [" ".join(text.split()) for text in _BETWEEN_LABELS.split(labels.value)]
    if not 2 <= len(texts) <= 6 or not all(texts):
        _bad(draft, labels, "two to six labels from unsure to sure, parted by commas", "Not sure, Fairly sure, Certain")
    texts = [text for text in texts if text]
    given = ids([(text, None) for text in texts], set())
    return Given(
        kind="confidence",
        choices=tuple(Choice(id=id, html=_escaped(text), text=text) for id, text in zip(given, texts, strict=True)),
    )


def _fields(draft: Draft, items: Sequence[Item], known: Sequence[str], kind: str) -> Mapping[str, _Field]:
    fields: dict[str, _Field] = {}
    for item in items:
        if item.mark is None or item.mark.shape != "field":
            colon = " and a space, without a colon" if _COLON.match(item.content) else ""
            mend = f"begin it with one of {', '.join(f'`{key}`' for key in known)}{colon}"
            draft.add(
                "E205", item.line, item.content.split("\n")[0][:40], f"an item without a field in a `{kind}` question", mend
            )
            continue
        key = item.mark.key
        if key not in known or key in fields:
            twice = key in fields
            message = f"the field `{key}` stands twice" if twice else f"a `{kind}` question has no field `{key}`"
            mend = (
                f"keep one; the first stands in line {fields[key].line}"
                if twice
                else did_you_mean(key, known, f"it has {', '.join(known)}")
            )
            draft.add("E205", item.line, item.mark.text, message, mend)
            continue
        fields[key] = _Field(key, plain(list(item.children)[1:]).strip(), item.line)
    return fields


def _due(draft: Draft, due: _Field | None) -> tuple[int, bool]:
    found = _DUE.match(due.value) if due and due.value else None
    days = int(found[1]) if found else 0
    if due and due.value and not 1 <= days <= MOST_DAYS:
        mend = f"write `2 days` or `2 working days`, at most {MOST_DAYS}"
        draft.add("E221", due.line, due.value, f"`{due.value[:60]}` is not a number of days", mend)
    return max(days, 1), bool(found and found[2])


def _artifact(draft: Draft, proof: _Field | None) -> None:
    known = draft.context.artifacts
    if proof is None or not proof.value or known is None or proof.value in known:
        return
    mend = did_you_mean(proof.value, sorted(known), "use the name of a file in process/artifacts/")
    severity: Severity | None = "warning" if draft.waits else None
    draft.add("E221", proof.line, proof.value, f"there is no artifact `{proof.value[:60]}`", mend, severity=severity)


def _bad(draft: Draft, field: _Field, wanted: str, example: str) -> None:
    message = f"`{field.key}` needs {wanted}"
    draft.add("E205", field.line, field.value or f"`{field.key}`", message, f"write for example - `{field.key}` {example}")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
