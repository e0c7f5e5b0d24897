"""Pieces of SQL that say who was in a team, and who acted for whom, at a moment. They are texts of ours, with `{}` for each parameter."""

from typing import Final


def lasts(place: str, at: str = "{}") -> str:
    """That the membership which a statement calls `place` goes on `at` a moment, two parameters unless given: from `began` to before `ended`."""
    return f'{place}."began" <= {at} AND ({place}."ended" IS NULL OR {place}."ended" > {at})'


# One list, because PostgreSQL uses no index for "this one or one of those".
ACTING_FOR: Final = (
    '(SELECT {} UNION ALL SELECT a."person" FROM "absence" a WHERE a."cover" = {} AND a."withdrawn_at" IS NULL '
    'AND a."began" <= {} AND a."ended" > {})'
)
"""A person and everybody for whom they stand in: the person twice, the moment twice."""
