"""Variants of model classes with room for keys that the spec does not know.

When an API sends undocumented keys, it sends them in every object. Reading each answer the
slow way would cost ten times as much as native decoding. So a client that has met such a
key makes a subclass of the model with one more slot, and decodes into that from then on.
Nobody sees the difference: a variant calls itself by the model's name, compares, copies and
pickles as the model, and shows the key in ``extra``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from .models import ModelMeta, hints, replace_types

__all__ = ["Learning", "models_in"]

_MOST_NAMES = 64  # A map dressed up as an object has no end of keys.


class Learning:
    """What one client has learned about the models of its API."""

    def __init__(self) -> None:
        self._names: dict[Any, tuple[str, ...]] = {}

    def learn(self, unknown: dict[Any, dict[str, None]]) -> bool:
        """Take note of undocumented keys; tell whether any of them was new.

        Args:
            unknown: Keys by model class.
        """
        new = False
        for model, found in unknown.items():
            known = self._names.get(model, ())
            names = [x for x in found if x not in known and _fit_for_a_slot(x)]
            room = _MOST_NAMES - len(known)
            if names and room > 0:
                self._names[model] = (*known, *names[:room])
                new = True
        return new

    def variant(self, type_: Any) -> Any:
        """Return ``type_`` with every model that has undocumented keys replaced."""
        names = dict(self._names)
        models: dict[Any, set[Any]] = {}
        _collect(type_, models)
        wanted = {model for model in models if names.get(model)}
        while True:
            more = {x for x, held in models.items() if held & wanted} - wanted
            if not more:
                break
            wanted |= more
        if not wanted:
            return type_
        variants = {model: _make(model, names.get(model, ())) for model in wanted}

        def change(found: Any) -> Any:
            return variants.get(found, found)

        for model, variant in variants.items():
            # Types are resolved when the first decoder is made, so circles can be closed
            # after all classes exist.
            annotations = {
                name: replace_types(kind, change) for name, kind in hints(model).items()
            }
            annotations.update(dict.fromkeys(variant.__learned__.values(), Any))
            variant.__annotations__ = annotations
        return replace_types(type_, change)


def models_in(type_: Any) -> set[Any]:
    """Return all models that values of a type may hold, at any depth."""
    models: dict[Any, set[Any]] = {}
    _collect(type_, models)
    return set(models)


def _fit_for_a_slot(name: str) -> bool:
    return name.isprintable() and '"' not in name and "\\" not in name


def _collect(type_: Any, models: dict[Any, set[Any]]) -> set[Any]:
    """Find the models in a type; fill ``models`` with what each of them holds directly."""
    found: set[Any] = set()

    def look(part: Any) -> Any:
        if isinstance(part, ModelMeta):
            found.add(part)
        return part

    replace_types(type_, look)
    for model in found - models.keys():
        models[model] = set()
        for kind in hints(model).values():
            models[model] |= _collect(kind, models)
    return found


def _make(model: Any, names: tuple[str, ...]) -> Any:
    taken = {wire: attribute for attribute, wire in _wires(model)}
    learned = {name: f"_learned_{number}" for number, name in enumerate(names)}
    learned = {name: slot for name, slot in learned.items() if name not in taken}
    attributes = [*model.__struct_fields__, *learned.values()]
    rename = dict(_wires(model))
    rename.update({slot: name for name, slot in learned.items()})
    namespace = {
        "__module__": model.__module__,
        "__qualname__": model.__qualname__,
        "__doc__": model.__doc__,
        "__annotations__": dict.fromkeys(attributes, Any),
        **dict.fromkeys(attributes, msgspec.UNSET),
    }
    made = ModelMeta(model.__name__, (model,), namespace, rename=rename)
    type.__setattr__(made, "__public__", model)
    type.__setattr__(made, "__learned__", learned)
    return made


def _wires(model: Any) -> list[tuple[str, str]]:
    pairs = zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True)
    return list(pairs)
