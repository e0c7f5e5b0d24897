"""The tables of all areas, and where their one linear history of migrations lies."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder
from piccolo.table import Table

AREAS = ("ledger", "outbox", "people", "lessons", "deals", "commitments", "assignments", "learning", "coaching")

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

APP_CONFIG = AppConfig(
    app_name="plumbline",
    migrations_folder_path=str(MIGRATIONS),
    table_classes=table_finder([f"server.{area}.tables" for area in AREAS], exclude_imported=True),
    migration_dependencies=[],
)

TABLES: list[type[Table]] = list(APP_CONFIG.table_classes)
