"""How much there is, for tests that count what a form changed."""

from collections import Counter

from server.db import Statement
from server.piccolo_app import TABLES

BREATHING = {"session", "sign_in", "sign_in_try", "oidc_journey"}
"""Tables that a repeated sign-in may touch: it gets the same session under another token, and every try is counted. Whoever sets out for their
company account again sets out under a new secret, because only digests of the old one are kept; within twenty minutes it is forgotten.
"""


async def facts() -> Counter[str]:
    """How many facts of each kind there are."""
    return Counter({row["kind"]: int(row["n"]) for row in await FACTS()})


async def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {row["name"]: int(row["n"]) for row in await COUNTS()}


FACTS = Statement('SELECT "kind", COUNT(*) AS "n" FROM "fact" GROUP BY "kind"')


COUNTS = Statement(
    " UNION ALL ".join(
        f'SELECT \'{name}\' AS "name", COUNT(*) AS "n" FROM "{name}"'
        for name in sorted({table._meta.tablename for table in TABLES} - BREATHING)
    )
)
