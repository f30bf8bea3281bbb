"""Import lines, grouped and sorted as ruff's isort rules want them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..sinks import Code, code, dotted, emit, identifier, join


class Import(NamedTuple):
    """One imported name.

    Attributes:
        module: With leading dots when relative.
        name: What is imported from it; empty for ``import module``.
        alias: ``as`` name; empty when there is none.
    """

    module: str
    name: str = ""
    alias: str = ""


def import_blocks(imports: Iterable[Import]) -> tuple[tuple[Code, ...], ...]:
    """Import statements in blocks: standard library, third party, own package."""
    blocks: dict[int, set[Import]] = defaultdict(set)
    for item in imports:
        blocks[_block(item.module)].add(item)
    return tuple(_statements(blocks[number]) for number in sorted(blocks))


def _block(module: str) -> int:
    if module.startswith("."):
        return 2
    return 0 if module.split(".")[0] in sys.stdlib_module_names else 1


def _statements(imports: set[Import]) -> tuple[Code, ...]:
    plain = [i for i in sorted(imports) if not i.name]
    named: dict[str, list[Import]] = defaultdict(list)
    for item in imports:
        if item.name:
            named[item.module].append(item)
    lines = [code("import {}{}", _module(i.module), _alias(i)) for i in plain]
    for module in sorted(named, key=_nearness):
        together = [i for i in named[module] if not i.alias]
        apart = [i for i in named[module] if i.alias]
        lines += [
            _from(module, items) for items in (together, *([i] for i in apart)) if items
        ]
    return tuple(lines)


def _from(module: str, items: list[Import]) -> Code:
    names = (code("{}{}", identifier(i.name), _alias(i)) for i in _in_order(items))
    return code("from {} import {}", _module(module), join(", ", names))


def _nearness(module: str) -> tuple[int, str]:
    dots = len(module) - len(module.lstrip("."))
    return -dots, module.lstrip(".")


def _in_order(names: list[Import]) -> list[Import]:
    return sorted(names, key=lambda item: name_rank(item.name))


def name_rank(name: str) -> tuple[int, str]:
    """Sort key: constants, then classes, then the rest, as in imports and ``__all__``."""
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1, name) if name[0].isupper() else (2, name)


@lru_cache(1024)
def _module(module: str) -> Code:
    path = module.lstrip(".")
    dots = emit("." * (len(module) - len(path)))
    return code("{}{}", dots, dotted(path)) if path else dots


def _alias(item: Import) -> Code:
    return code(" as {}", identifier(item.alias)) if item.alias else emit("")
