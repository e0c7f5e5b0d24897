"""What we keep of a user or a group as the resource that SCIM shows, and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from scim2_models import Meta, Resource

from server.integrations.directory.document import ENTERPRISE, Document, said

LEFT_OUT = frozenset({"id", "meta", "groups", "password"})
"""What is known otherwise, and what is never kept."""

Shown = Resource[Any]


def user(
    model: type[Shown],
    *,
    id: UUID,
    document: Document,
    groups: Sequence[tuple[UUID, str]],
    version: int,
    made_at: datetime,
    changed_at: datetime,
) -> Shown:
    """A user. Where they can be found is added by who knows the address of this service."""
    told = dict(document)
    enterprise = told.get(ENTERPRISE)
    if enterprise and (enterprise.get("manager") or {}).get("value"):
        manager = {**enterprise["manager"], "$ref": f"Users/{enterprise['manager']['value']}"}
        told[ENTERPRISE] = {**enterprise, "manager": manager}
    told["id"] = str(id)
    if groups:
        told["groups"] = [{"value": str(one), "display": name, "$ref": f"Groups/{one}"} for one, name in groups]
    return _shown(model, told, "User", version, made_at, changed_at)


def group(
    model: type[Shown],
    *,
    id: UUID,
    name: str,
    external_id: str,
    members: Sequence[tuple[UUID, str]],
    version: int,
    made_at: datetime,
    changed_at: datetime,
) -> Shown:
    """A group; `members` are ids of users with how the directory calls them."""
    told: dict[str, Any] = {"id": str(id), "displayName": name}
    if external_id:
        told["externalId"] = external_id
    if members:
        told["members"] = [
            {"value": str(one), "$ref": f"Users/{one}", "type": "User", **({"display": called} if called else {})}
            for one, called in members
        ]
    return _shown(model, told, "Group", version, made_at, changed_at)


def document_of(resource: Shown) -> Document:
    """What is kept of a user: everything we declare but what is left out."""
    told = {name: value for name, value in resource.model_dump().items() if name not in LEFT_OUT}
    enterprise = told.get(ENTERPRISE)
    if enterprise and enterprise.get("manager"):
        told[ENTERPRISE] = {**enterprise, "manager": {"value": said(told).manager}}
    return told


def version_of(tag: str) -> int:
    """The number of a version as we wrote it, -1 for another."""
    number = tag.removeprefix('W/"').removesuffix('"')
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1


def _shown(model: type[Shown], told: dict[str, Any], kind: str, version: int, made_at: datetime, changed_at: datetime) -> Shown:
    resource = model.model_validate(told)
    resource.meta = Meta(resource_type=kind, created=made_at, last_modified=changed_at, version=f'W/"{version}"')
    return resource
