"""Secrets come from one module and from the randomness of the system, and are as long as they are said to be."""

import re
from math import log2
from pathlib import Path

from server import ids
from tests import tree

CHANCE = r"^\s*(?:import|from) (?:secrets|random)\b|\bos\.urandom\b|\buuid4\b|\bSystemRandom\b|\bgetrandbits\b"


def test_one_module_draws_what_guards_something():
    drawing = {path for path in tree.below("server", ".py") if re.search(CHANCE, tree.read(path), re.MULTILINE)}
    assert drawing == {Path("server/ids.py")}
    assert re.findall(CHANCE, tree.read(Path("server/ids.py")), re.MULTILINE) == ["import secrets"]


def test_a_token_has_256_bits_and_none_comes_twice():
    drawn = {ids.token() for _ in range(2_000)}
    assert len(drawn) == 2_000
    assert {len(one) * log2(64) // 8 * 8 for one in drawn} == {256}
    # Each place takes each of 64 signs about as often: no place is fixed, and none of them is left out.
    assert all(len({one[place] for one in drawn}) > 60 for place in range(42))


def test_every_code_of_six_digits_may_come():
    drawn = [ids.code() for _ in range(20_000)]
    assert all(re.fullmatch(r"[0-9]{6}", one) for one in drawn)
    assert all({one[place] for one in drawn} == set("0123456789") for place in range(6))
    assert len(set(drawn)) > 19_000
