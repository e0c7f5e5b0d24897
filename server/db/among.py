"""Asking for rows of some of very many, such as of all people whom somebody leads."""

from collections.abc import Collection
from typing import Any

from msgspec import json
from piccolo.columns import Column, Where
from piccolo.columns.combination import WhereRaw

from server.db import lists
from server.db.engine import current


def among(column: Column, values: Collection[Any]) -> Where | WhereRaw:
    """That a column holds one of these values, for the WHERE of a select: a long list goes as one value. The ORM looks at each value several times,
    which for tens of thousands takes longer than the answer.
    """
    given = list(values)
    kind = lists.kind(given)
    if kind is None:
        return column.is_in(given)
    if current().engine_type == "sqlite":
        return WhereRaw('{} IN (SELECT "value" FROM json_each({}))', column, json.encode(given).decode())
    return WhereRaw(f"{{}} = ANY({{}}::{lists.ARRAYS[kind]})", column, given)
