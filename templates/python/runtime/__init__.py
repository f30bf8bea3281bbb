"""What every generated client shares: transport, models, paging, errors.

Importing this package loads nothing: its modules are imported where they are used. Records
that a first call needs are structs of msgspec, or named tuples where msgspec is not to be
loaded yet: a dataclass takes twenty times as long to make, in every process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
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


def exports(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` of a package whose names load their modules.

    They are made here because a module of the package may have the name of a builtin.
    """

    def get(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f".{modules[name]}", package), name)
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: [*modules]
