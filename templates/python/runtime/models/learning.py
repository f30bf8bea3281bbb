"""Subclasses of models with slots for keys that the spec does not know.

An API that sends an undocumented key sends it in every object, and msgspec can decode a key
natively only into a slot. So a client that has met such keys decodes into subclasses of the
models, which have one more slot for each of them; a key that is new still makes decoding
stop, so that it is found and reported. The objects compare, copy, pickle, print and call
themselves as the model does, and show the keys in ``extra``.

The plainer ways were measured over a page of 100 objects with 500 inside, three undocumented
keys in each. Slots take 1.3 times the time and 1.2 times the memory of the page without
those keys. Keeping each object's bytes until somebody asks for ``extra`` takes 1.5 times the
time and the memory, three times the time as soon as a nested object is touched, and misses
reports. Reading the keys into dicts takes 3 times the time and 1.6 times the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from .model import ModelMeta, hints, replace_types


def with_slots(type_: Any, names: Mapping[str, Iterable[str]]) -> Any:
    """Return a type with room for undocumented keys in all models in it, at any depth.

    Args:
        type_: A model, or a type that holds some.
        names: Undocumented keys by the name of their model.
    """
    made: dict[Any, Any] = {}

    def change(found: Any) -> Any:
        if not isinstance(found, ModelMeta):
            return found
        if found not in made:
            # Known before its fields are looked at: models may hold each other.
            made[found] = wider = _subclass(found, tuple(names.get(found.__name__, ())))
            kinds = {
                name: replace_types(kind, change) for name, kind in hints(found).items()
            }
            wider.__annotations__ = kinds | dict.fromkeys(
                wider.__unknown__.values(), Any
            )
        return made[found]

    return replace_types(type_, change)


def _subclass(model: Any, names: Iterable[str]) -> Any:
    new = [name for name in names if name not in model.__wires__]
    fit = [name for name in new if name.isprintable() and not {*name} & {'"', "\\"}]
    slots = {f"_unknown_{number}": name for number, name in enumerate(fit)}
    namespace = {
        "__module__": model.__module__,
        "__qualname__": model.__qualname__,
        "__doc__": model.__doc__,
        "__annotations__": dict.fromkeys(slots, Any),
        "__public__": model,
        **dict.fromkeys(slots, msgspec.UNSET),
    }
    return ModelMeta(model.__name__, (model,), namespace, rename=slots)
