"""Which gates a deal has to pass from where it claims to be."""

from server.process.map import Behaviour, Motion, Process


def stages(process: Process, motion: Motion) -> tuple[str, ...]:
    """The stages of a motion in the buyer's order."""
    return tuple(stage.id for stage in process.stages if stage.id in motion.stages)


def ahead(process: Process, motion: Motion, stage: str) -> tuple[Behaviour, ...]:
    """The gates that must be met to leave `stage` in this motion; always-on behaviours where it has none.

    A gate whose own stage the motion leaves out belongs to the next stage that the motion keeps.
    """
    wanted = tuple(
        process.behaviour[gate] for gate in motion.gates if _kept_in(process, motion, process.behaviour[gate]) == stage
    )
    return wanted or tuple(behaviour for behaviour in process.behaviours if behaviour.always)


def _kept_in(process: Process, motion: Motion, behaviour: Behaviour) -> str | None:
    """The stage of this motion in which the behaviour is a gate, None when no stage follows its own."""
    place = process.place(behaviour.stage)
    return next((stage for stage in stages(process, motion) if process.place(stage) >= place), None)
