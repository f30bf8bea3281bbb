"""How model classes are made, and what is kept beside their fields."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from datetime import datetime
from typing import (
    Annotated,
    Any,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from msgspec import UNSET, StructMeta, field

from .values import DateTime

EXTRA = "_extra"
COERCED = "_coerced"


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class ModelMeta(StructMeta):
    """Makes struct classes whose unset fields read as ``None``.

    The struct's own slots stay as they are, so that decoding and encoding run natively;
    only reading from Python passes a property laid over the slot.
    """

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        **config: Any,
    ) -> Any:
        config.setdefault("kw_only", True)
        made: Any = super().__new__(mcls, name, bases, namespace, **config)
        getters: dict[str, Callable[[Any], Any]] = {}
        for base in reversed(made.__mro__[1:]):
            getters.update(base.__dict__.get("__getters__", {}))
        for attribute in made.__struct_fields__:
            slot = made.__dict__.get(attribute)
            if slot is None:
                continue
            getters[attribute] = slot.__get__
            type.__setattr__(made, attribute, _over(slot))
        wires = zip(made.__struct_encode_fields__, made.__struct_fields__, strict=True)
        type.__setattr__(made, "__getters__", getters)
        type.__setattr__(made, "__wires__", dict(wires))
        type.__setattr__(made, "__public__", made)
        type.__setattr__(made, "__learned__", {})
        return made


def _over(slot: Any) -> property:
    """Lay a property over a slot, so that ``UNSET`` reads as ``None``."""
    get = slot.__get__

    def read(self: Any) -> Any:
        value = get(self)
        return None if value is UNSET else value

    def unset(self: Any) -> None:
        slot.__set__(self, UNSET)

    return property(read, slot.__set__, unset)


def attach(model: Any, extra: dict[str, Any], coerced: dict[str, Any]) -> None:
    """Give a fresh model what has no field: undocumented keys, and values as they came.

    Args:
        model: Nobody else has seen it yet.
        extra: By wire name.
        coerced: By attribute: the value as it came, and what it became.
    """
    if extra:
        vars(model)[EXTRA] = extra
    if coerced:
        vars(model)[COERCED] = coerced


def snapshot(value: Any) -> Any:
    """Return what stays as it is when ``value`` is changed in place."""
    return (
        copy.deepcopy(value)
        if isinstance(value, list | dict) or is_model(type(value))
        else value
    )


def is_model(type_: Any) -> bool:
    """Tell whether a type is a model's class."""
    return isinstance(type_, ModelMeta)


def hints(model: Any) -> dict[str, Any]:
    """Return the types of a model's fields by attribute, and make its datetimes aware.

    Annotations are resolved once, here, because models may name each other in circles. A
    plain ``datetime`` is narrowed to an aware one on the way, so that native decoding hands
    a time without an offset over to the tolerant reader instead of letting it pass.
    """
    known: dict[str, Any] | None = model.__dict__.get("__hints__")
    if known is None:
        resolved = get_type_hints(model, include_extras=True)
        known = {name: _aware(resolved[name]) for name in model.__struct_fields__}
        own = inspect.get_annotations(model)
        model.__annotations__ = {
            **own,
            **{name: type_ for name, type_ in known.items() if name in own},
        }
        type.__setattr__(model, "__hints__", known)
    return known


def _aware(type_: Any) -> Any:
    return replace_types(type_, lambda found: DateTime if found is datetime else found)


def replace_types(type_: Any, change: Callable[[Any], Any]) -> Any:
    """Rebuild a type with every class in it passed through ``change``."""
    origin = get_origin(type_)
    if origin is None:
        return change(type_)
    if origin is Annotated:
        return type_
    arguments = get_args(type_)
    changed = tuple(
        argument if isinstance(argument, str) else replace_types(argument, change)
        for argument in arguments
    )
    if changed == arguments:
        return type_
    if origin in (list, dict, tuple, set):
        generic: Any = origin
        return generic[changed]
    return Union[changed]  # noqa: UP007  # of a tuple known at run time only
