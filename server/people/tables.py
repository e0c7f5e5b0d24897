"""The tables of people, their teams over time, how they sign in, and the policy."""

from typing import Any

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table


class Team(Table, tablename="team"):
    """A team, below `parent` or at the top. Weeks of the team are ISO weeks in its `zone`."""

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=120)
    parent: ForeignKey[Any] = ForeignKey(
        "self", null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    zone = Varchar(length=64, default="UTC")
    made_at = Timestamptz(null=True, default=None)


class Person(Table, tablename="person"):
    """Somebody who is or was here. `roles` and `team` are what holds today; `role_grant` and `membership` keep the history.

    `waiting` is how many notices they have not read: it is counted here because every page tells it. `locale` is empty while nobody said one.
    A row with `erased_at` is nobody any more: it has a fresh id and no name, and holds up what the numbers of others rest on.
    """

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=120)
    email = Varchar(length=254)
    zone = Varchar(length=64, default="UTC")
    locale = Varchar(length=20, default="en")
    theme = Varchar(length=10, default="")
    roles = Varchar(length=80, default="")
    process_owner = Boolean(default=False)
    team = ForeignKey(Team, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    added_at = Timestamptz(null=True, default=None)
    deactivated_at = Timestamptz(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)
    waiting = Integer(default=0)
    person_email = Unique(["email"])


class RoleGrant(Table, tablename="role_grant"):
    """A person had a role from `began` until `ended`. Besides the roles: `process owner` and `in training`."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    role = Varchar(length=20)
    began = Timestamptz(null=True, default=None)
    ended = Timestamptz(null=True, default=None)
    role_now = Unique(["role", "ended", "person", "id"])
    """No rule of its own, but the index by which the few managers are found among many people."""


class Membership(Table, tablename="membership"):
    """A person was in a team from `began` until `ended`, as a member or as its manager. At most one open membership as member a person."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    team = ForeignKey(Team, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    manages = Boolean(default=False)
    began = Timestamptz(null=True, default=None)
    ended = Timestamptz(null=True, default=None)


class AbsenceRow(Table, tablename="absence"):
    """A person is away from the day `first` to the day `last`, in their zone: from `began` until `ended`. Why is nobody's business.

    `cover` may read and inspect the team of an absent manager meanwhile. One that was taken back has `withdrawn_at`.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    first = Date(null=True, default=None)
    last = Date(null=True, default=None)
    began = Timestamptz(null=True, default=None)
    ended = Timestamptz(null=True, default=None)
    cover = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    told_by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    """One signed-in device. `token` is the SHA-256 of what its cookie holds; the row is deleted at sign-out."""

    id = UUID(primary_key=True, default=None)
    token = Varchar(length=64)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    device = Varchar(length=60, default="")
    remembered = Boolean(default=False)
    made = Timestamptz(null=True, default=None)
    seen = Timestamptz(null=True, default=None)
    expires = Timestamptz(null=True, default=None)
    confirmed = Timestamptz(null=True, default=None)
    session_token = Unique(["token"])


class ApiToken(Table, tablename="api_token"):
    """What a program speaks with, instead of a session. `secret` is the SHA-256 of it; `person` is whom it speaks for, empty for the installation.

    `scopes` are words of `people/scopes.py`. The row stays when the token was ended, because it says who let whom in, and when.
    """

    id = UUID(primary_key=True, default=None)
    secret = Varchar(length=64)
    name = Varchar(length=80)
    scopes = Varchar(length=80, default="")
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    made_by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    made_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    api_token_secret = Unique(["secret"])


class SignIn(Table, tablename="sign_in"):
    """Somebody asked to sign in. `person` is empty when nobody here has that address: the answer is the same. `code` is salted with the row's id.

    `session` is what it became, `form` the form that used it: sending that form twice is the same sign-in.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    token = Varchar(length=64)
    code = Varchar(length=64)
    made = Timestamptz(null=True, default=None, index=True)
    expires = Timestamptz(null=True, default=None)
    remember = Boolean(default=False)
    next = Varchar(length=300, default="")
    tries = Integer(default=0)
    used = Timestamptz(null=True, default=None)
    form = UUID(null=True, default=None)
    session = UUID(null=True, default=None)
    sign_in_token = Unique(["token"])


class SignInTry(Table, tablename="sign_in_try"):
    """How often something was tried in one window. `key` is a digest of what is limited (an account, an address) and of the window's start."""

    key = Varchar(length=64, primary_key=True, default="")
    starts = Timestamptz(null=True, default=None, index=True)
    n = Integer(default=0)


class PolicyRow(Table, tablename="policy"):
    """A policy as an admin entered it. Rows are never changed; among those in force, the one entered last holds."""

    id = UUID(primary_key=True, default=None)
    text = Text(default="")
    owner = Varchar(length=120)
    in_force_from = Date(null=True, default=None)
    counts_only = Boolean(default=False)
    entered_by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None)


class Installation(Table, tablename="installation"):
    """What is true of the whole installation: `company`, `demo` when its people are made up, and in `leading` the mark of the last change of who
    manages whom.
    """

    key = Varchar(length=20, primary_key=True, default="")
    value = Varchar(length=200, default="")


class Erased(Table, tablename="erased"):
    """By which a person who was erased is known again, so that no file and no other system brings them back by itself.

    `key` is the fingerprint of their address, or of a word by which a CRM knew them; `person` is the row that stayed in their place. It keeps nothing
    out from `lifted_at` on, when an admin added them again by hand.
    """

    key = Varchar(length=64, primary_key=True, default="")
    person = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    lifted_at = Timestamptz(null=True, default=None)


class Look(Table, tablename="look"):
    """Somebody opened a page about another person: one row a viewer, subject, page and day, which is the subject’s.

    The two constraints are the indexes by which it is asked: who looked at one person, newest first; what one viewer looked at on a day.
    """

    id = UUID(primary_key=True, default=None)
    viewer = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    subject = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    page = Varchar(length=60)
    day = Date(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    subject_at = Unique(["subject", "at", "id"])
    viewer_day = Unique(["viewer", "day", "page", "subject"])
