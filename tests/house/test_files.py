"""What may stand in the files of the project, and how long they may be."""

import re
from pathlib import Path

from tests import summary, tree

SOFT, HARD = 250, 400
"""Lines of a file that is read in one sitting, and of one that no longer is."""

MEASURED = {".py", ".css", ".js", ".html"}

# Put together from parts, so that this file does not hold them itself.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com")
PLACES = tuple(f"/{place}/" for place in ("work", "root", "home", "Users"))
MACHINES = tuple(
    "".join(parts) for parts in (("clau", "de"), ("anthro", "pic"), ("open", "ai"), ("chat", "gpt"), ("co", "pilot"))
)
LEFT_BEHIND = re.compile("|".join(rf"\b{a}{b}\b" for a, b in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))))
VENDORED = ("server/web/static/vendor/", "server/web/static/fonts/")


def ours() -> dict[Path, str]:
    """The texts that we wrote."""
    return {path: text for path, text in tree.texts().items() if not str(path).startswith(VENDORED)}


def test_a_file_is_read_in_one_sitting():
    lengths = {
        path: text.count("\n") for path, text in ours().items() if path.suffix in MEASURED and path.parts[0] != "migrations"
    }
    summary.remarks |= {
        f"{path} has {n} lines; more than {SOFT} is a reason to part it" for path, n in lengths.items() if n > SOFT
    }
    assert {str(path): n for path, n in lengths.items() if n > HARD} == {}


def test_no_file_names_a_registry():
    assert lines_with(REGISTRIES) == []


def test_no_file_names_a_place_of_one_machine():
    assert lines_with(PLACES) == []


def test_no_file_names_a_machine_that_writes():
    assert lines_with(MACHINES) == []


def test_nothing_is_left_for_later():
    found = [f"{path}: {line}" for path, text in ours().items() for line in text.splitlines() if LEFT_BEHIND.search(line)]
    assert found == []


def test_locks_hold_hashes_and_no_addresses():
    for path in (Path(f"requirements{extra}.lock") for extra in ("", "-evaluate", "-test")):
        text = tree.read(path)
        assert "://" not in text
        pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==\S+", text, re.MULTILINE)
        unhashed = re.findall(r"^[a-z0-9][^\n]*==[^\n\\]*$", text, re.MULTILINE)
        assert pinned
        assert unhashed == []
    assert '"resolved"' not in tree.read(Path("tests/tools/package-lock.json"))


def test_every_fact_version_that_was_released_has_its_own_file():
    names = [path.name for path in tree.below("tests/house/facts", ".json")]
    assert len(names) == len(set(names))


def test_every_exception_from_a_rule_carries_its_reason():
    bare = re.compile(r"# (noqa|type: ignore)(?!: ([A-Z]+\d+,? )+ ?[#-] ?\S|\[[a-z, -]+\] +# \S)")
    code = {path: text for path, text in ours().items() if path.suffix == ".py" and path.parts[0] != "migrations"}
    assert [f"{path}: {line.strip()}" for path, text in code.items() for line in text.splitlines() if bare.search(line)] == []


def lines_with(words: tuple[str, ...]) -> list[str]:
    return [
        f"{path}: {line.strip()[:120]}"
        for path, text in ours().items()
        for line in text.splitlines()
        if any(word in line.lower() if word.islower() else word in line for word in words)
    ]
