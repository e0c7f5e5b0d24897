"""Whom a lesson or a path is for."""

from collections.abc import Set as AbstractSet


def wanted(roles: AbstractSet[str]) -> frozenset[str]:
    """The audiences to which somebody with these roles belongs: what is for newcomers is for everybody of their role."""
    return frozenset(audience for role in roles for audience in (role, f"new-{role}"))
