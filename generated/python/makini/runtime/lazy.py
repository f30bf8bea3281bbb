"""Modules that annotations name, and that are loaded when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Lazy:
    """Stands for a module, so that ``import`` of the package costs next to nothing.

    What type checkers see is the module itself; ``typing.get_type_hints`` loads it.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(self._module, __package__), name)
        setattr(self, name, value)
        return value
