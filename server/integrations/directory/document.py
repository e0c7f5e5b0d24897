"""What a document of the directory says about a person: address, name, whether they are active, and what they report to."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from server import zones
from server.integrations.directory.heads import language_of
from server.people import addresses

ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LONGEST_NAME: Final = 120

Document = Mapping[str, Any]
"""A user as SCIM writes one in JSON, without id, meta and groups."""


class Said(Struct, frozen=True, kw_only=True):
    """A user of the directory in our words. What is empty was not said, or cannot be meant. `manager` is an id of the directory."""

    address: str
    name: str
    active: bool
    zone: str
    locale: str
    department: str
    manager: str


def said(document: Document) -> Said:
    """What it says."""
    enterprise = document.get(ENTERPRISE) or {}
    zone = document.get("timezone") or ""
    manager = enterprise.get("manager") or {}
    return Said(
        address=_address(document),
        name=_name(document),
        active=document.get("active") is not False,
        zone=zone if zone in zones.known() else "",
        locale=language_of(document.get("preferredLanguage") or document.get("locale") or ""),
        department=_clean(enterprise.get("department") or "")[:LONGEST_NAME],
        manager=(manager.get("value") or "")[:40],
    )


def key_of(name: str) -> str:
    """A name as it is compared: whatever its case and its form in Unicode, as RFC 7643 has it for userName and displayName."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def differences(before: Document, after: Document) -> tuple[str, ...]:
    """The parts of a document that differ, by their names."""
    names = sorted({*before, *after} - {"schemas"})
    return tuple(
        name.rpartition(":")[2] if name != ENTERPRISE else "enterprise" for name in names if before.get(name) != after.get(name)
    )


def _address(document: Document) -> str:
    """The address they work with: of several the primary one, then one for work; the name they sign in with there, when it is one."""
    emails: Sequence[Document] = document.get("emails") or ()
    best = sorted(emails, key=lambda one: (not one.get("primary"), one.get("type") != "work"))
    told = [one.get("value") or "" for one in best] + [document.get("userName") or ""]
    return next((address for one in told if (address := addresses.normal(one))), "")


def _name(document: Document) -> str:
    parts = document.get("name") or {}
    whole = " ".join(part for part in (parts.get("givenName"), parts.get("familyName")) if part)
    alone = (document.get("userName") or "").partition("@")[0]
    told = (document.get("displayName"), parts.get("formatted"), whole, alone)
    return next((clean[:LONGEST_NAME] for one in told if one and (clean := _clean(one))), "")


def _clean(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
