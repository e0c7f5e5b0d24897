"""Dated items of proof on a deal: attached, said what they show, taken back."""

import hashlib
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.deals import queries as deals
from server.errors import Invalid
from server.forms import Upload
from server.forms.upload import file_name
from server.inspections import actions, queries
from server.inspections.forms import (
    LARGEST_FILE,
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_QUOTE,
    EvidenceForm,
    evidence_faults,
    told,
)
from server.inspections.queries import Evidence as Found
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.sentences import gettext as _
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place, post
from server.zones import local_day

Shows = tuple[Annotated[str, Meta(max_length=170)], ...]

ROOM: Final = LARGEST_FILE * 4 // 3 + 64 * 1024
"""Bytes of a body that carries the largest file, which base64 makes longer by a third."""


class Evidence(Struct, frozen=True, kw_only=True):
    """One dated item of proof attached to one deal."""

    id: UUID
    deal: UUID
    form: Annotated[str, Meta(description="How it is kept: quote, link, file, event or recording.")]
    source: Annotated[str, Meta(description="Whose it is: buyer, system, delivery or seller-note.")]
    artifact: Annotated[str, Meta(description="The type of proof, as the process names it.")]
    dated: date | None
    sender: str
    words: str
    link: str
    moment: str
    file: Annotated[str, Meta(description="The name of its file; empty for none.")]
    shows: Annotated[tuple[str, ...], Meta(description="The clauses it shows, as behaviour/clause.")]
    by: UUID | None
    at: datetime
    withdrawn_at: datetime | None
    why: Annotated[str, Meta(description="Why it was taken back.")]


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    type: Annotated[str, Meta(max_length=120, description="Its media type.")] = "application/octet-stream"
    data: Annotated[bytes, Meta(min_length=1, max_length=LARGEST_FILE, description="Its bytes in base64, at most 10 MB of them.")]


class NewEvidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item of proof."""

    form: Literal["quote", "link", "file", "event", "recording"]
    source: Literal["buyer", "system", "delivery", "seller-note"]
    artifact: Annotated[str, Meta(max_length=80, pattern="^[a-z0-9-]*$")]
    dated: Annotated[date | None, Meta(description="The day it is of; only an event may be of a day to come.")] = None
    sender: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    words: Annotated[str, Meta(max_length=LONGEST_QUOTE)] = ""
    link: Annotated[str, Meta(max_length=LONGEST_LINK, description="Where it lies. A file has none.")] = ""
    moment: Annotated[str, Meta(max_length=20, description="Where in a recording: 12:40. Nothing else has one.")] = ""
    shows: Annotated[Shows, Meta(max_length=200, description="The clauses it shows, as behaviour/clause.")] = ()
    file: File | None = None


class Clauses(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an item shows from now on."""

    shows: Annotated[Shows, Meta(max_length=200)]


class Withdrawal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an item no longer holds."""

    why: Annotated[str, Meta(min_length=1, max_length=LONGEST_QUOTE)]


@get("/deals/{deal:uuid}/evidence", query=Listing)
async def list_evidence(call: Call[Listing, None]) -> Items[Evidence]:
    """The evidence of a deal in the order in which it was attached, with what was taken back."""
    deal = await deals.deal(call.id("deal"), call.actor, call.now)
    place = call.query
    found = await queries.every_evidence(deal.id)
    try:
        rows, more = cursor.part(found, _place, place.cursor, place.limit, parts=2)
    except ValueError as error:
        raise no_such_place(error) from error
    await people_actions.looked(call.actor, deal.owner, "deal", call.now)
    return Items(items=[_told(one) for one in rows], next=more)


@get("/evidence/{evidence:uuid}")
async def get_evidence(call: Call[None, None]) -> Evidence:
    """One item."""
    return await _one(call)


@get("/evidence/{evidence:uuid}/file")
async def get_evidence_file(call: Call[None, None]) -> File:
    """The file of an item, where it has one."""
    await _one(call)
    found = await queries.file(call.id("evidence"), call.actor, call.now)
    return File(name=found.name, type=found.type, data=found.data)


@post("/deals/{deal:uuid}/evidence", body=NewEvidence, room=ROOM, place=lambda one: f"/evidence/{one.id}")
async def add_evidence(call: Call[None, NewEvidence]) -> Evidence:
    """Attach proof to a deal that one may see."""
    today = local_day(call.now, call.actor.zone)
    form, files = _form(call.body), _files(call.body)
    faults = evidence_faults(form, files, today)
    if faults:
        raise Invalid({"form" if field == "kind" else field: fault for field, fault in faults.items()}, {})
    process = await process_in_force()
    made = await actions.add_evidence(call.actor, call.entry, call.id("deal"), told(form, files), process=process)
    return _told(await queries.one_evidence(made, call.actor, call.now))


@post("/evidence/{evidence:uuid}/clauses", body=Clauses)
async def link_evidence(call: Call[None, Clauses]) -> Evidence:
    """Say which clauses an item shows from now on. The rows are open again on the next sheet."""
    await queries.one_evidence(call.id("evidence"), call.actor, call.now)
    process = await process_in_force()
    await actions.link_evidence(call.actor, call.entry, call.id("evidence"), call.body.shows, process=process)
    return await _one(call)


@post("/evidence/{evidence:uuid}/withdrawal", body=Withdrawal)
async def withdraw_evidence(call: Call[None, Withdrawal]) -> Evidence:
    """Take an item back, with a reason. It stays to be read."""
    await queries.one_evidence(call.id("evidence"), call.actor, call.now)
    process = await process_in_force()
    await actions.withdraw_evidence(call.actor, call.entry, call.id("evidence"), call.body.why, process=process)
    return await _one(call)


async def _one(call: Call[None, None] | Call[None, Clauses] | Call[None, Withdrawal]) -> Evidence:
    found = await queries.one_evidence(call.id("evidence"), call.actor, call.now)
    owner = (await deals.deal(found.deal, call.actor, call.now)).owner
    await people_actions.looked(call.actor, owner, "deal", call.now)
    return _told(found)


def _form(body: NewEvidence) -> EvidenceForm:
    if (body.form == "file") is (body.file is None):
        raise Invalid({"file": _("A file goes with the form “file”, and with no other.")}, {})
    return EvidenceForm(
        kind=body.form,
        source=body.source,
        artifact=body.artifact,
        dated=body.dated,
        sender=body.sender,
        words=body.words,
        link=body.link,
        moment=body.moment,
        show=body.shows,
    )


def _files(body: NewEvidence) -> list[Upload]:
    if body.file is None:
        return []
    sent = body.file
    return [Upload(name=file_name(sent.name), type=sent.type, data=sent.data, digest=hashlib.sha256(sent.data).hexdigest())]


def _place(one: Found) -> tuple[str, str]:
    return one.at.isoformat(timespec="microseconds"), str(one.id)


def _told(one: Found) -> Evidence:
    return Evidence(**{field: getattr(one, field) for field in Evidence.__struct_fields__})


OPERATIONS: tuple[Operation, ...] = (
    list_evidence,
    get_evidence,
    get_evidence_file,
    add_evidence,
    link_evidence,
    withdraw_evidence,
)
