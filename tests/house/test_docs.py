"""What the documents say is so."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from server.cli.main import COMMANDS
from server.lessons.compiler.keys import OPTIONAL, REQUIRED
from server.lessons.compiler.translations.translation import KEYS
from server.variables import VARIABLES
from server.web.access import ACCESS
from tests import tree
from tests.machine import ROOT
from tests.served import command

README = tree.read(Path("README.md"))
PYPROJECT = tomllib.loads(tree.read(Path("pyproject.toml")))
DOCS = [Path("README.md"), Path("CHANGELOG.md"), *tree.below("docs", ".md")]


def test_the_table_of_settings_is_the_one_of_the_code():
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*) \|$", README, re.MULTILINE)
    assert rows == [(name, f"`{default}`" if default else "", meaning) for name, (default, meaning) in VARIABLES.items()]


def test_the_readme_has_a_row_for_every_command():
    assert {name for name in COMMANDS if not re.search(rf"^\| .*`plumbline {name}\b", README, re.MULTILINE)} == set()


def test_every_command_that_a_document_shows_exists():
    shown = {
        (path, word) for path in DOCS for word in re.findall(r"(?:`|/|^)plumbline ([a-z]+)\b", tree.read(path), re.MULTILINE)
    }
    assert {(str(path), word) for path, word in shown if word not in COMMANDS} == set()


def test_every_variable_that_a_document_shows_exists():
    shown = {(path, name) for path in DOCS for name in re.findall(r"\b((?:PLUMBLINE|DATABASE|DB)_[A-Z_]+)", tree.read(path))}
    assert {(str(path), name) for path, name in shown if name.removesuffix("_FILE") not in VARIABLES} == set()


def test_every_target_that_a_document_shows_exists():
    targets = set(re.findall(r"^([a-z-]+):", tree.read(Path("Makefile")), re.MULTILINE))
    shown = {word for path in DOCS for word in re.findall(r"\bmake ([a-z-]+)(?:`|\s+#)", tree.read(path))}
    assert shown
    assert shown - targets == set()


def test_the_map_names_every_part_of_the_server():
    named = set(re.findall(r"^\| `server/([a-z_]+)(?:/|\.py)`", README, re.MULTILINE))
    found = {path.stem for path in (ROOT / "server").iterdir() if path.suffix == ".py" and path.stem != "__init__"}
    found |= {path.name for path in (ROOT / "server").iterdir() if (path / "__init__.py").exists()}
    assert named == found


def test_the_readme_names_every_address():
    listed = set(re.findall(r"`(/[^`]*)`", README.partition("### Addresses")[2].partition("## House rules")[0]))
    assert {path for _method, path in ACCESS} == listed


def test_every_dependency_has_its_reason():
    declared = {name for extra in ("", "evaluate", "test") for name in asked_for(extra)}
    explained = README.partition("## Dependencies")[2].partition("## Words")[0]
    given = {
        name.strip() for row in re.findall(r"^\| ([a-z][a-z0-9, -]*) \|", explained, re.MULTILINE) for name in row.split(",")
    }
    assert given - {"to run", "to evaluate", "to test"} == declared


def test_the_locks_hold_every_dependency():
    running, evaluating, testing = (pins(f"requirements{extra}.lock") for extra in ("", "-evaluate", "-test"))
    assert asked_for("") - set(running) == set()
    assert asked_for("evaluate") - set(evaluating) == set()
    assert asked_for("test") - set(testing) == set()
    assert {name: version for name, version in running.items() if evaluating.get(name) != version} == {}
    assert {name: version for name, version in evaluating.items() if testing.get(name) != version} == {}


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_every_link_between_files_leads_somewhere(path: Path):
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", tree.read(path), flags=re.DOTALL)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link]
    assert [link for link in links if link and not (ROOT / path.parent / link).exists()] == []


def test_every_file_that_the_readme_names_exists():
    named = re.findall(r"`((?:server|tests|docs|templates|lessons)/[^`<> ]*)`", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists() and not list(ROOT.glob(f"{name}*"))] == []


def test_the_changelog_begins_with_this_version():
    version = PYPROJECT["project"]["version"]
    assert re.findall(r"^## (\S+)", tree.read(Path("CHANGELOG.md")), re.MULTILINE)[0] == version


def test_the_examples_of_the_authors_guide_compile(tmp_path: Path):
    guide = tree.read(Path("docs/writing-lessons.md"))
    examples = re.findall(r"<!-- (question|lesson|translation) -->\n```markdown\n(.*?)```", guide, re.DOTALL)
    assert len(examples) > 8
    shutil.copytree(ROOT / "lessons", tmp_path / "lessons")
    (whole,) = [text for kind, text in examples if kind == "lesson"]
    (translation,) = [text for kind, text in examples if kind == "translation"]
    (tmp_path / "lessons" / "engage" / "example-0.es.md").write_text(translation.replace("accepted-or-hoped", "example-0"))
    head, _, rest = whole.partition("\n# ")
    for n, text in enumerate([whole, *(f"{head}\n# {rest}\n{text}" for kind, text in examples if kind == "question")]):
        (tmp_path / "lessons" / "engage" / f"example-{n}.md").write_text(text.replace("accepted-or-hoped", f"example-{n}"))
    done = subprocess.run(
        command("check", str(tmp_path / "lessons"), "--format", "json"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = [fault for fault in json.loads(done.stdout) if "example-" in fault["path"] and fault["severity"] == "error"]
    assert found == []


def test_the_head_in_the_authors_guide_has_every_key():
    guide = tree.read(Path("docs/writing-lessons.md"))
    part = guide.partition("## The head of a lesson")[2].partition("\n## ")[0]
    shown = re.findall(r"^([a-z]+):", part, re.MULTILINE)
    assert shown == [*dict.fromkeys(shown)]
    assert set(shown) == {*REQUIRED, "reviewed"}
    assert [key for key in OPTIONAL if f"`{key}`" not in part and key not in shown] == []
    translation = guide.partition("<!-- translation -->")[2].partition("\n# ")[0]
    assert tuple(re.findall(r"^([a-z]+):", translation, re.MULTILINE)) == KEYS


def asked_for(extra: str) -> set[str]:
    """The packages that `pyproject.toml` asks for, itself left out: to run, or for an extra."""
    project = PYPROJECT["project"]
    return set(map(name_of, project["optional-dependencies"][extra] if extra else project["dependencies"])) - {project["name"]}


def name_of(requirement: str) -> str:
    """`piccolo[postgres]==1.38.0` is piccolo."""
    return re.split(r"[\[<>=; ]", requirement)[0]


def pins(lock: str) -> dict[str, str]:
    """Package to version."""
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\\n]+)", tree.read(Path(lock)), re.MULTILINE))
