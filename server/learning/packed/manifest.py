"""`imsmanifest.xml`: what a package of SCORM 1.2 says of itself. The elements are those of the IMS content packaging 1.1.2 with ADL's attributes."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from msgspec import Struct

PACKAGING = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
SHARED = "shared"
"""The resource of the files that every lesson of a package uses."""


class Unit(Struct, frozen=True, kw_only=True):
    """One lesson of a package: a SCO. `page` is its file, `files` what else only it uses, `under` the heading it stands below, may be empty."""

    id: str
    title: str
    page: str
    files: tuple[str, ...] = ()
    under: str = ""


def manifest(id: str, title: str, units: Sequence[Unit], shared: Sequence[str]) -> str:
    """The manifest of the package `id`. The identifiers are made from our ids, so a newer package of the same lessons replaces an older one.

    Neighbours under one heading stand below an item of their own, and a lesson that comes twice is one resource.
    """
    known = {unit.id: unit for unit in units}
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<manifest identifier="plumbline-{id}" version="1.0" xmlns="{PACKAGING}" xmlns:adlcp="{ADL}">',
            "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>",
            f'<organizations default="organization-{id}">',
            f'<organization identifier="organization-{id}">',
            f"<title>{escape(title)}</title>",
            *_items(units),
            "</organization>",
            "</organizations>",
            "<resources>",
            *(_resource(unit) for unit in known.values()),
            f'<resource identifier="{SHARED}" type="webcontent" adlcp:scormtype="asset">{_files(shared)}</resource>',
            "</resources>",
            "</manifest>",
            "",
        )
    )


def _items(units: Sequence[Unit]) -> Iterator[str]:
    numbered = enumerate(units, 1)
    for part, (under, below) in enumerate(groupby(numbered, key=lambda one: one[1].under), 1):
        items = [_item(number, unit) for number, unit in below]
        if under:
            yield f'<item identifier="part-{part}"><title>{escape(under)}</title>'
        yield from items
        if under:
            yield "</item>"


def _item(number: int, unit: Unit) -> str:
    return (
        f'<item identifier="item-{number}-{unit.id}" identifierref="lesson-{unit.id}"><title>{escape(unit.title)}</title></item>'
    )


def _resource(unit: Unit) -> str:
    files = _files((unit.page, *unit.files))
    opening = f'<resource identifier="lesson-{unit.id}" type="webcontent" adlcp:scormtype="sco" href="{escape(unit.page)}">'
    return f'{opening}{files}<dependency identifierref="{SHARED}"/></resource>'


def _files(names: Sequence[str]) -> str:
    return "".join(f'<file href="{escape(name)}"/>' for name in names)
