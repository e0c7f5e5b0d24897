"""What a provider says of somebody, and what the rules of this installation make of it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from server.people import addresses

Refusal = Literal["address", "unverified", "links", "taken", "left", "nobody", "roles"]
"""No address, one that nobody verified, an address is not enough here, it is another account's, somebody who left, nobody here, no role."""


class Rule(Struct, frozen=True, kw_only=True):
    """Whoever has `value` in `claim` gets the role, or is in the team. `claim` may lead inwards by dots: `realm_access.roles`."""

    claim: str
    value: str
    role: str = ""
    team: UUID | None = None


class Somebody(Struct, frozen=True, kw_only=True):
    """Who signs in, as the provider tells it. `email` is as it was sent; `zone` may be empty or one that nobody knows."""

    subject: str
    email: str = ""
    verified: bool = False
    name: str = ""
    zone: str = ""


class Known(Struct, frozen=True, kw_only=True):
    """Somebody here. `linked`: they have an account of this provider, whichever."""

    id: UUID
    name: str
    active: bool
    roles: frozenset[str]
    linked: bool = False


class Terms(Struct, frozen=True, kw_only=True):
    """What an admin allows: `links` by a verified address, `adds` who is not here yet."""

    links: bool
    adds: bool
    rules: tuple[Rule, ...] = ()


class Made(Struct, frozen=True, kw_only=True):
    """What a sign-in comes to. Either `refusal`, or `how`: known by the account, link by the address, or add. `roles` are those held from now on,
    `team` the one they belong to from now on, None to leave it; `because` are the places of the rules that fit, from 0.
    """

    how: Literal["known", "link", "add", ""] = ""
    refusal: Refusal | None = None
    person: Known | None = None
    roles: frozenset[str] = frozenset()
    team: UUID | None = None
    because: tuple[int, ...] = ()


def confirmed(claims: Mapping[str, Any], now: datetime) -> datetime:
    """When somebody last proved to the provider who they are (`auth_time`, Core 2). One that says nothing of it had them prove it now."""
    told = claims.get("auth_time")
    if isinstance(told, bool) or not isinstance(told, int | float):
        return now
    return datetime.fromtimestamp(max(0.0, min(told, now.timestamp())), UTC)


def somebody(claims: Mapping[str, Any]) -> Somebody:
    """Who these claims are about. `xms_edov` is the mark by which Microsoft Entra says that the address is verified.

    An address beyond ASCII counts only as it is kept here: the lower case of some other signs is a plain letter, and so somebody else's address.
    """
    email = _text(claims, "email")
    told = [claims.get(mark) for mark in ("email_verified", "xms_edov")]
    verified = any(mark in _YES for mark in told if not isinstance(mark, list | dict)) and (
        email.isascii() or email == email.lower()
    )
    parts = " ".join(filter(None, (_text(claims, "given_name"), _text(claims, "family_name"))))
    name = _text(claims, "name") or parts or _text(claims, "preferred_username") or email.partition("@")[0]
    return Somebody(subject=_text(claims, "sub"), email=email, verified=verified, name=name, zone=_text(claims, "zoneinfo"))


def decide(terms: Terms, claims: Mapping[str, Any], *, by_account: Known | None, by_address: Known | None) -> Made:
    """Who these claims would make. `by_account` has this very account, `by_address` its address."""
    who = somebody(claims)
    if by_account is not None:
        return _with_rules(terms, claims, by_account, "known")
    if not addresses.normal(who.email):
        return Made(refusal="address")
    if not who.verified:
        # Whoever can write any address into their account must not become somebody else by it.
        return Made(refusal="unverified")
    if by_address is not None:
        refusal = _not_linked(terms, by_address)
        return Made(refusal=refusal, person=by_address) if refusal else _with_rules(terms, claims, by_address, "link")
    if not terms.adds:
        return Made(refusal="nobody")
    return _with_rules(terms, claims, None, "add")


def values(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """What stands at a path, as texts: a claim of exactly this name first, else inwards by dots."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    many = found if isinstance(found, list) else [found]
    return tuple(
        "true" if one is True else "false" if one is False else str(one) for one in many if isinstance(one, str | int | bool)
    )


def needed(terms: Terms, claims: Mapping[str, Any]) -> bool:
    """Whether something the rules or the address need is missing, which the provider may tell when it is asked."""
    return "email" not in claims or any(not values(claims, rule.claim) for rule in terms.rules)


_YES: Collection[Any] = (True, 1, "true", "True", "1")


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) and value.isprintable() else ""


def _not_linked(terms: Terms, person: Known) -> Refusal | None:
    if not person.active:
        return "left"
    if person.linked:
        # Addresses are given to the next employee, accounts are not (OpenID Connect Core 5.7).
        return "taken"
    return None if terms.links else "links"


def _with_rules(terms: Terms, claims: Mapping[str, Any], person: Known | None, how: Literal["known", "link", "add"]) -> Made:
    """Roles that some rule gives are the provider's to give and to take; every other one stays as it was set here."""
    if person is not None and not person.active:
        return Made(refusal="left", person=person)
    fitting = [n for n, rule in enumerate(terms.rules) if rule.value in values(claims, rule.claim)]
    governed = {rule.role for rule in terms.rules if rule.role}
    given = {terms.rules[n].role for n in fitting} - {""}
    held = person.roles if person else frozenset()
    roles = frozenset((held - governed) | given)
    if not roles:
        return Made(refusal="roles", person=person, because=tuple(fitting))
    return Made(how=how, person=person, roles=roles, team=_team(terms.rules, fitting), because=tuple(fitting))


def _team(rules: Sequence[Rule], fitting: Sequence[int]) -> UUID | None:
    """The team of the first rule that fits and names one."""
    return next((team for n in fitting if (team := rules[n].team) is not None), None)
