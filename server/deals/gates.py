"""Which gates a deal has to pass from where it claims to be, and how much it is about to need each behaviour."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from server.process.map import Behaviour, Motion, Process


def stages(process: Process, motion: Motion) -> tuple[str, ...]:
    """The stages of a motion in the buyer's order."""
    return tuple(stage.id for stage in process.stages if stage.id in motion.stages)


def ahead(process: Process, motion: Motion, stage: str) -> tuple[Behaviour, ...]:
    """The gates that must be met to leave `stage` in this motion; always-on behaviours where it has none."""
    return process.gates.get((motion.id, stage), ()) or tuple(behaviour for behaviour in process.behaviours if behaviour.always)


NOW, NEXT, ALWAYS, HERE = 1.0, 0.5, 0.5, 0.25
"""How much a deal needs a behaviour: a gate of where it stands, a gate of the stage after it, what every stage asks for, what helps at it."""


class Standing(Protocol):
    """An open deal, as far as this module looks at it."""

    @property
    def motion(self) -> str:
        """Id of its motion."""

    @property
    def stage(self) -> str:
        """Id of the stage it claims."""


D = TypeVar("D", bound=Standing)


def needs(process: Process, deal: Standing) -> Mapping[str, float]:
    """How much this deal is about to need each behaviour: 0 to 1 by id, nothing for what it does not need or cannot be placed."""
    return _needs(process, deal.motion, deal.stage)


def is_ahead(process: Process, deal: Standing, behaviour: str) -> bool:
    """Whether it is a gate of where the deal stands, or of the stage after it: what helps or is asked everywhere is not."""
    motion = process.motion.get(deal.motion)
    kept = stages(process, motion) if motion else ()
    if motion is None or deal.stage not in kept:
        return False
    place = kept.index(deal.stage)
    return any(gate.id == behaviour for stage in kept[place : place + 2] for gate in process.gates.get((motion.id, stage), ()))


def needed(process: Process, deals: Iterable[Standing]) -> Mapping[str, float]:
    """How much a person's open deals together are about to need each behaviour: 0 to 1, more with every deal that does: 1 − Π (1 − need / 2)."""
    return needed_where(process, Counter((deal.motion, deal.stage) for deal in deals))


def needed_where(process: Process, deals: Mapping[tuple[str, str], int]) -> Mapping[str, float]:
    """The same of so many deals in each motion and stage. The order in which they come changes nothing, not even the last digit."""
    spared: dict[str, float] = {}
    for (motion, stage), n in sorted(deals.items()):
        for behaviour, need in _needs(process, motion, stage).items():
            spared[behaviour] = spared.get(behaviour, 1.0) * (1 - need / 2) ** n
    return {behaviour: 1 - left for behaviour, left in spared.items()}


def _needs(process: Process, motion: str, stage: str) -> Mapping[str, float]:
    """Worked out once for each motion and stage, because the page of a team asks it of every deal."""
    key = ("needs", motion, stage)
    found: Mapping[str, float] | None = process.memo.get(key)
    if found is None:
        found = process.memo[key] = _worked_out(process, motion, stage)
    return found


def _worked_out(process: Process, motion_id: str, stage_id: str) -> Mapping[str, float]:
    motion = process.motion.get(motion_id)
    kept = stages(process, motion) if motion else ()
    if motion is None or stage_id not in kept:
        return {}
    found = {behaviour.id: HERE for behaviour in process.in_stage(stage_id)}
    found |= {behaviour.id: ALWAYS for behaviour in process.behaviours if behaviour.always}
    following = kept[kept.index(stage_id) + 1 :][:1]
    found |= {behaviour.id: NEXT for stage in following for behaviour in process.gates.get((motion.id, stage), ())}
    return found | {behaviour.id: NOW for behaviour in process.gates.get((motion.id, stage_id), ())}


def neediest(process: Process, deals: Iterable[D], behaviour: str) -> D | None:
    """The deal that needs this behaviour most, the first of those that need it alike; None when no deal does."""
    ranked = sorted(deals, key=lambda deal: -needs(process, deal).get(behaviour, 0.0))
    return ranked[0] if ranked and needs(process, ranked[0]).get(behaviour) else None
