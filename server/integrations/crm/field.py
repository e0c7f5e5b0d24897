"""The one field of ours that may be written in a CRM, “Evidence stage”: how each CRM is asked whether it is there, told, and what it answers. Pure.

Nothing else of a deal is ever written, and never its stage: in HubSpot and Salesforce the name of the field stands here, in Pipedrive only the key of
a custom field passes, which is forty signs.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal
from urllib.parse import quote

import msgspec
from msgspec import Struct

from server.integrations.crm.salesforce import API
from server.integrations.crm.walk import Ask, Unreadable

Unfit = Literal["", "missing", "kind", "locked"]
"""Why a field cannot be written: it is not there, holds no text, or may not be changed. Empty where it can."""

LABEL: Final = "Evidence stage"

Told = tuple[str, str]
"""The key of a deal, and the words for it."""


class Writer(Struct, frozen=True, kw_only=True):
    """How one CRM is told. `name` is what the field is called there, empty where an admin says by its key which one it is.

    `most` deals are told at once. `made` makes the field where that can be asked for. `answers` gives what became of each deal by its key: empty for
    written, `gone`, `alone` for one about which nothing was said, or the word by which the CRM refuses it.
    """

    name: str
    most: int
    scopes: tuple[str, ...]
    asked: Callable[[str], Ask]
    unfit: Callable[[bytes, str], Unfit]
    made: Ask | None = None
    told: Callable[[str, Sequence[Told]], Ask]
    answers: Callable[[bytes, Sequence[str]], Mapping[str, str]]


GONE: Final = "gone"
ALONE: Final = "alone"

PROPERTY: Final = "plumbline_evidence_stage"
FIELD: Final = "Plumbline_Evidence_Stage__c"
KEY: Final = re.compile(r"[0-9a-f]{40}")
"""A key that Pipedrive gives to a custom field."""


def is_key(text: str) -> bool:
    """Whether this is the key of a custom field of Pipedrive, and so none of its own fields."""
    return KEY.fullmatch(text) is not None


class _Metadata(Struct, rename="camel"):
    read_only_value: bool = False


class _Property(Struct, rename="camel"):
    type: str
    calculated: bool = False
    archived: bool = False
    modification_metadata: _Metadata = msgspec.field(default_factory=_Metadata)


class _Id(Struct):
    id: str


class _Error(Struct):
    category: str = ""
    context: dict[str, Any] = {}


class _Batch(Struct):
    results: list[_Id] = []
    errors: list[_Error] = []


def _hubspot_unfit(body: bytes, _field: str) -> Unfit:
    found = _decoded(body, _Property)
    if found.archived:
        return "missing"
    if found.type != "string":
        return "kind"
    return "locked" if found.calculated or found.modification_metadata.read_only_value else ""


def _hubspot_told(_field: str, deals: Sequence[Told]) -> Ask:
    inputs = [{"id": key, "properties": {PROPERTY: words}} for key, words in deals]
    return Ask(method="POST", path="/crm/v3/objects/deals/batch/update", json={"inputs": inputs})


def _hubspot_answers(body: bytes, keys: Sequence[str]) -> Mapping[str, str]:
    """HubSpot may leave out what is not there without a word, so what stands nowhere is asked about alone; alone, it is not there."""
    found = _decoded(body, _Batch)
    said = {one.id: "" for one in found.results}
    for error in found.errors:
        ids = error.context.get("ids", [])
        word = GONE if error.category == "OBJECT_NOT_FOUND" else error.category or "ERROR"
        said |= {str(id): word for id in ids} if isinstance(ids, list) else {}
    return {key: said.get(key, GONE if len(keys) == 1 else ALONE) for key in keys}


class _Described(Struct):
    name: str
    type: str = ""
    updateable: bool = False


class _Description(Struct):
    fields: list[_Described]


class _Fault(Struct, rename="camel"):
    status_code: str = ""


class _Saved(Struct):
    success: bool
    errors: list[_Fault] = []


THERE_NO_MORE: Final = frozenset({"ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "NOT_FOUND"})
"""What Salesforce says of a record that was deleted."""


def _salesforce_unfit(body: bytes, _field: str) -> Unfit:
    found = next((one for one in _decoded(body, _Description).fields if one.name == FIELD), None)
    if found is None:
        return "missing"
    if found.type not in {"string", "textarea"}:
        return "kind"
    return "" if found.updateable else "locked"


def _salesforce_told(_field: str, deals: Sequence[Told]) -> Ask:
    records = [{"attributes": {"type": "Opportunity"}, "id": key, FIELD: words} for key, words in deals]
    return Ask(method="PATCH", path=f"{API}/composite/sobjects", json={"allOrNone": False, "records": records})


def _salesforce_answers(body: bytes, keys: Sequence[str]) -> Mapping[str, str]:
    """Answers stand in the order of what was told."""
    found = _decoded(body, list[_Saved])
    if len(found) != len(keys):
        raise Unreadable("composite/sobjects: another number of answers than of records")
    said = {}
    for key, one in zip(keys, found, strict=True):
        word = next((fault.status_code for fault in one.errors if fault.status_code), "ERROR")
        said[key] = "" if one.success else GONE if word in THERE_NO_MORE else word
    return said


class _Field(Struct):
    field_type: str
    is_custom_field: bool


class _OneField(Struct):
    data: _Field


class _OneDeal(Struct):
    success: bool


def _pipedrive_unfit(body: bytes, _field: str) -> Unfit:
    found = _decoded(body, _OneField).data
    if not found.is_custom_field:
        return "locked"
    return "" if found.field_type in {"varchar", "text"} else "kind"


def _pipedrive_told(field: str, deals: Sequence[Told]) -> Ask:
    if not is_key(field):
        raise ValueError("no custom field")
    [(key, words)] = deals
    # A deal may have come by file first, with any text for its key: it is one part of the address, whatever stands in it; dots alone lead upwards.
    part = quote(key, safe="") if key.strip(".") else key.replace(".", "%2E")
    return Ask(method="PATCH", path=f"/api/v2/deals/{part}", json={"custom_fields": {field: words}})


def _pipedrive_answers(body: bytes, keys: Sequence[str]) -> Mapping[str, str]:
    return dict.fromkeys(keys, "" if _decoded(body, _OneDeal).success else "ERROR")


def _decoded(body: bytes, type: Any) -> Any:  # noqa: A002, ANN401  # msgspec's own word; what is asked for comes back
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"the field: {error}") from error


HUBSPOT: Final = Writer(
    name=PROPERTY,
    most=100,
    scopes=("crm.objects.deals.write",),
    asked=lambda _field: Ask(path=f"/crm/v3/properties/deals/{PROPERTY}"),
    unfit=_hubspot_unfit,
    made=Ask(
        method="POST",
        path="/crm/v3/properties/deals",
        json={
            "name": PROPERTY,
            "label": LABEL,
            "description": "How far the evidence reaches. Written by Plumbline, read by nobody there.",
            "groupName": "dealinformation",
            "type": "string",
            "fieldType": "text",
        },
    ),
    told=_hubspot_told,
    answers=_hubspot_answers,
)
SALESFORCE: Final = Writer(
    name=FIELD,
    most=200,
    scopes=("Opportunity", FIELD),
    asked=lambda _field: Ask(path=f"{API}/sobjects/Opportunity/describe"),
    unfit=_salesforce_unfit,
    told=_salesforce_told,
    answers=_salesforce_answers,
)
PIPEDRIVE: Final = Writer(
    name="",
    most=1,
    scopes=("deals:full",),
    asked=lambda field: Ask(path=f"/api/v2/dealFields/{field}"),
    unfit=_pipedrive_unfit,
    told=_pipedrive_told,
    answers=_pipedrive_answers,
)
