"""Variants of model classes with room for what the spec does not know.

When an API sends undocumented keys, or values of another type than documented, it does so in
every object. Reading each answer the slow way would cost ten times as much as native
decoding. So a client that has met such a key makes a subclass of the model with one more
slot, and decodes into that from then on; a field that was given something else takes
anything there, and that field alone is coerced afterwards. Nobody sees the difference: a
variant calls itself by the model's name, compares, copies and pickles as the model, and
shows the key in ``extra``.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from typing import Any, get_args

import msgspec

from .mismatches import Mismatch, Reading
from .structs import ModelMeta, attach, hints, replace_types, snapshot

MOST_NAMES = 64  # A map dressed up as an object has no end of keys.


class Learning:
    """What one client has learned about the models of its API."""

    def __init__(self, known: set[Mismatch]) -> None:
        """Begin with nothing learned.

        Args:
            known: All that was reported; kept up to date by the caller.
        """
        self._names: dict[Any, tuple[str, ...]] = {}
        self._misfits: dict[Any, dict[str, frozenset[str]]] = {}
        self._known = known

    def learn(self, reading: Reading) -> bool:
        """Take note of undocumented keys and odd values; tell whether any was new."""
        return self._learn_keys(reading.unknown) | self._learn_misfits(reading.misfits)

    def _learn_misfits(self, misfits: dict[Any, dict[str, set[str]]]) -> bool:
        new = False
        for model, found in misfits.items():
            known = self._misfits.get(model, {})
            wider = {x: known.get(x, frozenset()) | kinds for x, kinds in found.items()}
            if wider.items() - known.items():
                self._misfits[model] = {**known, **wider}
                new = True
        return new

    def _learn_keys(self, unknown: dict[Any, dict[str, None]]) -> bool:
        new = False
        for model, found in unknown.items():
            known = self._names.get(model, ())
            names = [x for x in found if x not in known and _fit_for_a_slot(x)]
            room = MOST_NAMES - len(known)
            if names and room > 0:
                self._names[model] = (*known, *names[:room])
                new = True
        return new

    def variant(self, type_: Any) -> Any:
        """Return ``type_`` with every model about which something was learned replaced."""
        names, misfits = dict(self._names), dict(self._misfits)
        models: dict[Any, set[Any]] = {}
        _collect(type_, models)
        wanted = {model for model in models if model in names or model in misfits}
        while True:
            more = {x for x, held in models.items() if held & wanted} - wanted
            if not more:
                break
            wanted |= more
        if not wanted:
            return type_
        odd = {model: _Odd(model.__name__, self._known) for model in misfits}
        variants = {
            model: _make(model, names.get(model, ()), odd.get(model))
            for model in wanted
        }

        def change(found: Any) -> Any:
            return variants.get(found, found)

        for model, variant in variants.items():
            # Types are resolved when the first decoder is made, so circles can be closed
            # after all classes exist.
            annotations = {
                name: replace_types(kind, change) for name, kind in hints(model).items()
            }
            annotations.update(dict.fromkeys(variant.__learned__.values(), Any))
            for attribute, kinds in misfits.get(model, {}).items():
                odd[model].widen(model, variant, attribute, kinds, annotations)
            variant.__annotations__ = annotations
        return replace_types(type_, change)


class _Odd:
    """The fields of one variant that take what does not fit them."""

    def __init__(self, title: str, known: set[Mismatch]) -> None:
        self._title = title
        self._known = known
        self._fields: list[tuple[Any, ...]] = []

    def widen(
        self,
        model: Any,
        variant: Any,
        attribute: str,
        kinds: Set[str],
        annotations: dict[str, Any],
    ) -> None:
        """Let a field take values of other kinds, where native decoding can tell them."""
        from .coercion import raw_type, reader

        wide = raw_type(annotations[attribute], kinds)
        if wide is not None:
            annotations[attribute], is_odd = wide
            get, put = variant.__getters__[attribute], getattr(variant, attribute).fset
            wire = dict(_wires(model))[attribute]
            read = reader(hints(model)[attribute])
            self._fields.append((attribute, wire, get, put, is_odd, read))

    def settle(self, model: Any) -> None:
        """Coerce what a fresh model took.

        Raises:
            ValueError: It is odd in a way not seen before: the slow way must report it.
        """
        from .mismatches import Reading

        coerced = {}
        for attribute, wire, get, put, is_odd, read in self._fields:
            value = get(model)
            if value is msgspec.UNSET or not is_odd(value):
                continue
            reading = Reading(self._title, wire)
            became = read(value, reading)
            if not self._known.issuperset(reading.found):
                raise ValueError(f"{self._title}.{wire}: a value of another type")
            if became is not value:
                put(model, became)
                if reading.coerced:
                    coerced[attribute] = (value, snapshot(became))
        attach(model, {}, coerced)


def models_in(type_: Any) -> set[Any]:
    """Return all models that values of a type may hold, at any depth."""
    models: dict[Any, set[Any]] = {}
    _collect(type_, models)
    return set(models)


def holds_moments(type_: Any) -> bool:
    """Tell whether a model in a type, at any depth, has datetimes."""
    return any(
        _mentions(kind, datetime)
        for model in models_in(type_)
        for kind in hints(model).values()
    )


def _mentions(type_: Any, wanted: Any) -> bool:
    return type_ is wanted or any(_mentions(each, wanted) for each in get_args(type_))


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


def _make(model: Any, names: tuple[str, ...], odd: _Odd | None) -> Any:
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
    if odd is not None:
        namespace["__post_init__"] = lambda self: odd.settle(self)
    made = ModelMeta(model.__name__, (model,), namespace, rename=rename)
    type.__setattr__(made, "__public__", model)
    type.__setattr__(made, "__learned__", learned)
    return made


def _wires(model: Any) -> list[tuple[str, str]]:
    pairs = zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True)
    return list(pairs)
