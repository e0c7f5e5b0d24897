"""What the columns of an export of people are likely to be, by the heads that personnel systems and directories write."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from babel import Locale

from server.deals.crm.recognise import plain
from server.sentences.translation import languages

FIELDS: Final = (
    "email",
    "name",
    "given",
    "family",
    "key",
    "manager_email",
    "manager_key",
    "manager_name",
    "team",
    "roles",
    "zone",
    "locale",
    "state",
)
"""What a column may become. `key` is the number of an employee, by which `manager_key` may name who they report to."""

LEAVE_OUT: Final = "-"
"""A column that becomes nothing."""

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        "work email",
        "email address required",
        "email work",
        "business email",
        "company email",
        "primary email",
        "user principal name",
        "userprincipalname",
        "mail",
        "email address",
        "email",
        "e mail",
        "login",
        "username",
        "user name",
    ),
    "name": (
        "full name",
        "display name",
        "displayname",
        "preferred name",
        "employee name",
        "worker",
        "legal name",
        "name",
    ),
    "given": (
        "first name required",
        "first name",
        "preferred first name",
        "given name",
        "givenname",
        "forename",
        "legal first name",
    ),
    "family": ("last name required", "last name", "family name", "surname", "sn", "legal last name", "familyname"),
    "key": (
        "employee id",
        "employee number",
        "employeeid",
        "employeenumber",
        "personnel number",
        "worker id",
        "staff id",
        "person number",
        "employee",
        "id",
    ),
    "manager_email": (
        "manager email",
        "manager s email",
        "managers email",
        "manager email address",
        "manager work email",
        "supervisor email",
        "line manager email",
        "direct manager email",
        "reporting manager email",
        "reports to email",
        "manager upn",
    ),
    "manager_key": (
        "manager id",
        "manager employee id",
        "manager employee number",
        "supervisor id",
        "supervisor employee id",
        "line manager id",
        "reports to id",
        "managerid",
    ),
    "manager_name": (
        "manager",
        "manager name",
        "supervisor",
        "supervisor name",
        "line manager",
        "direct manager",
        "reporting manager",
        "reports to",
        "reporting to",
        "boss",
    ),
    "team": (
        "team",
        "team name",
        "sales team",
        "department",
        "department name",
        "org unit path required",
        "org unit",
        "organizational unit",
        "organisational unit",
        "supervisory organization",
        "division",
        "group",
    ),
    "roles": ("plumbline roles", "plumbline role", "roles", "role"),
    "zone": ("time zone", "timezone", "tz", "zone"),
    "locale": ("language", "locale", "preferred language", "preferredlanguage"),
    "state": (
        "employment status",
        "status",
        "account status",
        "employee status",
        "worker status",
        "accountenabled",
        "account enabled",
        "block credential",
        "active",
        "active status",
        "status read only",
    ),
}
"""What a head may be called for a field, the likeliest first. Written as `plain` writes it."""

ROLE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "rep": ("rep", "sales rep", "sales representative", "account executive", "ae", "seller", "sdr", "bdr", "account manager"),
    "manager": ("manager", "sales manager", "team lead", "team leader"),
    "leader": ("leader", "head of sales", "sales leader", "vp sales", "cro"),
    "author": ("author", "content author", "enablement", "sales enablement"),
    # An administrator of a personnel system runs an office. Who is to run this installation is said in its own word.
    "admin": ("admin", "plumbline admin"),
}

GONE: Final = frozenset(
    {
        *("terminated", "inactive", "left", "leaver", "offboarded", "deactivated", "disabled", "suspended", "archived", "former"),
        *("deprovisioned", "resigned", "retired", "no", "false", "0"),
    }
)
STAYING: Final = frozenset(
    {
        *(
            "active",
            "employed",
            "current",
            "onboarding",
            "on leave",
            "leave",
            "enabled",
            "hired",
            "probation",
            "yes",
            "true",
            "1",
        ),
        *("pending", "paid leave", "parental leave", "notice period", "staged", "provisioned"),
    }
)


def columns_of(heads: Sequence[str]) -> Mapping[str, str]:
    """Head to field for those columns that are likely to be one; each field at most once."""
    found: dict[str, str] = {}
    places = {plain(head): head for head in reversed(heads)}
    for field in FIELDS:
        for called in HEADS[field]:
            head = places.get(called)
            if head is not None and head not in found:
                found[head] = field
                break
    return found


def missing_of(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields without which nobody can be listed: an address always, and a name in one column or two."""
    named = "name" in fields or {"given", "family"} <= set(fields)
    return (*(() if "email" in fields else ("email",)), *(() if named else ("name",)))


def role_of(word: str) -> str:
    """What a role is likely to mean here, or nothing."""
    called = plain(word)
    return next((role for role, words in ROLE_WORDS.items() if called in words), "")


def gone(word: str, head: str) -> bool | None:
    """Whether a state says that somebody left; None when it says nothing that is known. A column of blocked accounts says yes for those who left."""
    called = plain(word)
    if called not in GONE | STAYING:
        return None
    return (called in GONE) != (plain(head) == "block credential")


def language_of(word: str) -> str:
    """The catalogue of a language there is one for, or nothing."""
    called = plain(word).partition(" ")[0]
    return next((language for language in languages() if called in _called(language)), "")


@cache
def _called(language: str) -> frozenset[str]:
    """By which words people and directories mean it: its code, its name in English and in itself."""
    known = Locale.parse(language, sep="-")
    return frozenset({language.partition("-")[0], *(plain(known.get_language_name(tongue) or "") for tongue in ("en", language))})
