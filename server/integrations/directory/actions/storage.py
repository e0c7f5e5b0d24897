"""The directory as scim2-server asks for it: reading by named questions, and writing by verbs, each in a transaction of its own."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar, Union
from uuid import UUID

from scim2_models import (
    ConflictException,
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    ResourceType,
    ResponseParameters,
    SCIMException,
    ScimFilter,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import AsyncScimStorage, SearchPage

from server import ids
from server.errors import DomainError, Invalid, Refused, Unavailable
from server.integrations.directory import resources
from server.integrations.directory.actions import keeping_groups, keeping_users
from server.integrations.directory.actions.faults import Outdated, Taken, Unknown
from server.integrations.directory.actions.keeping_groups import GroupTold
from server.integrations.directory.document import key_of
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import Group, User
from server.integrations.directory.resources import Shown
from server.ledger import Entry

T = TypeVar("T")


FARTHEST: Final = 2**31
"""How many a list may leave out: more than there are, and no more than a database counts to."""


class Directory(AsyncScimStorage):
    """The users and groups of the directory. `now` says when something is written."""

    def __init__(self, provider: ScimProvider, now: Callable[[], datetime]) -> None:
        self.provider = provider
        self.now = now

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,  # noqa: ARG002  # what is left out costs nothing to read
    ) -> Shown:
        """One of them. Raises NotFoundException."""
        id = _id(resource_id)
        if resource_type.name == "User":
            user = await queries.user(id)
            if user is not None:
                return self._user(resource_type, user)
        elif (group := await queries.group(id)) is not None:
            return self._group(resource_type, group)
        raise NotFoundException(detail=f"There is no such {str(resource_type.name).lower()}.")

    async def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ANN401, ARG002  # the library's; it is for cursors, which we do not have
    ) -> SearchPage:
        """Those that fit. What a directory asks all the time, one by its name, is read by an index; the rest is looked through."""
        start, count = min(search_request.start_index_0 or 0, FARTHEST), search_request.count
        if len(resource_types) == 1 and search_request.filter is None and search_request.sort_by is None:
            total, page = await self._some(resource_types[0], start, count)
            return SearchPage(total, page)
        found = [one for kind in resource_types for one in await self._candidates(kind, search_request.filter)]
        fitting = _filtered(found, search_request.filter)
        if search_request.sort_by is not None:
            fitting = search_request.sort(fitting)
        return SearchPage(len(fitting), fitting[start : None if count is None else start + count])

    async def create(self, resource_type: ResourceType, resource: Shown) -> Shown:
        """Keeps a new one."""
        entry = self._entry()
        if resource_type.name == "User":
            document = resources.document_of(resource)
            return self._user(resource_type, await _scim(keeping_users.add_user(document, entry=entry)))
        return self._group(resource_type, await _scim(keeping_groups.add_group(_told(resource), entry=entry)))

    async def update(self, resource_type: ResourceType, resource: Shown, *, expected_version: str | None = None) -> Shown:
        """Keeps it as it is from now on."""
        id, version, entry = _id(resource.id or ""), _version(expected_version), self._entry()
        if resource_type.name == "User":
            document = resources.document_of(resource)
            return self._user(resource_type, await _scim(keeping_users.change_user(id, document, version, entry=entry)))
        return self._group(resource_type, await _scim(keeping_groups.change_group(id, _told(resource), version, entry=entry)))

    async def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Forgets it; the person of a user is deactivated, and their history stays."""
        id, version, entry = _id(resource_id), _version(expected_version), self._entry()
        remove = keeping_users.remove_user if resource_type.name == "User" else keeping_groups.remove_group
        await _scim(remove(id, version, entry=entry))

    async def _some(self, kind: ResourceType, start: int, count: int | None) -> tuple[int, list[Shown]]:
        if kind.name == "User":
            found = await queries.users(start, count) if count != 0 else []
            return await queries.count_users(), [self._user(kind, one) for one in found]
        groups = await queries.groups(start, count) if count != 0 else []
        return await queries.count_groups(), [self._group(kind, one) for one in groups]

    async def _candidates(self, kind: ResourceType, asked: ScimFilter[Any] | None) -> list[Shown]:
        attribute, value = _equality(asked)
        if kind.name == "User":
            return [self._user(kind, one) for one in await _users(attribute, value)]
        return [self._group(kind, one) for one in await _groups(attribute, value)]

    def _user(self, kind: ResourceType, user: User) -> Shown:
        return resources.user(
            self._model(kind),
            id=user.id,
            document=user.document,
            groups=user.groups,
            version=user.version,
            made_at=user.made_at,
            changed_at=user.changed_at,
        )

    def _group(self, kind: ResourceType, group: Group) -> Shown:
        return resources.group(
            self._model(kind),
            id=group.id,
            name=group.name,
            external_id=group.external_id,
            members=[(one.user, one.display) for one in group.members],
            version=group.version,
            made_at=group.made_at,
            changed_at=group.changed_at,
        )

    def _model(self, kind: ResourceType) -> type[Shown]:
        model: type[Shown] = self.provider.model_for(kind)  # type: ignore[assignment]  # a type that is served has a model
        return model

    def _entry(self) -> Entry:
        return Entry(id=ids.new(), at=self.now())


async def _users(attribute: str, value: str) -> list[User]:
    if attribute == "username":
        found = await queries.user_by_key(key_of(value))
        return [found] if found else []
    return await (queries.users_by_external_id(value) if attribute == "externalid" else queries.users())


async def _groups(attribute: str, value: str) -> list[Group]:
    if attribute == "displayname":
        return await queries.groups_by_key(key_of(value))
    return await (queries.groups_by_external_id(value) if attribute == "externalid" else queries.groups())


def _equality(asked: ScimFilter[Any] | None) -> tuple[str, str]:
    """The attribute in lower case and the text a filter compares it to, when that is all it does."""
    node = asked.ast if asked is not None else None
    if isinstance(node, Comparison) and node.op == CompareOperator.eq and isinstance(node.value, str) and node.value:
        # A NUL can be in no question to PostgreSQL. Nobody is called so, as looking through all of them will say.
        return ("", "") if "\0" in node.value else (str(node.attr_path).lower(), node.value)
    return "", ""


def _filtered(found: list[Shown], asked: ScimFilter[Any] | None) -> list[Shown]:
    if asked is None:
        return found
    if not asked.models and found:
        models: Any = tuple(dict.fromkeys(type(one) for one in found))
        kinds: Any = ScimFilter
        asked = kinds[Union[models]](str(asked))  # noqa: UP007  # the models are known only now
    return [one for one in found if asked.match(one)]


def _told(resource: Shown) -> GroupTold:
    told = resource.model_dump()
    members: Sequence[dict[str, Any]] = told.get("members") or ()
    return GroupTold(
        name=told.get("displayName") or "",
        external_id=told.get("externalId") or "",
        members=[(one.get("value") or "", one.get("display") or "") for one in members],
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundException(detail="There is nothing by this id.") from None


def _version(tag: str | None) -> int | None:
    return None if tag is None else resources.version_of(tag)


async def _scim(deed: Awaitable[T]) -> T:
    """Does it; a refusal of ours becomes one of SCIM with the same sentence. That the database is away is none: it passes."""
    try:
        return await deed
    except Unavailable:
        raise
    except DomainError as error:
        raise _refusal(error) from error


def _refusal(error: DomainError) -> SCIMException:
    if isinstance(error, Unknown):
        return NotFoundException(detail=str(error))
    if isinstance(error, Outdated):
        return PreconditionFailedException(detail=str(error))
    if isinstance(error, Taken) or (isinstance(error, Invalid) and "email" in error.fields):
        return UniquenessException(detail=str(error))
    if isinstance(error, Refused):
        return ConflictException(detail=str(error))
    return InvalidValueException(detail=str(error))
