"""Import lines, grouped and sorted as ruff's isort rules want them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..sinks import Code, code, dotted, emit, identifier, join


@dataclass(frozen=True, slots=True, order=True)
class Import:
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
        names = join(
            ", ",
            (
                code("{}{}", identifier(i.name), _alias(i))
                for i in _in_order(named[module])
            ),
        )
        lines.append(code("from {} import {}", _module(module), names))
    return tuple(lines)


def _nearness(module: str) -> tuple[int, str]:
    dots = len(module) - len(module.lstrip("."))
    return -dots, module.lstrip(".")


def _in_order(names: list[Import]) -> list[Import]:
    """Constants, then classes, then the rest: isort's order within one statement."""

    def kind(item: Import) -> tuple[int, str]:
        if item.name.isupper() and len(item.name) > 1:
            return 0, item.name
        return (1, item.name) if item.name[0].isupper() else (2, item.name)

    return sorted(names, key=kind)


def _module(module: str) -> Code:
    path = module.lstrip(".")
    dots = emit("." * (len(module) - len(path)))
    return code("{}{}", dots, dotted(path)) if path else dots


def _alias(item: Import) -> Code:
    return code(" as {}", identifier(item.alias)) if item.alias else emit("")
