"""The pipeline review as lines: which deals, in which order, and of each what is claimed, supported, complete, missing and next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.commitments.queries import Commitment
from server.deals import gates
from server.inspections import cadence
from server.inspections.cadence import Cadence
from server.inspections.queries import Concluded, Line
from server.inspections.queries.pipeline import FORECAST
from server.people.queries import Person
from server.process.map import Behaviour, Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import short
from server.web.deal.stage_words import reaches

SECONDS: Final = 90
"""What a deal takes in the review."""

COMMIT: Final = "commit"
"""The list of what is forecast."""

NO_TEAM: Final = "none"
"""How an address names those who are in no team."""


class Scope(Struct, frozen=True):
    """What is reviewed: everything, a team's deals, or a part of them, a rep's, or the commit list. `key` names it in addresses."""

    key: str
    name: str

    @property
    def team(self) -> str:
        """The id of the team, or NO_TEAM; empty when it is none."""
        return self.key.removeprefix("team-").partition(".")[0] if self.key.startswith("team-") else ""

    @property
    def rep(self) -> str:
        """The id of the rep, empty when it is nobody."""
        return self.key.removeprefix("rep-") if self.key.startswith("rep-") else ""


class Reviewed(Struct, frozen=True):
    """One line. `state` is even, further, back, unverified or none (nobody inspected it); the places are those of the stages, from 1.

    `missing` is the first gate with the first clause that it waits for, `waits` the same with all of them.
    """

    deal: UUID
    name: str
    owner: UUID
    who: str
    amount: int | None
    currency: str
    stages: tuple[str, ...]
    claimed: str
    claimed_place: int
    supported: str
    supported_place: int
    state: str
    says: str
    complete: str
    missing: str
    ask: str
    next: str
    behaviour: str
    artifact: str
    early: bool
    waits: str = ""


def scopes(persons: Sequence[Person], *, forecast: bool, parts: Sequence[Scope] = ()) -> tuple[Scope, ...]:
    """What there is to choose from: everybody, each team if there are several, with who is in none, the commit list where something stands on it,
    each rep. Of a large company, of which these people are some, its `parts` and these reps.
    """
    reps = [Scope(f"rep-{person.id}", person.name) for person in persons if "rep" in person.roles]
    if parts:
        return (*parts, *reps)
    teams = [Scope(f"team-{team}", name) for team, name in _teams(persons)]
    if teams and any(person.team is None for person in persons):
        teams.append(Scope(f"team-{NO_TEAM}", _("In no team")))
    several = teams if len(teams) > 1 else []
    name = teams[0].name if len(teams) == 1 else _("All teams")
    listed = [Scope(COMMIT, _("The commit list"))] if forecast else []
    return (Scope("", name), *several, *listed, *reps)


def _teams(persons: Sequence[Person]) -> list[tuple[UUID, str]]:
    """The teams of these people by name."""
    return sorted({person.team: person.team_name for person in persons if person.team}.items(), key=lambda one: (one[1], one[0]))


def chosen(lines: Sequence[Line], persons: Sequence[Person], scope: Scope, said: Mapping[str, Cadence]) -> list[Line]:
    """The deals of a scope."""
    if scope.rep:
        return [line for line in lines if str(line.deal.owner) == scope.rep]
    if scope.team:
        members = {person.id for person in persons if str(person.team or NO_TEAM) == scope.team}
        return [line for line in lines if line.deal.owner in members]
    return [line for line in lines if is_forecast(line, said)] if scope.key == COMMIT else list(lines)


def is_forecast(line: Line, said: Mapping[str, Cadence]) -> bool:
    """Whether a deal is on the commit list: its category says so, or, where nobody said, its stage is one that is checked every week."""
    return line.deal.category in FORECAST or (not line.deal.category and cadence.of(line.deal.stage, said).kind == "delta")


def reviewed(
    lines: Sequence[Line],
    promised: Mapping[UUID, Commitment],
    process: Process,
    said: Mapping[str, Cadence],
    *,
    now: datetime,
    leads: str = "",
) -> tuple[Reviewed, ...]:
    """The lines, the furthest claim first, then by name. Early deals, of which a sample is inspected, come last.

    Those that wait for what `leads` everywhere stand before the others.
    """
    places = {stage.id: place for place, stage in enumerate(process.stages)}
    far = {line.deal.id: places.get(line.deal.stage, -1) for line in lines}
    found = [_line(line, promised.get(line.deal.id), process, said, now) for line in lines]
    return tuple(sorted(found, key=lambda one: (one.early, waits_not(one, leads), -far[one.deal], one.name.casefold(), one.deal)))


def waits_not(line: Reviewed, leads: str) -> bool:
    """Whether something leads and this deal does not wait for it."""
    return bool(leads) and (line.behaviour != leads or line.state == "none")


def _line(line: Line, promise: Commitment | None, process: Process, said: Mapping[str, Cadence], now: datetime) -> Reviewed:
    deal, conclusion = line.deal, line.concluded
    motion = process.motion.get(deal.motion)
    stages = gates.stages(process, motion) if motion else ()
    titles = tuple(process.stage[stage].title for stage in stages)
    place = stages.index(deal.stage) + 1 if deal.stage in stages else 0
    gate = wanted(process, deal.motion, deal.stage, conclusion)
    state = _state(conclusion)
    supported = process.stage[conclusion.supported].title if conclusion and conclusion.supported in process.stage else ""
    return Reviewed(
        deal=deal.id,
        name=deal.name,
        owner=deal.owner,
        who=line.owner,
        amount=deal.amount,
        currency=deal.currency,
        stages=titles,
        claimed=process.stage_title(deal.stage),
        claimed_place=place,
        supported=supported,
        supported_place=conclusion.place if conclusion else 0,
        state=state,
        says=_says(state, conclusion, supported),
        complete=_complete(process, deal.motion, conclusion, titles) if conclusion else _("Not inspected yet"),
        missing=_missing(conclusion, gate, most=1),
        waits=_missing(conclusion, gate),
        ask=gate.coach if gate else "",
        next=_next(promise, state, now),
        behaviour=gate.id if gate else "",
        artifact=gate.artifact if gate else "",
        early=cadence.of(deal.stage, said).kind in {"sample", "none"} and not is_forecast(line, said),
    )


def wanted(process: Process, motion: str, claimed: str, conclusion: Concluded | None) -> Behaviour | None:
    """What would move the deal: the first gate that is not met, else the first that its claimed stage asks for."""
    if conclusion and conclusion.missing in process.behaviour:
        return process.behaviour[conclusion.missing]
    found = process.motion.get(motion)
    ahead = gates.ahead(process, found, claimed) if found else ()
    return ahead[0] if ahead else None


def _state(conclusion: Concluded | None) -> str:
    if conclusion is None or not conclusion.place:
        return "none"
    if not conclusion.verified:
        return "unverified"
    return "even" if conclusion.gap == 0 else "further" if conclusion.gap > 0 else "back"


def _says(state: str, conclusion: Concluded | None, supported: str) -> str:
    """What the page of the deal says, too."""
    if conclusion is None or state == "none":
        return _("Nobody has inspected it yet.")
    return reaches(supported, conclusion.gap, verified=conclusion.verified)


def _complete(process: Process, motion: str, conclusion: Concluded, titles: Sequence[str]) -> str:
    """`Everything up to Discover; Stakeholders mapped`."""
    here = process.gates.get((motion, conclusion.supported), ())
    met = [gate.title for gate in here if gate.id in conclusion.complete]
    before = [_("Everything up to %(stage)s") % {"stage": titles[conclusion.place - 2]}] if conclusion.place > 1 else []
    if not conclusion.missing:
        return _("Everything")
    return "; ".join([*before, *met]) or _("Nothing yet")


def _missing(conclusion: Concluded | None, gate: Behaviour | None, most: int = 20) -> str:
    """`Access to all required stakeholders: Each required role spoken with live, and one more`."""
    if conclusion is None:
        return _("Not known")
    if not conclusion.missing or gate is None:
        return _("Nothing")
    waits = [clause.text for clause in gate.clauses if clause.id in conclusion.waits]
    if not waits:
        return gate.title
    rest = len(waits) - most
    more = ngettext(", and one more", ", and %(num)d more", rest) % {"num": rest} if rest > 0 else ""
    return f"{gate.title}: {'; '.join(waits[:most])}{more}"


def _next(promise: Commitment | None, state: str, now: datetime) -> str:
    if promise is not None:
        said = _("%(words)s, was due %(day)s") if promise.due_at < now else _("%(words)s, by %(day)s")
        return said % {"words": promise.words.rstrip("."), "day": short(promise.due_at, promise.zone)}
    return _("Inspect it") if state in {"none", "unverified"} else _("Nothing promised")
