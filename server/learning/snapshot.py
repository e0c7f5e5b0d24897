"""What a person saw when they answered: the words of the question as compact JSON, named by its hash, so that equal ones are kept once.

Ids stand beside the words, so an answer's picks can be read for ever. The order of choices is the answer's own and is kept with it.
"""

from collections.abc import Sequence
from hashlib import sha256

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.lessons.compiler.model import Choice, Question, Scene, Side


class Snapshot(Struct, frozen=True, kw_only=True):
    """`body` is JSON, `hash` its SHA-256 as 64 hex digits."""

    hash: str
    body: str


class Seen(Struct, frozen=True, kw_only=True):
    """The body of a snapshot. Pairs are (id, words); `scene` is set for a moment of a scenario, whose moves are the choices."""

    locale: str
    kind: str
    title: str
    prompt: str | UnsetType = UNSET
    scene: tuple[str, str] | UnsetType = UNSET
    choices: tuple[tuple[str, str], ...] | UnsetType = UNSET
    lefts: tuple[tuple[str, str], ...] | UnsetType = UNSET
    pieces: tuple[str, ...] | UnsetType = UNSET
    promise: tuple[str, str] | UnsetType = UNSET
    """Proof and the manager's question of a commitment."""


def snapshot(question: Question, locale: str, scene: Scene | None = None) -> Snapshot:
    """What somebody who reads `locale` sees of the question, or of one scene of it."""
    seen = Seen(
        locale=locale,
        kind=question.kind,
        title=scene.title if scene else question.title,
        prompt=(scene.text if scene else question.text) or UNSET,
        scene=(question.id, scene.id) if scene else UNSET,
        choices=tuple((part.id, part.text) for part in _parts(question, scene)) or UNSET,
        lefts=tuple((left.id, left.text) for left in question.match.lefts) if question.match else UNSET,
        pieces=question.gaps.pieces if question.gaps else UNSET,
        promise=(question.commit.proof, question.commit.ask) if question.commit else UNSET,
    )
    body = msgspec.json.encode(seen)
    return Snapshot(hash=sha256(body).hexdigest(), body=body.decode())


def read(body: str) -> Seen:
    """A snapshot's body as it was kept. Raises msgspec.MsgspecError if it is none."""
    return msgspec.json.decode(body, type=Seen)


def words(seen: Seen, picks: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """What was picked or typed, in the words of that day: `left: right` for a matched line. `picks` are as an answer keeps them."""
    known = dict(seen.choices) if picks and seen.choices else {}
    if seen.lefts:
        lefts = dict(seen.lefts)
        pairs = (pick.partition("=") for pick in picks)
        return tuple(f"{lefts.get(left, left)}: {known.get(right, right)}" for left, _, right in pairs)
    return tuple(known.get(pick, pick) for pick in picks) or tuple(texts)


def _parts(question: Question, scene: Scene | None) -> tuple[Choice, ...] | tuple[Side, ...]:
    if scene:
        return scene.moves
    return question.match.rights if question.match else question.choices
