"""The tables of files of people, and of what the company's directory says."""

from typing import Any

from piccolo.columns import UUID, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person, Team


class PeopleFile(Table, tablename="people_file"):
    """A file of people that was handed in. `body` holds it compressed until it is taken over or thrown away; `columns` is head to field as JSON, and
    `outcome` what taking it over did.
    """

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=120)
    digest = Varchar(length=64)
    body = Bytea(null=True, default=None)
    columns = Text(default="{}")
    state = Varchar(length=10, default="waiting")
    outcome = Text(default="")
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    finished_at = Timestamptz(null=True, default=None)


class DirectoryUser(Table, tablename="directory_user"):
    """Somebody as the directory describes them: `body` is its document as JSON. `key` is their name there in lower case, which nobody else has, and
    the row's own id once the directory deleted them. `person` is who they are here, empty until they have an address and are active.
    """

    id = UUID(primary_key=True, default=None)
    key = Varchar(length=330)
    external_id = Varchar(length=330, default="", index=True)
    manager = Varchar(length=40, default="", index=True)
    body = Text(default="{}")
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    version = Integer(default=1)
    made_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(null=True, default=None)
    deleted_at = Timestamptz(null=True, default=None)
    directory_user_key = Unique(["key"])


class DirectoryGroup(Table, tablename="directory_group"):
    """A group of the directory; `key` is its name in lower case. `means` is what an admin said it is here: nothing yet (empty), none, team (its
    people are in `team`), managers (its people manage `team`) or role (its people have `role`).
    """

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=330)
    key = Varchar(length=330, index=True)
    external_id = Varchar(length=330, default="", index=True)
    means = Varchar(length=10, default="")
    team = ForeignKey(Team, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    role = Varchar(length=20, default="")
    version = Integer(default=1)
    made_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(null=True, default=None)
    deleted_at = Timestamptz(null=True, default=None)


class DirectoryMember(Table, tablename="directory_member"):
    """Somebody of the directory is in one of its groups, in the order in which it named them. `display` is how it called them, if it did."""

    id = UUID(primary_key=True, default=None)
    group: ForeignKey[Any] = ForeignKey(
        DirectoryGroup, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    member: ForeignKey[Any] = ForeignKey(
        DirectoryUser, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    place = Integer(default=0)
    display = Varchar(length=330, default="")
    directory_member_once = Unique(["group", "member"])


class DirectoryRule(Table, tablename="directory_rule"):
    """What an admin decided about people who come from the directory: `roles` of those who are new, and where `teams` come from."""

    key = Varchar(length=20, primary_key=True, default="")
    value = Varchar(length=200, default="")


class DirectoryRefusal(Table, tablename="directory_refusal"):
    """A request of the directory that was refused: what it was about and why, in words. Only the newest are kept."""

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(null=True, default=None, index=True)
    method = Varchar(length=10)
    about = Varchar(length=400)
    status = Integer(default=0)
    why = Varchar(length=500)
    again = Integer(default=0)
