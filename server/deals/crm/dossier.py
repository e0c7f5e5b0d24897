"""Everything that files ever said of one deal, and the deal that follows from it.

A dossier is a set: it does not matter in which order its files came, or how often one came. What a file says stands at the time at which the file
was made; the newest says what the deal is now, and all of them together say when what changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.deals.crm.mapping import ENDS, Words, placed
from server.deals.crm.recognise import LEAVE_OUT, OPEN, OUTCOME
from server.deals.crm.rows import Past, Told
from server.deals.roles import ROLES
from server.process.map import Motion, Process
from server.zones import local_time

LEFT: Final = "left"
"""The outcome of a deal that is in its source no more, which is none of what a source says."""


class Look(Struct, frozen=True, array_like=True, order=True):
    """What one file said of what changes, when it was made: `file` is the beginning of its digest. The order is that of the files."""

    at: datetime
    file: str
    stage: str
    pipeline: str
    status: str
    owner: str
    close_date: str
    since: datetime | None
    closed_on: datetime | None


class Step(Struct, frozen=True, array_like=True, order=True):
    """What history says of one moment: a stage, a day on which it was to close, an owner. What is empty it says nothing of."""

    at: datetime
    file: str
    stage: str
    pipeline: str
    close_date: str
    owner: str = ""


class Older(Struct, frozen=True, array_like=True):
    """The whole row of a look that is not the newest, where it is another than that of the look after it."""

    at: datetime
    file: str
    told: Told


class Dossier(Struct, frozen=True, array_like=True):
    """All looks and steps, each sorted; `newest` is the whole row of the newest look, `older` are those before it that differ from the next.

    `left` are the times as of which somebody decided that the deal is in its source no more, each with the file that it was missing in, if one.
    """

    looks: tuple[Look, ...] = ()
    steps: tuple[Step, ...] = ()
    newest: Told | None = None
    older: tuple[Older, ...] = ()
    left: tuple[tuple[datetime, str], ...] = ()


class Followed(Struct, frozen=True, kw_only=True):
    """The deal that follows. `claims` are (at, stage, derived), `dates` (at, day), `owners` (at, person), each oldest first and without repeats.

    `roles` are (at, role, person): whoever is named first holds a role since the deal began.
    """

    name: str
    motion: str
    stage: str
    outcome: str
    amount: int | None
    currency: str
    close_date: date | None
    category: str
    segment: str
    owner: UUID
    added_at: datetime
    closed_at: datetime | None
    seen_at: datetime
    claims: tuple[tuple[datetime, str, bool], ...]
    dates: tuple[tuple[datetime, date | None], ...]
    owners: tuple[tuple[datetime, UUID], ...]
    roles: tuple[tuple[datetime, str, UUID], ...] = ()


def looked(dossier: Dossier, told: Told, *, at: datetime, file: str) -> Dossier:
    """The dossier with what one more file says; a file that came before says it anew."""
    return stated(dossier, {**tellings(dossier), (at, file): told})


def forgotten(dossier: Dossier, *, at: datetime, file: str) -> Dossier:
    """The dossier as if a file of deals, made at this time, had never come; also what was decided about deals that were missing in it."""
    rest = {key: told for key, told in tellings(dossier).items() if key != (at, file)}
    return replace(stated(dossier, rest), left=tuple(one for one in dossier.left if one != (at, file)))


def without_history(dossier: Dossier, *, file: str) -> Dossier:
    """The dossier as if a file of history had never come."""
    return replace(dossier, steps=tuple(one for one in dossier.steps if one.file != file))


def departed(dossier: Dossier, *, at: datetime, file: str = "") -> Dossier:
    """The dossier of a deal of which somebody decided that it is in its source no more, as of a time, because it is missing in a file, if one."""
    return replace(dossier, left=tuple(sorted({*dossier.left, (at, file)})))


def tellings(dossier: Dossier) -> dict[tuple[datetime, str], Told]:
    """By time and file, the whole row of each look."""
    known = {(one.at, one.file): one.told for one in dossier.older}
    found: dict[tuple[datetime, str], Told] = {}
    told = dossier.newest
    for look in reversed(dossier.looks):
        told = known.get((look.at, look.file), told)
        if told is not None:
            found[look.at, look.file] = told
    return found


def stated(dossier: Dossier, rows: Mapping[tuple[datetime, str], Told]) -> Dossier:
    """The dossier with these rows as all its looks. What a row has in common with the next one is kept once."""
    keys = sorted(rows)
    older = tuple(Older(*key, rows[key]) for key, later in pairwise(keys) if rows[key] != rows[later])
    looks = tuple(look_of(rows[key], at=key[0], file=key[1]) for key in keys)
    return replace(dossier, looks=looks, newest=rows[keys[-1]] if keys else None, older=older)


def remembered(dossier: Dossier, past: Iterable[Past], *, file: str) -> Dossier:
    """The dossier with what a file of history says of this deal, all of it at once; a file that came before says it anew."""
    steps = {step_of(one, file) for one in past}
    return replace(dossier, steps=tuple(sorted({one for one in dossier.steps if one.file != file} | steps)))


def look_of(told: Told, *, at: datetime, file: str) -> Look:
    """What of a row may change."""
    return Look(at, file, told.stage, told.pipeline, told.status, told.owner, _iso(told.close_date), told.since, told.closed_on)


def step_of(past: Past, file: str) -> Step:
    """A row of history as it is kept."""
    return Step(past.at, file, past.stage, past.pipeline, _iso(past.close_date), past.owner)


def pack(dossier: Dossier) -> str:
    """The dossier as text."""
    return msgspec.json.encode(dossier).decode()


def unpack(text: str) -> Dossier:
    """The dossier that was packed."""
    return msgspec.json.decode(text, type=Dossier)


def follow(dossier: Dossier, words: Words, process: Process) -> Followed | None:
    """The deal as all of it says together; None while no file describes it, or while its words mean nothing here."""
    told = dossier.newest
    if told is None or not dossier.looks:
        return None
    motion = process.motion.get(process.now_motion(words.motion(told.pipeline, told.kind)))
    owners = _owners(dossier, words)
    if motion is None or words.owner(told.owner) is None or not _means(words, told.pipeline, told.stage):
        return None
    newest = dossier.looks[-1]
    course = _course(dossier, words, process, motion)
    claims = _without_repeats((at, stage, derived) for at, stage, derived in course if not stage.startswith(OUTCOME))
    outcome = _outcome(words, newest)
    closed_at = _closed_at(dossier, words, newest, course) if outcome else None
    if not outcome and has_left(dossier):
        outcome, closed_at = LEFT, dossier.left[-1][0]
    added_at = min(at for at in (course[0][0], told.created, closed_at) if at is not None)
    # A claim keeps the name it was made under; the deal stands where the process of today puts that.
    stage = process.standing(motion.id, claims[-1][1])[1] if claims else _end_of(process, motion, outcome)
    return Followed(
        name=told.name,
        motion=motion.id,
        stage=stage,
        outcome=outcome,
        amount=told.amount,
        currency=told.currency or words.currency,
        close_date=told.close_date,
        category=words.category(told.category),
        segment=told.segment,
        owner=owners[-1][1],
        added_at=added_at,
        closed_at=closed_at,
        seen_at=newest.at,
        claims=claims or ((added_at, stage, True),),
        dates=_dates(dossier),
        owners=owners,
        roles=tuple(_roles(dossier, words, added_at)),
    )


def has_left(dossier: Dossier) -> bool:
    """Whether a deal is in its source no more: no file describes it any longer, or somebody decided so and none has described it since."""
    return not dossier.looks or bool(dossier.left and dossier.left[-1][0] >= dossier.looks[-1].at)


def _course(dossier: Dossier, words: Words, process: Process, motion: Motion) -> Sequence[tuple[datetime, str, bool]]:
    """(at, stage or outcome, derived) of every look and step whose words mean something, oldest first, of two at once the earlier stage first."""
    found = [(step.at, _means(words, step.pipeline, step.stage), False) for step in dossier.steps]
    for at, told in ((one.at, one.told) for one in (*dossier.older, *_newest(dossier))):
        found += [(entered, _means(words, told.pipeline, stage), False) for stage, entered in told.entered if entered <= at]
    for look in dossier.looks:
        ended, stage = _outcome_of(words, look), _means(words, look.pipeline, look.stage)
        if look.since is not None and look.since < look.at:
            found.append((look.since, stage, False))
        if ended and not stage.startswith(OUTCOME):
            found.append((min(look.at, look.closed_on or _noon(look.close_date, words.zone) or look.at), stage, True))
        found.append((look.at, ended or stage, True))
    known = {stage: place for place, stage in enumerate((stage.id for stage in process.stages), start=1)}
    placed_ones = {(at, _placed(process, motion, meant), derived) for at, meant, derived in found if meant}
    return sorted(placed_ones, key=lambda one: (one[0], known.get(one[1], 99), one[2]))


def _newest(dossier: Dossier) -> tuple[Older, ...]:
    return (Older(dossier.looks[-1].at, dossier.looks[-1].file, dossier.newest),) if dossier.looks and dossier.newest else ()


def _placed(process: Process, motion: Motion, meant: str) -> str:
    return meant if meant.startswith(OUTCOME) or meant not in process.stage else placed(process, motion, meant)


def _means(words: Words, pipeline: str, stage: str) -> str:
    """The stage or the outcome, nothing for what means nothing or stays out."""
    meant = words.stage(pipeline, stage)
    return "" if meant == LEAVE_OUT else meant


def _outcome_of(words: Words, look: Look) -> str:
    """`=won` and the like when the look says that the deal has ended, by its status or by its stage; else nothing."""
    status = words.status(look.status) if look.status else ""
    if status == OPEN:
        return ""
    stage = _means(words, look.pipeline, look.stage)
    return status if status in ENDS else stage if stage in ENDS else ""


def _outcome(words: Words, look: Look) -> str:
    return _outcome_of(words, look).removeprefix(OUTCOME)


def _closed_at(dossier: Dossier, words: Words, newest: Look, course: Sequence[tuple[datetime, str, bool]]) -> datetime:
    """When it ended: as the file says, else as the history says, else on the day it was to close if that had come, else when it was first seen so.

    An end that a file tells of is never after the file. History may know of another one since, which is none of the end that was seen; a step of
    which only the day is known stands at the end of that day, so one on the day of the file is the file's.
    """
    if newest.closed_on is not None:
        return min(newest.closed_on, newest.at)
    ended_by = newest.at + timedelta(days=1)
    exact = [at for at, meant, derived in course if meant == _outcome_of(words, newest) and not derived and at < ended_by]
    if exact:
        return min(max(exact), newest.at)
    if (day := _noon(newest.close_date, words.zone)) is not None and day <= newest.at:
        return day
    ended = newest.at
    for look in reversed(dossier.looks):
        if not _outcome_of(words, look):
            break
        ended = look.at
    return ended


def _noon(day: str, zone: str) -> datetime | None:
    return local_time(date.fromisoformat(day), time(12), zone) if day else None


def _end_of(process: Process, motion: Motion, outcome: str) -> str:
    """The stage of a deal of which only its end is known: a won one went all the way, of any other nothing more is known than that it began."""
    kept = [stage.id for stage in process.stages if stage.id in motion.stages]
    return kept[-1] if outcome == "won" else kept[0]


def _owners(dossier: Dossier, words: Words) -> tuple[tuple[datetime, UUID], ...]:
    said = sorted(
        [(step.at, step.file, step.owner) for step in dossier.steps if step.owner]
        + [(look.at, look.file, look.owner) for look in dossier.looks]
    )
    found = [(at, owner) for at, _file, word in said if (owner := words.owner(word)) is not None]
    return tuple(next(same) for _owner, same in groupby(found, key=lambda one: one[1]))


def _roles(dossier: Dossier, words: Words, began: datetime) -> Iterator[tuple[datetime, str, UUID]]:
    if not any(one.told.sdr or one.told.se or one.told.csm for one in (*dossier.older, *_newest(dossier))):
        return
    rows = sorted(tellings(dossier).items())
    for role in ROLES:
        said = [(at, person) for (at, _file), told in rows if (person := words.owner(getattr(told, role)))]
        for place, (_person, same) in enumerate(groupby(said, key=lambda one: one[1])):
            at, person = next(same)
            yield at if place else began, role, person


def _dates(dossier: Dossier) -> tuple[tuple[datetime, date | None], ...]:
    """Every close date with when it was first said; a step that says nothing of it changes nothing."""
    steps = [(step.at, step.file, step.close_date) for step in dossier.steps if step.close_date]
    said = sorted([*steps, *((look.at, look.file, look.close_date) for look in dossier.looks)])
    changes = [next(same) for _day, same in groupby(said, key=lambda one: one[2])]
    return tuple((at, date.fromisoformat(day) if day else None) for at, _file, day in changes if day or len(changes) > 1)


def _without_repeats(claims: Iterable[tuple[datetime, str, bool]]) -> tuple[tuple[datetime, str, bool], ...]:
    return tuple(next(same) for _stage, same in groupby(claims, key=lambda one: one[1]))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


FILE: Final = 12
"""Signs of a file's digest that name it in a dossier."""
