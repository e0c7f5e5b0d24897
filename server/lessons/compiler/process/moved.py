"""Stages that are gone: which one took each over, as `reference.md` says under the key `moved`."""

from collections.abc import Mapping, Sequence

from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.fields import Fields
from server.lessons.compiler.markdown.front import Value


def read_moved(reference: Fields, order: Sequence[str]) -> Mapping[str, str]:
    """Id of a stage of old to the stage of this process that counts for it, over as many steps as it takes.

    Faults are P006: a stage that the process still has, one that leads to no stage, one that leads back to itself.
    """
    told = reference.map("moved")
    found: dict[str, str] = {}
    for old, value in told.items():
        end = _end(old, told)
        if old in order:
            mend = "take the line away, or take the stage out of `stages`"
            reference.fault(value, f"the stage `{old}` is still in the process, so nothing took it over", mend, code="P006")
        elif end in order:
            found[old] = end
        else:
            mend = did_you_mean(end, order, f"name one of {', '.join(order)}")
            reference.fault(value, f"`{old}` was taken over by `{end}`, which is no stage of the process", mend, code="P006")
    return found


def _end(old: str, told: Mapping[str, Value]) -> str:
    """Where the line of stages ends that took each other over; of a circle, anywhere in it."""
    seen, here = {old}, told[old].text or ""
    while here in told and here not in seen:
        seen.add(here)
        here = told[here].text or ""
    return here
