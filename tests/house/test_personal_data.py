"""Every column that holds people, ids or words has its rule for the day on which somebody is erased: a new table is red until it has one."""

import pytest
from piccolo.columns import UUID, Bytea, ForeignKey, Text, Varchar
from piccolo.columns.base import Column
from piccolo.table import Table

from server.erasure.plan import PLAN
from server.piccolo_app import TABLES
from tests.house.pointing import points_at


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
def test_every_column_that_may_hold_something_of_a_person_has_its_rule(table: type[Table]):
    rule = PLAN[table._meta.tablename]
    telling = sorted(column._meta.name for column in table._meta.columns if tells(column))
    assert sorted(rule.columns()) == telling
    assert rule.key == table._meta.primary_key._meta.name


def test_no_rule_is_about_a_table_that_is_not_there():
    assert set(PLAN) == {table._meta.tablename for table in TABLES}


def test_whatever_points_at_a_person_is_deleted_or_gets_another_id():
    pointing = {
        (table._meta.tablename, column._meta.name)
        for table in TABLES
        for column in table._meta.columns
        if isinstance(column, ForeignKey) and points_at(column) == "person"
    }
    handled = {(name, column) for name, rule in PLAN.items() for column in (*rule.rekeyed.split(), rule.rows)}
    assert pointing - handled == set()


def tells(column: Column) -> bool:
    """Whether a column may hold a person, an id of something or words."""
    if isinstance(column, ForeignKey):
        return points_at(column) == "person"
    if isinstance(column, UUID):
        return column._meta.name != "id"
    return isinstance(column, Text | Varchar | Bytea)
