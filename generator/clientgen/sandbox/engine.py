"""Required-key rules as the clients check them: their own engine, and their own words.

The runtime that ships with every client is loaded from the templates, under a name of its
own, so that a client that is installed beside is another package.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import NamedTuple, Protocol, cast

from ..model import rules as model
from ..model.api import Json, Operation, Parameter, Resource
from ..targets.surface.names import argument
from ..targets.surface.operations import call_name, renamed, spoken_parameters
from ..targets.templates import default_folder
from .refusals import Detail

_NAME = "_clientgen_sandbox_runtime"


class _Rule(Protocol):
    name: str


class _Found(Protocol):
    rule: _Rule
    item: int | None
    variants: tuple[str, ...]


class _Failure(Protocol):
    rule: str
    item: int | None


class _Check(Protocol):
    def __call__(
        self, rules: Sequence[_Rule], body: object, context: Mapping[str, str | None]
    ) -> list[_Found]: ...


class _Explain(Protocol):
    def __call__(
        self, broken: _Found, names: Mapping[str, str] | None, docs: str = ""
    ) -> _Failure: ...


class _Describe(Protocol):
    def __call__(self, operation: str, failures: Sequence[_Failure]) -> str: ...


@cache
def _runtime(module: str) -> ModuleType:
    """A module of the runtime."""
    if _NAME not in sys.modules:
        folder = default_folder() / "python/runtime"
        spec = spec_from_file_location(
            _NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None, "a path to a Python file always has a loader"
        assert spec.loader is not None
        package = module_from_spec(spec)
        sys.modules[_NAME] = package
        spec.loader.exec_module(package)
    return import_module(f"{_NAME}.{module}")


class Rules(NamedTuple):
    """The rules of one operation.

    Attributes:
        rules: As the client has them.
        call: What a client calls the operation.
        names: What a client calls the keys.
        parameters: Those of which the rules speak, by their names there.
    """

    rules: tuple[_Rule, ...]
    call: str
    names: Mapping[str, str]
    parameters: Mapping[str, Parameter] = {}

    def broken(self, body: Json, context: Mapping[str, str]) -> list[Detail]:
        """Every rule that a request breaks, in the words of the client.

        Args:
            body: By wire names, with parameters of which rules speak by their names there;
                the items of an array are checked one by one.
            context: What is known about the other side.
        """
        if not self.rules:
            return []
        rules = _runtime("rules")
        check = cast(_Check, rules.check)
        explain = cast(_Explain, rules.explain)
        describe = cast(_Describe, rules.described)
        found: list[Detail] = []
        for each in check(self.rules, body, context):
            if each.variants:
                continue  # met more than once, which clients warn of
            told = describe(self.call, [explain(each, self.names)])
            place = "" if each.item is None else str(each.item)
            found.append(Detail(place, told, each.rule.name))
        return found


def rules_of(resource: Resource, operation: Operation) -> Rules:
    """The rules of an operation as the client has them."""
    made = tuple(_rule(each) for each in operation.rules if each.body != model.All(()))
    spoken = spoken_parameters(operation)
    names = renamed(operation) | {key: argument(each) for key, each in spoken.items()}
    return Rules(made, call_name(resource, operation), names, spoken)


def _rule(rule: model.Rule) -> _Rule:
    made: _Rule = _runtime("rules").Rule(
        rule.name,
        _node(rule.body),
        summary=rule.summary,
        when=dict(rule.when),
        warn_on_overlap=rule.warn_on_overlap,
    )
    return made


def _node(node: model.Node) -> object:
    # The runtime's classes have the names of the model's.
    nodes = _runtime("rules")
    match node:
        case model.Present(key):
            return key
        case model.Equals(key, value):
            return nodes.Equals(key, value)
        case model.Compare(key, how, other):
            return _runtime("rules.compare").Compare(key, how, other)
        case model.If(condition, then, otherwise):
            return nodes.If(_node(condition), _node(then), _node(otherwise))
        case model.AnyOf(variants) | model.OneOf(variants):
            made = [nodes.Variant(v.name, _node(v.rule), v.summary) for v in variants]
            return getattr(nodes, type(node).__name__)(*made)
        case _:
            parts = map(_node, model.parts_of(node))
            return getattr(nodes, type(node).__name__)(*parts)
