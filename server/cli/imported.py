"""Importing what a command or a server consists of, which stays until it ends."""

import gc
from importlib import import_module
from types import ModuleType
from typing import Any


def imported(name: str) -> ModuleType:
    """The module of this name. Python looks for no cycles meanwhile: what an import makes stays, and to look through it time and again takes as
    long as a sixth of all imports.
    """
    looking = gc.isenabled()
    gc.disable()
    try:
        return import_module(name)
    finally:
        if looking:
            gc.enable()


def made(target: str) -> Any:  # noqa: ANN401  # whatever the factory makes
    """What the factory `target` (`module:function`) makes."""
    module, _, function = target.partition(":")
    return getattr(imported(module), function)()
