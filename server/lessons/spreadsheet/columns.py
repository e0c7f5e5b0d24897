"""Which column of a table of stages and behaviours is which, by its head."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "stage": (
        "Stage",
        "stage name",
        "phase",
        "step of the process",
        "pipeline stage",
        "sales stage",
        "deal stage",
        "etapa",
        "phase name",
    ),
    "exit": ("Left when", "exit", "exit criteria", "exit criterion", "stage exit", "done with the stage when", "criteria"),
    "job": ("What the buyer does", "buyer's job", "job", "the buyer's job", "customer's job", "buyer job", "buying job"),
    "days": ("Usual days", "days", "max days", "days in stage", "usual time", "duration", "how long"),
    "takes_over": ("Takes over", "replaces", "was", "instead of", "merged from", "formerly", "old stage", "old stages"),
    "behaviour": ("Behaviour", "behavior", "activity", "what we do", "key activity", "action", "task", "skill", "play"),
    "statement": ("In one sentence", "statement", "what the rep does", "description", "summary", "meaning"),
    "steps": ("Steps", "how", "how to", "instructions", "how we do it"),
    "done": (
        "Done when",
        "definition of done",
        "done",
        "clauses",
        "checklist",
        "verifiable outcome",
        "evidence of done",
        "complete when",
    ),
    "proof": ("Proof", "evidence", "what proves it", "artifact proof", "deliverable"),
    "inspect": (
        "Question",
        "inspect",
        "inspection question",
        "what we ask",
        "manager's question",
        "inspect question",
        "review question",
    ),
    "gate": ("Gate", "required", "must", "mandatory", "is a gate", "must have", "needed to leave the stage"),
    "always": ("At every stage", "always", "always on", "always-on", "in every stage"),
    "role": ("Role", "who", "owner", "responsible"),
    "source": ("Proof comes from", "source", "source of proof", "from whom"),
    "artifact": ("Kind of proof", "artifact", "artefact", "document", "template"),
    "fresh": ("Proof is fresh for days", "fresh days", "fresh", "valid for days", "fresh for"),
    "drift": ("Drift looks like", "drift", "when it slips", "warning sign", "bad looks like", "anti pattern"),
    "coach": ("Coach question", "coach", "coaching question", "coaching"),
    "stage_id": ("Stage id", "stage key", "stage code"),
    "behaviour_id": ("Behaviour id", "behavior id", "id", "key", "behaviour key", "activity id"),
}
"""Each field with the head under which it is written, and others by which it is known."""

METHODS: Final[Mapping[str, str]] = {"sandler": "Sandler", "challenger": "Challenger", "meddpicc": "MEDDPICC", "spin": "SPIN"}
"""Methods by id, as they are written."""

_MOTION = re.compile(
    r"(?:motion|kind of deal|deal type|type of deal)\s*:\s*(?P<title>[^()]+?)\s*(?:\((?P<inner>[^()]*)\))?\s*\Z", re.IGNORECASE
)
_METHOD = re.compile(r"(?:method|in)\s*:\s*(?P<name>.+)\Z", re.IGNORECASE)


class MotionHead(Struct, frozen=True, kw_only=True):
    """A column about one kind of deal. `id` and `roles` are empty where the head does not name them."""

    place: int
    title: str
    id: str = ""
    roles: tuple[str, ...] = ()


class Columns(Struct, frozen=True, kw_only=True):
    """Which column is which, by place from 0; `strangers` are heads that nothing is read from."""

    fields: Mapping[str, int]
    motions: tuple[MotionHead, ...]
    methods: Mapping[str, int]
    strangers: tuple[str, ...]


def plain(words: str) -> str:
    """Words without case and marks, to be compared."""
    return " ".join(re.findall(r"[^\W_]+", words.casefold()))


def columns_of(heads: Sequence[str]) -> Columns:
    """What each column is. Of two that could be the same field the likelier head wins."""
    fields: dict[str, int] = {}
    places = {plain(head): place for place, head in reversed(list(enumerate(heads)))}
    for field, names in FIELDS.items():
        found = next(
            (places[plain(name)] for name in names if plain(name) in places and places[plain(name)] not in fields.values()), None
        )
        if found is not None:
            fields[field] = found
    motions = tuple(one for place, head in enumerate(heads) if (one := _motion(place, head)) is not None)
    methods = {
        name: place for place, head in enumerate(heads) if place not in fields.values() and (name := _method(head)) is not None
    }
    read = {*fields.values(), *(one.place for one in motions), *methods.values()}
    return Columns(
        fields=fields,
        motions=motions,
        methods=methods,
        strangers=tuple(head for place, head in enumerate(heads) if place not in read),
    )


def motion_head(title: str, id: str, roles: Sequence[str]) -> str:
    """How the column of a kind of deal is headed."""
    inner = f"{id}; {', '.join(roles)}" if roles else id
    return f"Motion: {title} ({inner})"


def _motion(place: int, head: str) -> MotionHead | None:
    found = _MOTION.match(head.strip())
    if found is None:
        return None
    id, _, roles = (found["inner"] or "").partition(";")
    return MotionHead(
        place=place, title=found["title"], id=id.strip(), roles=tuple(one.strip() for one in roles.split(",") if one.strip())
    )


def _method(head: str) -> str | None:
    """The id of the method that a column holds the words of."""
    named = _METHOD.match(head.strip())
    called = plain(named["name"] if named else head).replace(" ", "-")
    return called if named or called in METHODS else None
