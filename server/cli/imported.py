"""Importing what a command or a server consists of, which stays until it ends."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any


def imported(name: str) -> ModuleType:
    """The module of this name. What an import makes stays, and to look through it time and again takes as long as a sixth of all imports."""
    with uncollected():
        return import_module(name)


@cache
def made(target: str) -> Any:  # noqa: ANN401  # whatever the factory makes
    """What the factory `target` (`module:function`) makes, once in this process and those that begin as a copy of it."""
    module, _, function = target.partition(":")
    with uncollected():
        return getattr(import_module(module), function)()


@contextmanager
def uncollected() -> Iterator[None]:
    """Python looks for no cycles inside: where hardly anything is let go, looking through all of it again and again is time lost."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
