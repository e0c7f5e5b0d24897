"""What else an academy says of stages and behaviours: lessons, links and the chips of artifacts follow them."""

import re
from collections.abc import Mapping, Sequence
from posixpath import dirname, join, normpath, relpath
from typing import Final, Literal

from msgspec import Struct

from server.lessons.compiler.markdown.document import parse
from server.lessons.compiler.markdown.source import read
from server.process.map import Process

Change = Literal["draft", "stage"]

_LINK = re.compile(r"(?P<open>\]\()(?P<path>[^)#\s]+?)(?P<rest>#[^)\s]*)?(?P<close>(?:\s+\"[^\"]*\")?\))")
_CLAUSE = re.compile(r" ?`#(?P<id>[a-z0-9-]+)`")
_BEHAVIOUR = re.compile(r" ?`@(?P<id>[a-z0-9-]+)`")
_FRONT: Final = r"\A(---\n(?:(?!---\n).*\n)*?){key}:[ \t]*[^\n]*\n"


class Followed(Struct, frozen=True, kw_only=True):
    """A lesson that changed: it is a draft now because what it is about is gone, or it lies in another stage. `about` names what or which."""

    path: str
    change: Change
    about: str


def lesson(path: str, text: str, now: Process, before: Process, over: Mapping[str, str]) -> tuple[str, Followed | None]:
    """A lesson as it stands in the process of today, and what changed in it.

    A lesson about something that is gone becomes a draft and keeps naming it, so that its author decides; one whose stage is gone, or whose
    behaviours went to another, follows them.
    """
    front = parse(read(path, text)).front
    if front is None or not front.text("stage"):
        return text, None
    stage, behaviours = front.text("stage") or "", front.texts("behaviours")
    gone = [one for one in behaviours if one in before.behaviour and one not in now.behaviour]
    here = _stage(stage, [one for one in behaviours if one in now.behaviour], now, over)
    if here != stage:
        text = _set(text, "stage", here)
    if gone and front.text("status") == "live":
        return _set(text, "status", "draft"), Followed(path=path, change="draft", about=", ".join(gone))
    return text, Followed(path=path, change="stage", about=here) if here != stage else None


def draft(text: str) -> str:
    """The lesson as a draft."""
    return _set(text, "status", "draft")


def links(path: str, text: str, moved: Mapping[str, str]) -> str:
    """The same text with every link to a file that moved led to its new place. `moved` maps paths below the root."""

    def led(found: re.Match[str]) -> str:
        old = normpath(join(dirname(path), found["path"]))
        if old not in moved:
            return found[0]
        return f"{found['open']}{relpath(moved[old], dirname(path) or '.')}{found['rest'] or ''}{found['close']}"

    return _LINK.sub(led, text) if moved else text


def artifact(text: str, now: Process, before: Process) -> str:
    """The page of an artifact without the chips of behaviours and clauses that are gone."""
    lines: list[str] = []
    around: list[str] = []
    for line in text.split("\n"):
        named = [one["id"] for one in _BEHAVIOUR.finditer(line)] if line.startswith("#") else []
        around = named or ([] if line.startswith("#") else around)
        lines.append(_chips(line, around, now, before) if line.startswith(("#", "|")) else line)
    return "\n".join(lines)


def _chips(line: str, around: Sequence[str], now: Process, before: Process) -> str:
    named = [one["id"] for one in _BEHAVIOUR.finditer(line)] or around
    left = {clause.id for one in named if one in now.behaviour for clause in now.behaviour[one].clauses}
    were = {clause.id for one in named if one in before.behaviour for clause in before.behaviour[one].clauses}
    line = _CLAUSE.sub(lambda found: "" if found["id"] in were - left else found[0], line)
    return _BEHAVIOUR.sub(
        lambda found: "" if found["id"] in before.behaviour and found["id"] not in now.behaviour else found[0], line
    )


def _stage(stage: str, behaviours: Sequence[str], now: Process, over: Mapping[str, str]) -> str:
    """Where a lesson belongs: its stage, unless that is gone or has none of its behaviours any more."""
    homes = [now.behaviour[one].stage for one in behaviours]
    bound = [now.behaviour[one].stage for one in behaviours if not now.behaviour[one].always]
    if stage in now.stage and (stage in homes or not homes or len(bound) < len(homes)):
        return stage
    return next(iter((*bound, *homes)), over.get(stage, stage))


def _set(text: str, key: str, value: str) -> str:
    """The front matter with this value of a key."""
    return re.sub(_FRONT.format(key=key), lambda found: f"{found[1]}{key}: {value}\n", text, count=1)
