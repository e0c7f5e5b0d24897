"""Every address for programs, in the order in which they are explained."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from litestar.types import ControllerRouterHandler

from server.web.api import (
    answers,
    assignments,
    commitments,
    deals,
    evidence,
    gaps,
    inspections,
    lessons,
    people,
    process,
    teams,
)
from server.web.api.operation import Operation
from server.web.api.serve import handler

RESOURCES: Final[Mapping[str, tuple[Operation, ...]]] = MappingProxyType(
    {
        "People and teams": people.OPERATIONS,
        "Process": process.OPERATIONS,
        "Lessons": lessons.OPERATIONS,
        "Answers": answers.OPERATIONS,
        "Gaps": gaps.OPERATIONS,
        "Deals": deals.OPERATIONS,
        "Evidence": evidence.OPERATIONS,
        "Inspections": inspections.OPERATIONS,
        "Commitments": commitments.OPERATIONS,
        "Assignments": assignments.OPERATIONS,
        "Teams over time": teams.OPERATIONS,
    }
)
"""Operations by what they are about."""


def routes() -> Sequence[ControllerRouterHandler]:
    """Their handlers."""
    return [handler(operation) for operations in RESOURCES.values() for operation in operations]
