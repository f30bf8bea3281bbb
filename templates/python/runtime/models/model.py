"""The base of all models: typed attributes over what the API really said.

A model keeps what it was given. A field the API left out reads as ``None`` but is not set
(``"dueDate" in invoice`` tells); a field that nobody documented is in :attr:`Model.extra`;
a value that did not fit its type stands there as it came.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Self,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import UNSET, StructMeta, field

from .reading import STUMBLES, Read, Reading, natural, reader
from .values import DateTime, format_date, to_json

ABSENT: Any = UNSET
"""The default of every field: the API did not send it."""

RESERVED_NAMES = frozenset({"extra", "from_dict", "is_set", "to_dict", "to_json"})
"""Public names of :class:`Model`. A field of that name gets a trailing underscore."""

_EXTRA = "_extra"
_COERCED = "_coerced"


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
            if slot is not None:
                getters[attribute] = slot.__get__
                type.__setattr__(made, attribute, _over(slot))
        wires = zip(made.__struct_encode_fields__, made.__struct_fields__, strict=True)
        type.__setattr__(made, "__getters__", getters)
        type.__setattr__(made, "__wires__", dict(wires))
        if "__public__" not in namespace:
            type.__setattr__(made, "__public__", made)
        documented = made.__public__.__wires__
        unknown = {w: a for w, a in made.__wires__.items() if w not in documented}
        type.__setattr__(made, "__unknown__", unknown)
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


class Model(msgspec.Struct, metaclass=ModelMeta, forbid_unknown_fields=True, dict=True):
    """One object of the API.

    Attributes have the types that the spec declares. ``model["wireName"]`` reads any key
    by its name on the wire, documented or not; ``del model.field`` takes a field away.
    """

    __read_only__: ClassVar[tuple[str, ...] | None] = None
    """Keys that are never sent, or None when there are none, in nested models neither."""

    if TYPE_CHECKING:
        __getters__: ClassVar[dict[str, Callable[[Any], Any]]]  # by attribute
        __wires__: ClassVar[dict[str, str]]  # attributes by name on the wire
        # Of a subclass with slots for undocumented keys: its model, and those slots.
        __public__: ClassVar[Any]
        __unknown__: ClassVar[dict[str, str]]

    @property
    def extra(self) -> Mapping[str, Any]:
        """Keys that the spec does not know, by their names on the wire. Read only."""
        return MappingProxyType(_extra(self))

    def is_set(self, name: str) -> bool:
        """Tell whether the attribute ``name`` was given, be it as null.

        Raises:
            AttributeError: The model has no such field.
        """
        getter = self.__getters__.get(name)
        if getter is None:
            from difflib import get_close_matches

            known = self.__public__.__wires__
            near = [known.get(name), *get_close_matches(name, known.values(), 1)]
            hints = [f"; did you mean {x!r}?" for x in near if x][:1]
            title = type(self).__name__
            raise AttributeError(f"{title} has no field {name!r}{''.join(hints)}")
        return getter(self) is not UNSET

    def to_dict(self) -> dict[str, Any]:
        """Return the object as the wire has it: wire names, no unset keys, extras too.

        Datetimes are ISO 8601 strings in UTC, to the microsecond; numbers with a fraction
        are :class:`~decimal.Decimal`. A value that was coerced when it was read (``"true"``
        for true) is given back as it came, unless it was changed since. Text where a number
        is declared (``"12.50"``) is given back as the number of the same digits.
        """
        try:
            return self._wire()
        except RecursionError:
            raise ValueError(
                f"{type(self).__name__}: its values are nested too deeply"
            ) from None

    def _wire(self) -> dict[str, Any]:
        wire = {}
        coerced = vars(self).get(_COERCED, {})
        for name, attribute in self.__wires__.items():
            value = self.__getters__[attribute](self)
            if value is UNSET:
                continue
            came, became = coerced.get(attribute, (UNSET, UNSET))
            alike = type(value) is type(became) or isinstance(value, Model)
            if alike and value == became:
                wire[name] = snapshot(came)
            else:
                wire[name] = _plain(value, name)
        for name, value in vars(self).get(_EXTRA, {}).items():
            wire[name] = _plain(value, name)
        return wire

    def to_json(self) -> bytes:
        """Return the object as JSON, no digit lost."""
        return to_json(self.to_dict())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read an object as the API would send it, as tolerantly as an answer is read."""
        try:
            return reader(cls.__public__)(dict(data), Reading())  # type: ignore[no-any-return]  # a class known at run time only
        except RecursionError:
            raise ValueError(f"{cls.__name__}: the data is nested too deeply") from None

    @classmethod
    def __from_wire__(cls, data: Mapping[str, Any], reading: Reading) -> Any:
        """Read an object field by field; called by :func:`~.reading.reader`."""
        outer = reading.model, reading.field, reading.coerced
        reading.model = cls.__name__
        reading.depth += 1
        fields = _fields(cls)
        plain: dict[str, Any] = {}
        special: list[str] = []
        for name, item in data.items():
            if name in fields and type(item) in fields[name][2]:
                plain[name] = item
            else:
                special.append(name)
        try:
            made = msgspec.convert(plain, cls)
        except STUMBLES:
            made, special = cls(), [*data]
        extra: dict[str, Any] = {}
        coerced: dict[str, Any] = {}
        for name in special:
            item = data[name]
            reading.field, reading.coerced = name, False
            if name not in cls.__public__.__wires__:
                reading.note("unknown", "", item)
            if name not in fields:
                extra[name] = item
                continue
            attribute, read, _ = fields[name]
            became = read(item, reading)
            msgspec.Struct.__setattr__(made, attribute, became)
            if reading.coerced:
                coerced[attribute] = item, snapshot(became)
        reading.depth -= 1
        reading.model, reading.field, reading.coerced = outer
        return _keep(made, extra, coerced)

    def __getitem__(self, name: str) -> Any:
        attribute = self.__wires__.get(name)
        if attribute is None:
            return vars(self).get(_EXTRA, {})[name]
        value = self.__getters__[attribute](self)
        if value is UNSET:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        attribute = self.__wires__.get(name)
        if attribute is not None:
            super().__setattr__(attribute, value)
        else:
            vars(self).setdefault(_EXTRA, {})[name] = value

    def __contains__(self, name: object) -> bool:
        try:
            self[name]  # type: ignore[index]  # what is no string is no key
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        """Iterate over the wire names of all keys that are set."""
        for name, attribute in self.__wires__.items():
            if self.__getters__[attribute](self) is not UNSET:
                yield name
        yield from vars(self).get(_EXTRA, {})

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.__getters__:
            raise AttributeError(
                f"{type(self).__name__} has no field {name!r};"
                f" use model[{name!r}] = ... for a key that the spec does not know"
            )
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or self.__public__ is not other.__public__:
            return NotImplemented
        return _set(self) == _set(other) and _extra(self) == _extra(other)

    def __ne__(self, other: object) -> bool:
        # msgspec has a comparison of its own, which would miss what is extra.
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value in self.__rich_repr__()]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        extra = _extra(self)
        return [*_set(self).items(), *([("extra", extra)] if extra else [])]

    def __copy__(self) -> Self:
        return _rebuild(*self.__reduce__()[1])  # type: ignore[no-any-return]  # a class known at run time only

    def __replace__(self, **changes: Any) -> Self:
        made = self.__copy__()
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        coerced = dict(vars(self).get(_COERCED, {}))
        return _rebuild, (self.__public__, _set(self), _extra(self), coerced)


def _extra(model: Model) -> dict[str, Any]:
    slots = ((n, model.__getters__[a](model)) for n, a in model.__unknown__.items())
    found = {name: value for name, value in slots if value is not UNSET}
    return {**found, **vars(model).get(_EXTRA, {})}


def _set(model: Model) -> dict[str, Any]:
    getters = model.__getters__
    values = {name: getters[name](model) for name in model.__public__.__struct_fields__}
    return {name: value for name, value in values.items() if value is not UNSET}


def _rebuild(
    model: Any, values: dict[str, Any], extra: dict[str, Any], coerced: dict[str, Any]
) -> Any:
    return _keep(model(**values), extra, coerced)


def _keep(made: Any, extra: dict[str, Any], coerced: dict[str, Any]) -> Any:
    """Give a fresh model what has no slot.

    Args:
        made: The model.
        extra: Undocumented keys, by wire name.
        coerced: By attribute: the value as it came, and what it became.
    """
    if extra:
        vars(made)[_EXTRA] = extra
    if coerced:
        vars(made)[_COERCED] = coerced
    return made


def snapshot(value: Any) -> Any:
    """Return what stays as it is when ``value`` is changed in place."""
    return copy.deepcopy(value) if isinstance(value, list | dict | Model) else value


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, Model):
        return value._wire()
    if isinstance(value, datetime | date | time):
        return format_date(value, name)
    if isinstance(value, Decimal) and not value.is_finite():
        # JSON has no such number: it can only have come as text.
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item, name) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, name) for item in value]
    return value


@lru_cache(maxsize=256)  # not for ever: clients make classes, see learning.py
def _fields(model: Any) -> dict[str, tuple[str, Read, set[type]]]:
    """By wire name: attribute, reader, and what plain data is converted natively."""
    types = hints(model)
    pairs = [(wire, name, types[name]) for wire, name in model.__wires__.items()]
    return {wire: (name, reader(kind), natural(kind)) for wire, name, kind in pairs}


def hints(model: Any) -> dict[str, Any]:
    """Return the types of a model's fields by attribute.

    Annotations are resolved here and not by msgspec, so that datetimes become aware ones.
    """
    known: dict[str, Any] | None = model.__dict__.get("__hints__")
    if known is None:
        found = get_type_hints(model, include_extras=True)
        known = {name: found[name] for name in model.__struct_fields__}
        # Models may hold each other: what is looked at is not looked at again.
        type.__setattr__(model, "__hints__", known)
        known = {name: resolve(type_) for name, type_ in known.items()}
        own = inspect.get_annotations(model)
        model.__annotations__ = own | {n: known[n] for n in known if n in own}
        type.__setattr__(model, "__hints__", known)
    return known


def resolve(type_: Any) -> Any:
    """Resolve the models in a type, and make its datetimes aware.

    So native decoding hands a time without an offset over to the tolerant reader.
    """

    def change(found: Any) -> Any:
        if isinstance(found, ModelMeta):
            hints(found)
        return DateTime if found is datetime else found

    return replace_types(type_, change)


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
