"""How often the deals of a stage are looked at stands in `academy.yml` by the id of the stage: it follows a stage that another took over."""

import re
from collections.abc import Mapping
from typing import Final

_KEY: Final = re.compile(r"^cadences:.*$", re.MULTILINE)
_NAMES: Final = r"(?P<quote>[\"']?)(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)(?P=quote)(?=[ \t]*:)"
_LINE: Final = re.compile(rf"^[ \t]+{_NAMES}.*\n?", re.MULTILINE)
_ENTRY: Final = re.compile(rf"(?P<before>[{{,][ \t]*){_NAMES}[ \t]*:[^,}}]*")


def cadences(text: str, over: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """The file with the cadence of each stage that is gone under the one that took it over (`over`), and which followed which, in order.

    Where that has a cadence of its own, the one of old goes: it maps to nothing.
    """
    key = _KEY.search(text)
    if key is None:
        return text, {}
    end = _end(text, key.end())
    part = text[key.start() : end]
    taken = {found["id"] for pattern in (_LINE, _ENTRY) for found in pattern.finditer(part)}
    followed: dict[str, str] = {}

    def led(found: re.Match[str]) -> str:
        old, new = found["id"], over.get(found["id"], "")
        if not new:
            return found[0]
        followed[old] = "" if new in taken else new
        taken.add(new)
        return found[0].replace(old, new, 1) if followed[old] else found.groupdict().get("before") or ""

    for pattern in (_LINE, _ENTRY):
        part = pattern.sub(led, part)
    part = re.sub(r"([{,][ \t]*),[ \t]*", r"\1", part).replace(", }", "}").replace(",}", "}")
    return text[: key.start()] + part + text[end:], followed


def _end(text: str, start: int) -> int:
    """Where the next key of the file begins."""
    following = re.compile(r"^[^\s#}\]]", re.MULTILINE).search(text, start)
    return following.start() if following else len(text)
