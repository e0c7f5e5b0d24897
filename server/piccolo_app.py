"""The tables of all areas, and where their one linear history of migrations lies."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from piccolo.table import Table

if TYPE_CHECKING:
    from piccolo.conf.apps import AppConfig

AREAS = (
    "ledger",
    "outbox",
    "operations",
    "people",
    "api",
    "lessons",
    "deals",
    "commitments",
    "assignments",
    "learning",
    "inspections",
    "coaching",
    "gaps",
    "drift",
    "notices",
    "integrations.mail",
    "integrations.chat",
    "integrations.webhooks",
    "integrations.crm",
    "integrations.directory",
    "integrations.git",
    "integrations.identity",
)

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _tables_of(area: str) -> list[type[Table]]:
    module = import_module(f"server.{area}.tables")
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Table)]
    return [table for table in found if table.__module__ == module.__name__]


TABLES: list[type[Table]] = [table for area in AREAS for table in _tables_of(area)]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # the type of a module's attribute
    """`APP_CONFIG`, which Piccolo's own commands ask for: its module brings a code formatter, and serving should not pay for that."""
    if name != "APP_CONFIG":
        raise AttributeError(name)
    return _app_config()


def _app_config() -> "AppConfig":
    from piccolo.conf.apps import AppConfig  # noqa: PLC0415  # as above

    return AppConfig(
        app_name="plumbline", migrations_folder_path=str(MIGRATIONS), table_classes=list(TABLES), migration_dependencies=[]
    )
