"""Every version of every fact that was ever recorded can still be read: one stored sample of each lies in `tests/house/facts/`.

A sample is written once, when its fact is new, and never edited: it is what the ledgers of our users hold.
"""

import json
from pathlib import Path

import msgspec
import pytest

from server import facts
from tests import tree

SAMPLES = tree.below("tests/house/facts", ".json")


def test_every_fact_has_a_stored_sample():
    assert {(kind, version) for kind, version in map(named, SAMPLES)} == set(facts.KINDS)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_stored_sample_is_read(path: Path):
    kind, version = named(path)
    fact = facts.decode(kind, version, tree.read(path))
    assert (fact.kind, fact.version) == (kind, version)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_nothing_of_a_stored_sample_is_lost(path: Path):
    stored = json.loads(tree.read(path))
    kept = json.loads(facts.encode(facts.decode(*named(path), tree.read(path))))
    assert {key: kept.get(key) for key in stored} == stored


@pytest.mark.parametrize("fact", facts.KINDS.values(), ids=lambda fact: fact.__name__)
def test_a_fact_says_what_happened(fact: type[facts.Fact]):
    assert fact.kind
    assert fact.__doc__


@pytest.mark.parametrize("fact", facts.KINDS.values(), ids=lambda fact: fact.__name__)
def test_a_fact_holds_no_names_and_no_free_text(fact: type[facts.Fact]):
    strings = {field.name for field in msgspec.structs.fields(fact) if field.type is str}
    assert not {"name", "text", "email", "address", "note", "reason", "quote", "words"} & strings


def named(path: Path) -> tuple[str, int]:
    """`answer-given-1.json` is version 1 of answer-given."""
    kind, _, version = path.stem.rpartition("-")
    return kind, int(version)
