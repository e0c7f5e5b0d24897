"""The process as a value: what the Markdown files under `lessons/process/` compile to.

Words are those of the domain: a *stage* says where the buyer is, a *behaviour* is something a person can be seen to do, a *clause* is one
box of its definition of done, a *gate* is a behaviour that must be met to leave its stage, a *motion* is a kind of deal.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace


class Clause(Struct, frozen=True, kw_only=True):
    """One box of a definition of done. `source` says where its proof must come from; a `timed` clause counts for doing, never for the gate."""

    id: str
    text: str
    source: str
    timed: bool = False
    na: bool = False
    """Ticking it makes the whole row not applicable."""
    line: int = 0
    """Where it stands in the file of its behaviour, counted from 1; 0 when that is not known."""


class Behaviour(Struct, frozen=True, kw_only=True):
    """Something a person can be seen to do. Texts are plain; `fresh_days` 0 means the proof counts until the date it names."""

    id: str
    stage: str
    title: str
    statement: str
    role: str
    source: str
    artifact: str
    fresh_days: int
    version: int
    steps: tuple[str, ...]
    clauses: tuple[Clause, ...]
    proof: str
    inspect: str
    drift: str
    coach: str
    gate: bool = False
    always: bool = False
    crosswalk: Mapping[str, str] = {}
    """Method id (`sandler`, `challenger`, `meddpicc`, `spin`) to the term of that method."""
    file: str = ""
    """Its path below the root of the academy."""
    aliases: tuple[str, ...] = ()
    """Ids that it had before, the oldest first."""
    called: str = ""
    """The id that its file gives it, where its history is kept under one of old; else empty."""

    @property
    def name(self) -> str:
        """The id that its file gives it."""
        return self.called or self.id


class Stage(Struct, frozen=True, kw_only=True):
    """Where the buyer is. `max_days` is what is usual, never a deadline."""

    id: str
    title: str
    job: str
    exit: str
    max_days: int


class Motion(Struct, frozen=True, kw_only=True):
    """A kind of deal: the stages it keeps, the behaviours that gate them, usual days and required buyer roles."""

    id: str
    title: str
    stages: tuple[str, ...]
    gates: tuple[str, ...]
    max_days: Mapping[str, int]
    required_roles: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    """Ids of motions of old whose deals count as this one now."""


class Process(Struct, frozen=True, kw_only=True, dict=True):
    """One versioned process. Stages stand in the buyer's order, behaviours in the order of their stages.

    `moved` says of a stage that is gone which one took it over; `gone` how stages, behaviours and motions were called that it has no more, by
    `stage/ID`, `behaviour/ID` and `motion/ID`, so that history keeps its names.
    """

    id: str
    version: int
    title: str
    about: str
    stages: tuple[Stage, ...]
    behaviours: tuple[Behaviour, ...]
    motions: tuple[Motion, ...]
    moved: Mapping[str, str] = {}
    gone: Mapping[str, str] = {}

    @cached_property
    def behaviour(self) -> Mapping[str, Behaviour]:
        """Behaviours by id."""
        return {behaviour.id: behaviour for behaviour in self.behaviours}

    @cached_property
    def stage(self) -> Mapping[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def motion(self) -> Mapping[str, Motion]:
        """Motions by id."""
        return {motion.id: motion for motion in self.motions}

    def place(self, stage: str) -> int:
        """The 1-based place of a stage in the buyer's order. Raises KeyError for an unknown stage."""
        return self._places[stage]

    def in_stage(self, stage: str) -> tuple[Behaviour, ...]:
        """The behaviours of one stage, in file order of the process."""
        return tuple(behaviour for behaviour in self.behaviours if behaviour.stage == stage)

    def now(self, stage: str) -> str:
        """The stage that counts for this one: itself, or the one that took it over; itself too where nobody said which did."""
        return stage if stage in self.stage else self.moved.get(stage, stage)

    def now_behaviour(self, behaviour: str) -> str:
        """The same of a behaviour: the one that is called so now."""
        return behaviour if behaviour in self.behaviour else self._former.get(behaviour, behaviour)

    def now_motion(self, motion: str) -> str:
        """The same of a kind of deal."""
        return motion if motion in self.motion else self._aliases.get(motion, motion)

    def standing(self, motion: str, stage: str) -> tuple[str, str]:
        """The motion and the stage at which a deal stands that was said to be at these: where its motion leaves the stage out, at the next it keeps.

        What the process cannot place stays as it is said.
        """
        kind, here = self.now_motion(motion), self.now(stage)
        kept = [one.id for one in self.stages if kind in self.motion and one.id in self.motion[kind].stages]
        if here in kept or here not in self.stage or not kept:
            return kind, here
        return kind, next((one for one in kept if self.place(one) >= self.place(here)), kept[-1])

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What stages and behaviours are called, and what those were called that are gone, by id."""
        once = {id.partition("/")[2]: title for id, title in self.gone.items() if not id.startswith("motion/")}
        return {**once, **{one.id: one.title for one in self.behaviours}, **{one.id: one.title for one in self.stages}}

    def stage_title(self, id: str) -> str:
        """What a stage is or was called; its id when nobody knows."""
        return self.stage[id].title if id in self.stage else self.gone.get(f"stage/{id}", id)

    def behaviour_title(self, id: str) -> str:
        """What a behaviour is or was called; its id when nobody knows."""
        return self.behaviour[id].title if id in self.behaviour else self.gone.get(f"behaviour/{id}", id)

    def motion_title(self, id: str) -> str:
        """What a kind of deal is or was called; its id when nobody knows."""
        return self.motion[id].title if id in self.motion else self.gone.get(f"motion/{id}", id)

    def known(self, id: str) -> Behaviour | None:
        """A behaviour of this process, or what is left of one that it has no more: its id, its name and nothing to be done."""
        if id in self.behaviour or f"behaviour/{id}" not in self.gone:
            return self.behaviour.get(id)
        title = self.gone[f"behaviour/{id}"]
        return Behaviour(
            id=id,
            stage="",
            title=title,
            statement="",
            role="any",
            source="seller-note",
            artifact="",
            fresh_days=0,
            version=0,
            steps=(),
            clauses=(),
            proof="",
            inspect=title,
            drift="",
            coach="",
        )

    def after(self, before: "Process") -> "Process":
        """This process with the names of what was in the one before it and is no more."""
        titles = {
            **{f"stage/{one.id}": one.title for one in before.stages},
            **{f"behaviour/{one.id}": one.title for one in before.behaviours},
            **{f"motion/{one.id}": one.title for one in before.motions},
        }
        here = {
            *(f"stage/{one}" for one in self.stage),
            *(f"behaviour/{one}" for one in self.behaviour),
            *(f"motion/{one}" for one in self.motion),
        }
        gone = {id: title for id, title in {**before.gone, **titles}.items() if id not in here}
        return replace(self, gone=gone) if gone != self.gone else self

    @cached_property
    def gates(self) -> Mapping[tuple[str, str], tuple[Behaviour, ...]]:
        """By motion and stage, the gates that must be met to leave it. One whose own stage a motion leaves out belongs to the next it keeps."""
        found: dict[tuple[str, str], tuple[Behaviour, ...]] = {}
        for motion in self.motions:
            for gate in motion.gates:
                stage = self._kept_in(motion, self.behaviour[gate])
                if stage is not None:
                    found[motion.id, stage] = (*found.get((motion.id, stage), ()), self.behaviour[gate])
        return found

    def _kept_in(self, motion: Motion, behaviour: Behaviour) -> str | None:
        """The stage of this motion in which the behaviour is a gate, None when no stage follows its own."""
        place = self.place(behaviour.stage)
        return next((stage.id for stage in self.stages if stage.id in motion.stages and self.place(stage.id) >= place), None)

    @cached_property
    def memo(self) -> dict[object, Any]:
        """What others worked out from this process alone, kept with it so that it ends with it."""
        return {}

    @cached_property
    def _former(self) -> Mapping[str, str]:
        """Behaviours by every id of old, and by what their files call them."""
        return {id: one.id for one in self.behaviours for id in (*one.aliases, one.name)}

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return {alias: motion.id for motion in self.motions for alias in motion.aliases}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {stage.id: place for place, stage in enumerate(self.stages, start=1)}
