"""Who may know whom: the contract of `pyproject.toml`, and what follows from the names of modules."""

import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import grimp

from tests import tree
from tests.machine import ROOT

TOUCHING_THE_WORLD = {"tables", "queries", "actions", "forms", "pages", "api", "outside"}
"""The modules of an area that may. Every other one is pure."""

WORLD = {
    *("piccolo", "litestar", "jinja2", "httpx", "asyncpg", "sqlite3", "aiosmtplib", "granian", "watchfiles"),
    *("asyncio", "random", "secrets", "os", "time", "socket", "subprocess", "threading"),
    *("server.db", "server.ledger", "server.outbox", "server.html", "server.clock", "server.ids", "server.settings"),
}
"""What pure code does not import, not even by way of something else: time, chance and identity come in as arguments."""

KERNEL = {"db", "facts", "forms", "html", "ledger", "outbox", "outgoing", "sentences", "cli", "jobs", "web"}
"""Packages that are not areas."""

GROUP = "integrations"
"""A package that holds areas, each alone."""


def test_imports_flow_downwards():
    # A process of its own, because it reconfigures all logging.
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_is_an_area_or_belongs_to_the_kernel():
    found = packages_in(ROOT / "server") - {GROUP} | {f"{GROUP}.{name}" for name in packages_in(ROOT / "server" / GROUP)}
    assert found == areas() | KERNEL


def test_a_module_is_pure_unless_its_name_says_otherwise():
    assert [chain for module in sorted(pure_modules()) for chain in ways_into_the_world(module)] == []


def test_an_area_is_asked_by_its_queries_and_changed_by_its_actions():
    strangers = [
        f"{importer} imports {module}"
        for area in sorted(areas())
        for module in modules_of(f"server.{area}.tables")
        for importer in graph().find_modules_that_directly_import(module)
        if not may_use_tables(importer, area)
    ]
    assert strangers == []


def test_what_tests_share_stands_in_a_file_without_tests():
    taken = re.compile(r"^ *(?:from|import) +tests\.[\w.]*\btest_|^ *from +tests[\w.]* +import .*\btest_", re.MULTILINE)
    assert [str(path) for path in tree.below("tests", ".py") if taken.search(tree.read(path))] == []


def test_the_init_of_an_area_is_a_paragraph():
    for area in areas():
        text = (ROOT / "server" / area.replace(".", "/") / "__init__.py").read_text(encoding="utf-8")
        assert text.startswith('"""'), area
        assert not graph().find_modules_directly_imported_by(f"server.{area}"), area


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("server", include_external_packages=True, cache_dir=None)


@cache
def areas() -> frozenset[str]:
    """The areas that the contract names."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    inside = next(contract for contract in contracts if contract["name"].startswith("Inside an area"))
    return frozenset(name.removeprefix("server.") for name in inside["containers"])


def packages_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir() if (entry / "__init__.py").exists()}


def pure_modules() -> set[str]:
    return {
        module
        for area in areas()
        for module in graph().modules
        if module.startswith(f"server.{area}.")
        and module.removeprefix(f"server.{area}.").partition(".")[0] not in TOUCHING_THE_WORLD
    }


def ways_into_the_world(module: str) -> list[str]:
    """The shortest chain from a module to each part of the world it reaches."""
    reached = (graph().find_shortest_chain(module, part) for part in sorted(WORLD) if part in graph().modules)
    return [" -> ".join(chain) for chain in reached if chain]


def modules_of(name: str) -> set[str]:
    return {module for module in graph().modules if module == name or module.startswith(f"{name}.")}


def may_use_tables(importer: str, area: str) -> bool:
    own = importer.startswith(tuple(f"server.{area}.{name}" for name in ("tables", "queries", "actions")))
    return own or importer == "server.piccolo_app" or ".tables" in importer


def test_a_worker_loads_nothing_heavy_before_somebody_needs_it():
    heavy = {"black", "cbor2", "cryptography", "httpx", "icalendar", "joserfc", "numpy", "aiosmtplib", "scim2_models", "webauthn"}
    heavy |= {"email.headerregistry", "email._header_value_parser", "statistics"}
    code = f"import sys, server.app; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
