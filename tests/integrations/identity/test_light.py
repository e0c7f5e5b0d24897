"""A worker whose company uses none of this does not load what it takes: each library comes with its first use."""

import ast

import pytest

from tests import tree


@pytest.mark.parametrize("library", ["joserfc", "webauthn", "cryptography", "aiosmtplib", "imaplib"])
def test_a_library_is_loaded_when_it_is_first_needed(library: str):
    users = [
        path
        for path in tree.below("server", ".py")
        if f"import {library}" in tree.read(path) or f"from {library}" in tree.read(path)
    ]
    assert users
    assert [str(path) for path in users if library in loaded_at_once(tree.read(path))] == []


def loaded_at_once(source: str) -> set[str]:
    """The packages that a module imports when it is itself imported, and not later or for the eyes of the type checker alone."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
