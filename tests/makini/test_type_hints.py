"""What tools that read annotations at run time find: every public name resolves."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator

import makini


def public(module: str) -> Iterator[tuple[str, object]]:
    """Classes and functions of a module, and methods and properties of the classes."""
    for name, found in vars(importlib.import_module(module)).items():
        if name.startswith("_") or getattr(found, "__module__", "") != module:
            continue
        if inspect.isfunction(found):
            yield name, found
        if not inspect.isclass(found):
            continue
        yield name, found
        for inside, member in vars(found).items():
            if inside.startswith("_") and inside != "__init__":
                continue
            for place in ("fget", "func", "__func__"):
                member = getattr(member, place, None) or member
            if inspect.isfunction(member):
                yield f"{name}.{inside}", member


def test_every_public_annotation_resolves() -> None:
    done, wrong = 0, []
    for module in pkgutil.walk_packages(makini.__path__, "makini."):
        for name, found in public(module.name):
            try:
                typing.get_type_hints(found)
            except Exception as problem:
                wrong.append(f"{module.name}.{name}: {problem!r}")
            done += 1
    assert not wrong, "\n".join(wrong)
    assert done > 1500
