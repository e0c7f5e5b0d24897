"""Which table a column points at."""

from typing import Any

from piccolo.columns import ForeignKey


def points_at(column: "ForeignKey[Any]") -> str:
    name: str = column._foreign_key_meta.resolved_references._meta.tablename
    return name
