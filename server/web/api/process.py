"""How we sell: the process in force."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from server.errors import NotFound
from server.lessons import queries as lessons
from server.process import map as maps
from server.web.api.operation import Call, Operation, get


class Clause(Struct, frozen=True, kw_only=True):
    """One box of a definition of done."""

    id: str
    text: str
    source: Annotated[str, Meta(description="Where its proof must come from: buyer, system, delivery or seller-note.")]
    timed: Annotated[bool, Meta(description="Counts for doing, never for the gate.")]
    not_applicable: Annotated[bool, Meta(description="Ticking it makes the whole row not applicable.")]


class Behaviour(Struct, frozen=True, kw_only=True):
    """Something a person can be seen to do."""

    id: str
    stage: str
    title: str
    statement: str
    role: Annotated[str, Meta(description="Who is answerable: rep, sdr, se, csm or any.")]
    source: str
    artifact: str
    fresh_days: Annotated[
        int, Meta(description="After how many days the question comes back; 0: the proof counts until its day.")
    ]
    gate: bool
    always_on: bool
    steps: tuple[str, ...]
    clauses: tuple[Clause, ...]
    proof: str
    inspect: Annotated[str, Meta(description="The standard question.")]
    coach: str


class Stage(Struct, frozen=True, kw_only=True):
    """Where the buyer is."""

    id: str
    title: str
    job: str
    exit: str
    usual_days: Annotated[int, Meta(description="What is usual, never a deadline.")]


class Motion(Struct, frozen=True, kw_only=True):
    """A kind of deal."""

    id: str
    title: str
    stages: tuple[str, ...]
    gates: tuple[str, ...]
    usual_days: Mapping[str, int]
    required_roles: tuple[str, ...]


class Process(Struct, frozen=True, kw_only=True):
    """The whole process: stages in the buyer's order, behaviours in the order of their stages."""

    id: str
    version: int
    title: str
    about: str
    stages: tuple[Stage, ...]
    behaviours: tuple[Behaviour, ...]
    motions: tuple[Motion, ...]


@get("/process")
async def get_process(call: Call[None, None]) -> Process:  # noqa: ARG001  # everybody reads the same
    """The process in force: its stages, behaviours with their clauses, and motions."""
    found = (await lessons.current()).academy.process
    if found is None:
        raise NotFound("There is no process just now.")
    return Process(
        id=found.id,
        version=found.version,
        title=found.title,
        about=found.about,
        stages=tuple(
            Stage(id=one.id, title=one.title, job=one.job, exit=one.exit, usual_days=one.max_days) for one in found.stages
        ),
        behaviours=tuple(map(_behaviour, found.behaviours)),
        motions=tuple(
            Motion(
                id=one.id,
                title=one.title,
                stages=one.stages,
                gates=one.gates,
                usual_days=one.max_days,
                required_roles=one.required_roles,
            )
            for one in found.motions
        ),
    )


def _behaviour(one: maps.Behaviour) -> Behaviour:
    return Behaviour(
        id=one.id,
        stage=one.stage,
        title=one.title,
        statement=one.statement,
        role=one.role,
        source=one.source,
        artifact=one.artifact,
        fresh_days=one.fresh_days,
        gate=one.gate,
        always_on=one.always,
        steps=one.steps,
        clauses=tuple(
            Clause(id=each.id, text=each.text, source=each.source, timed=each.timed, not_applicable=each.na)
            for each in one.clauses
        ),
        proof=one.proof,
        inspect=one.inspect,
        coach=one.coach,
    )


OPERATIONS: tuple[Operation, ...] = (get_process,)
