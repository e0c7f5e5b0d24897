"""The standard sheet of a deal: opened, ticked row by row, closed. Blind sheets of a calibration are on their pages alone."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.coaching import actions as coaching
from server.coaching import queries as coached
from server.coaching.forms import LONGEST_NOTE, LONGEST_PROMISE, ClosingForm, closing_faults
from server.deals import queries as deals
from server.errors import Invalid, NotFound
from server.inspections import actions, queries
from server.inspections.actions import Done, not_before_their_own
from server.inspections.queries import HIDDEN, Sheet
from server.inspections.queries import Row as FoundRow
from server.inspections.rubric import Ticked
from server.inspections.sampling import SLOTS
from server.people import actions as people_actions
from server.people import queries as people
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place, post
from server.zones import local_day

Id = Annotated[str, Meta(max_length=80)]


class Row(Struct, frozen=True, kw_only=True):
    """One row of a sheet. What it says of the clauses is empty until the sheet is closed."""

    behaviour: str
    reason: Annotated[str, Meta(description="Why it is asked.")]
    ticks: tuple[str, ...]
    looked: Annotated[bool, Meta(description="Looked: nothing shown.")]
    still: Annotated[bool, Meta(description="Still true, as when it was last asked.")]
    not_applicable: Annotated[str, Meta(description="Why it does not apply; empty: it does.")]
    answer: Annotated[
        Literal["met", "claimed", "partly", "not-met", "not-applicable", "not-asked"] | None,
        Meta(description="What follows from ticks and evidence; null while the sheet is open."),
    ]
    proven: tuple[str, ...]
    hollow: Annotated[tuple[str, ...], Meta(description="Ticked without evidence that passes.")]
    missing: tuple[str, ...]
    shown_at: date | None


class Inspection(Struct, frozen=True, kw_only=True):
    """One sheet about one deal."""

    id: UUID
    deal: UUID
    owner: Annotated[UUID, Meta(description="Whose deal it was.")]
    by: UUID
    mode: Annotated[str, Meta(description="full, delta, together, self-check or baseline.")]
    pick: Annotated[str, Meta(description="Why this deal: coverage, random, risk, chosen, review …")]
    claimed: str
    begun_at: datetime
    closed_at: Annotated[datetime | None, Meta(description="Null while it is open, when only who works on it reads it.")]
    supported: Annotated[str | None, Meta(description="The stage that the evidence proved; null while it is open.")]
    gap: int | None
    verified: bool
    missing: Annotated[str | None, Meta(description="The first gate that was not met.")]
    rows: Annotated[tuple[Row, ...] | None, Meta(description="Null in a list.")]


class Beginning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a deal is about to be looked at."""

    mode: Literal["full", "delta", "together"] = "full"
    pick: Annotated[
        Literal["chosen", "coverage", "random", "risk"],
        Meta(description="How the deal was picked, where the week’s own picks say so; else it was chosen."),
    ] = "chosen"


class RowBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row as its inspector leaves it."""

    ticks: Annotated[tuple[Id, ...], Meta(max_length=50, description="The clauses that the evidence shows.")] = ()
    looked: bool = False
    still: bool = False
    not_applicable: Literal["", "one-decision-maker", "below-limit", "renewal", "other"] = ""
    words: Annotated[str, Meta(max_length=500, description="Why, where the reason is “other”.")] = ""


class SheetClosing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left with the owner of the deal: at most one note, one commitment and one lesson, about one behaviour; what is empty is not left."""

    behaviour: Id = ""
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""
    about: Literal["", "step", "number", "both"] = ""
    commitment: Annotated[str, Meta(max_length=LONGEST_PROMISE)] = ""
    due: date | None = None
    lesson: Id = ""


@get("/deals/{deal:uuid}/inspections", query=Listing)
async def list_inspections(call: Call[Listing, None]) -> Items[Inspection]:
    """The closed sheets of a deal, the oldest first."""
    deal = await deals.deal(call.id("deal"), call.actor, call.now)
    await not_before_their_own(call.actor, deal.id, call.now)
    place = call.query
    found = [one for one in await queries.sheets_of_deal(deal.id) if _may_be_listed(one, call)]
    try:
        rows, more = cursor.part(found, _place, place.cursor, place.limit, parts=2)
    except ValueError as error:
        raise no_such_place(error) from error
    await people_actions.looked(call.actor, deal.owner, "deal", call.now)
    return Items(items=[_told(one, rows=False) for one in rows], next=more)


@get("/inspections/{inspection:uuid}")
async def get_inspection(call: Call[None, None]) -> Inspection:
    """One sheet with its rows: one's own, and closed ones of deals that one may see."""
    return await _one(call)


@post("/deals/{deal:uuid}/inspections", body=Beginning, place=lambda one: f"/inspections/{one.id}")
async def begin_inspection(call: Call[None, Beginning]) -> Inspection:
    """Open the standard sheet of somebody else's deal, or go on with the one that was left open."""
    owner = (await deals.deal(call.id("deal"), call.actor, call.now)).owner
    wanted = await coached.wanted(owner, local_day(call.now, call.actor.zone))
    # That nobody chose the deal is said by the week's own picks and not by who asks: only such looks tell how a team does.
    drawn = call.body.pick in SLOTS and await queries.is_picked(call.id("deal"), call.body.pick, call.now)
    pick = call.body.pick if drawn else "chosen"
    made = await actions.begin(call.actor, call.entry, call.id("deal"), mode=call.body.mode, pick=pick, wanted=wanted)
    return await _read(call, made)


@post("/inspections/{inspection:uuid}/rows/{behaviour:str}", body=RowBody)
async def answer_row(call: Call[None, RowBody]) -> Inspection:
    """Keep one row of one's own open sheet. The answer follows from the ticks and the evidence; nobody can override it."""
    sheet, body = await _mine(call), call.body
    ticked = Ticked(
        ticks=frozenset(body.ticks),
        looked=body.looked and not body.ticks,
        na=body.not_applicable,
        still=body.still and not body.ticks,
    )
    try:
        done = Done(ticked=ticked, na_words=body.words)
        await actions.answer(call.actor, call.entry, sheet.id, call.path["behaviour"], done)
    except Invalid as invalid:
        faults = {FIELDS.get(field.partition(".")[0], field): fault for field, fault in invalid.fields.items()}
        raise Invalid(faults, {}) from invalid
    return await _read(call, sheet.id)


@post("/inspections/{inspection:uuid}/closing", body=SheetClosing)
async def close_inspection(call: Call[None, SheetClosing]) -> Inspection:
    """Close one's own sheet, and leave what comes next with the owner of the deal: all of it or nothing."""
    sheet, body = await _mine(call), call.body
    owner = await people.person(sheet.person)
    today = local_day(call.now, owner.zone if owner else "UTC")
    form = ClosingForm(
        note=body.note, about=body.about, behaviour=body.behaviour, commitment=body.commitment, due=body.due, lesson=body.lesson
    )
    faults = partial(closing_faults, today=today)(form)
    if faults:
        raise Invalid(faults, {})
    await coaching.close_sheet(call.actor, call.entry, sheet.id, form.left, site=call.site)
    return await _read(call, sheet.id)


FIELDS = {"na": "not_applicable", "na-words": "words"}
"""How the form of a row calls what a program calls by another name."""


async def _mine(call: Call[None, RowBody] | Call[None, SheetClosing]) -> Sheet:
    """A sheet of one's own. Raises NotFound, for a blind one too."""
    found = await queries.sheet(call.id("inspection"), call.actor, call.now)
    if found.by != call.actor.id or found.mode in HIDDEN:
        raise NotFound("Only who works on a sheet changes it.")
    return found


async def _one(call: Call[None, None]) -> Inspection:
    found = await queries.sheet(call.id("inspection"), call.actor, call.now)
    if found.mode in HIDDEN:
        raise NotFound("A blind sheet is on its page.")
    if found.by != call.actor.id:
        await not_before_their_own(call.actor, found.deal, call.now)
    await people_actions.looked(call.actor, found.person, "deal", call.now)
    return _told(found)


async def _read(call: Call[None, Beginning] | Call[None, RowBody] | Call[None, SheetClosing], id: UUID) -> Inspection:
    return _told(await queries.sheet(id, call.actor, call.now))


def _may_be_listed(sheet: Sheet, call: Call[Listing, None]) -> bool:
    """What an owner answered before a one-to-one is theirs until it is laid beside the manager's sheet there."""
    return sheet.by == call.actor.id or not (sheet.mode == "self-check" and sheet.pick == "one-to-one")


def _place(sheet: Sheet) -> tuple[str, str]:
    return (sheet.closed_at or sheet.begun_at).isoformat(timespec="microseconds"), str(sheet.id)


def _told(sheet: Sheet, *, rows: bool = True) -> Inspection:
    closed = sheet.closed_at is not None
    return Inspection(
        id=sheet.id,
        deal=sheet.deal,
        owner=sheet.person,
        by=sheet.by,
        mode=sheet.mode,
        pick=sheet.pick,
        claimed=sheet.claimed,
        begun_at=sheet.begun_at,
        closed_at=sheet.closed_at,
        supported=sheet.supported if closed else None,
        gap=sheet.gap if closed else None,
        verified=sheet.verified,
        missing=(sheet.missing or None) if closed else None,
        rows=tuple(map(_row, sheet.rows)) if rows else None,
    )


def _row(row: FoundRow) -> Row:
    return Row(
        behaviour=row.behaviour,
        reason=row.reason,
        ticks=tuple(sorted(row.ticked.ticks)),
        looked=row.ticked.looked,
        still=row.ticked.still,
        not_applicable=row.ticked.na,
        answer=row.answer or None,  # type: ignore[arg-type]  # written from one of them
        proven=row.proven,
        hollow=row.hollow,
        missing=row.missing,
        shown_at=row.shown_at,
    )


OPERATIONS: tuple[Operation, ...] = (list_inspections, get_inspection, begin_inspection, answer_row, close_inspection)
