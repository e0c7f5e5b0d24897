"""The company's identity provider and who its accounts are here, sign-ins on their way through it, and passkeys."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class ProviderRow(Table, tablename="identity_provider"):
    """The one provider; its `key` is oidc. `secret` is sealed and empty for a public client; `rules` are JSON.

    `problem` is a code: why the last sign-in through it failed, at `problem_at`. The last one that went well was at `went_at`.
    """

    key = Varchar(length=10, primary_key=True, default="")
    label = Varchar(length=60)
    issuer = Varchar(length=300)
    client = Varchar(length=300)
    secret = Bytea(null=True, default=None)
    enabled = Boolean(default=False)
    only = Boolean(default=False)
    links = Boolean(default=True)
    adds = Boolean(default=False)
    rules = Text(default="[]")
    changed_at = Timestamptz(null=True, default=None)
    went_at = Timestamptz(null=True, default=None)
    problem = Varchar(length=20, default="")
    problem_at = Timestamptz(null=True, default=None)


class Identity(Table, tablename="identity"):
    """An account of a provider is a person here. `subject` is unique and never given twice within its issuer (OpenID Connect Core 2)."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    issuer = Varchar(length=300)
    subject = Varchar(length=255)
    linked_at = Timestamptz(null=True, default=None)
    used_at = Timestamptz(null=True, default=None)
    identity_account = Unique(["issuer", "subject"])
    identity_person = Unique(["person", "issuer"])


class Journey(Table, tablename="oidc_journey"):
    """Somebody is on their way through the provider, for ten minutes and once. `state`, `browser` and `nonce` are SHA-256 of what went out.

    `person` is who set out to link their company account to themselves, empty for who wants to sign in.
    """

    id = UUID(primary_key=True, default=None)
    state = Varchar(length=64)
    browser = Varchar(length=64)
    nonce = Varchar(length=64)
    verifier = Varchar(length=128)
    issuer = Varchar(length=300)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    next = Varchar(length=300, default="")
    made = Timestamptz(null=True, default=None, index=True)
    used = Timestamptz(null=True, default=None)
    oidc_journey_state = Unique(["state"])


class Leave(Table, tablename="oidc_leave"):
    """What it takes to sign out at the provider as well: the sealed ID token of a session, found again by the browser it began in.

    `account` and `company_session`, empty where the provider named none, are keyed digests of what the session began with there: by them it is found
    when the provider tells that it is over, whoever's account it is by then.
    """

    id = UUID(primary_key=True, default=None)
    browser = Varchar(length=64, index=True)
    account = Varchar(length=64, index=True)
    company_session = Varchar(length=64, index=True)
    hint = Bytea(null=True, default=None)
    made = Timestamptz(null=True, default=None, index=True)


class PasskeyRow(Table, tablename="passkey"):
    """A passkey: `credential` and `public` are its id and its public key in base64url.

    `doubted_at`: its counter went backwards, as that of a copy does.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    credential = Varchar(length=1400)
    public = Text(default="")
    counter = BigInt(default=0)
    name = Varchar(length=60)
    synced = Boolean(default=False)
    made = Timestamptz(null=True, default=None)
    used = Timestamptz(null=True, default=None)
    doubted_at = Timestamptz(null=True, default=None)
    passkey_credential = Unique(["credential"])


class Challenge(Table, tablename="passkey_challenge"):
    """A question that a passkey answers once, within five minutes. `person` is who wants to add one, empty for who wants to sign in."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    challenge = Varchar(length=64)
    made = Timestamptz(null=True, default=None, index=True)
    used = Timestamptz(null=True, default=None)
