"""Annotations mean the same in every Python: quoted, evaluated at once, or evaluated late.

Python 3.14 evaluates annotations late and in the scope of their class, where a method named
``list`` hides the type. So they are evaluated here as it would do it, method by method.
"""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import makini
import pytest

PACKAGE = Path(makini.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
RESOURCES = sorted(path.stem for path in (PACKAGE / "resources").glob("[!_]*.py"))


def classes(module: ModuleType) -> list[type]:
    found = vars(module).values()
    return [x for x in found if isinstance(x, type) and x.__module__ == module.__name__]


def methods(cls: type) -> Iterator[Callable[..., Any]]:
    """The methods that a class defines itself, each of their overloads too."""
    for member in vars(cls).values():
        if isinstance(member, FunctionType):
            yield member
            yield from typing.get_overloads(member)


def test_every_module_compiles_without_a_warning() -> None:
    assert len(FILES) > 100
    for path in FILES:
        compile(path.read_text(encoding="utf-8"), path, "exec", dont_inherit=True)


def parts(kind: Any) -> Iterator[Any]:
    """A type and all types in it."""
    yield kind
    for part in typing.get_args(kind):
        yield from parts(part)


@pytest.mark.parametrize("way", ["typing", "inspect", "scope of the class"])
def test_annotations_of_every_method(way: str) -> None:
    count = lists = 0
    for name in RESOURCES:
        module = importlib.import_module(f"makini.resources.{name}")
        for cls in classes(module):
            for method in methods(cls):
                if way == "typing":
                    found = typing.get_type_hints(method)
                elif way == "inspect":
                    found = inspect.get_annotations(method, eval_str=True)
                else:
                    found = typing.get_type_hints(method, vars(module), vars(cls))
                assert "return" in found, method
                # Nothing that the class offers stands where a type should.
                for part in (x for kind in found.values() for x in parts(kind)):
                    assert not isinstance(part, FunctionType), method
                count += 1
                lists += method.__name__ == "list"
    assert count > 300
    assert lists > 50


def test_annotations_of_every_model() -> None:
    for path in sorted((PACKAGE / "models").glob("[!_]*.py")):
        module = importlib.import_module(f"makini.models.{path.stem}")
        for cls in classes(module):
            found = typing.get_type_hints(cls, include_extras=True)
            assert set(cls.__struct_fields__) <= found.keys()  # type: ignore[attr-defined]  # a struct


def test_a_method_that_hides_a_type_would_be_found() -> None:
    class Things:
        def list(self, keys: list[str]) -> None: ...

    with pytest.raises(TypeError, match="not subscriptable"):
        typing.get_type_hints(Things.list, globals(), vars(Things))


@pytest.mark.parametrize("client", [makini.Makini, makini.AsyncMakini])
def test_annotations_of_a_clients_arguments(client: Any) -> None:
    found = typing.get_type_hints(client.__init__)
    assert {"token", "platform", "options", "return"} <= found.keys()
