"""The base of all models: typed attributes over what the API really said.

A model keeps what it was given. A field the API left out reads as ``None`` but is not set
(``"dueDate" in invoice`` tells); a field that nobody documented is in :attr:`Model.extra`;
a value that did not fit its type stands there as it came.

Undocumented keys get slots of their own (:func:`with_slots`): an API that sends one sends it in
every object, and msgspec can decode a key natively only into a slot. Three such keys in each of
600 objects take 1.1 times the time of the objects without; field by field takes 6 times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType, UnionType
from typing import (
    TYPE_CHECKING,
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

from . import JSON, STUMBLES, format_date
from .reading import Read, Reading, natural, reader, revive

ABSENT: Any = UNSET
"""The default of every field: the API did not send it."""

_EXTRA = "_extra"


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
        getters = dict(getattr(made, "__getters__", {}))  # of the base
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
        __public__: ClassVar[Any]  # of a subclass with slots for undocumented keys

    @property
    def extra(self) -> Mapping[str, Any]:
        """Keys that the spec does not know, by their names on the wire. Read only."""
        documented = self.__public__.__wires__
        extra = {name: self[name] for name in self if name not in documented}
        return MappingProxyType(extra)

    def is_set(self, name: str) -> bool:
        """Tell whether the attribute ``name`` was given, be it as null.

        Raises:
            AttributeError: The model has no such field.
        """
        if name not in self.__getters__:
            known = self.__wires__.get(name)
            hint = f"; did you mean {known!r}?" if known else ""
            raise AttributeError(f"{type(self).__name__} has no field {name!r}{hint}")
        return self.__getters__[name](self) is not UNSET

    def to_dict(self) -> dict[str, Any]:
        """Return the object as the wire has it: wire names, no unset keys, extras too.

        Datetimes are ISO 8601 strings in UTC, to the microsecond; numbers with a fraction
        are :class:`~decimal.Decimal`. A value that was coerced when it was read (``"true"``
        for true) is given as what it became.

        Raises:
            ValueError: Values are nested too deeply.
        """
        try:
            return {name: _plain(self.__wire_value__(name), name) for name in self}
        except RecursionError:
            title = type(self).__name__
            raise ValueError(f"{title}: its values are nested too deeply") from None

    def __wire_value__(self, name: str) -> Any:
        return self[name]

    def to_json(self) -> bytes:
        """Return the object as JSON, no digit lost.

        Raises:
            UnicodeEncodeError: A text holds lone surrogates, which UTF-8 does not know.
        """
        return JSON.encode(self.to_dict())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read an object as the API would send it, as tolerantly as an answer is read.

        Raises:
            ValueError: The data is nested too deeply.
        """
        try:
            return reader(cls.__public__)(dict(data), Reading())  # type: ignore[no-any-return]  # a class known at run time only
        except RecursionError:
            raise ValueError(f"{cls.__name__}: the data is nested too deeply") from None

    @classmethod
    def __from_wire__(cls, data: Mapping[str, Any], reading: Reading) -> Any:
        """Read an object field by field; called by :func:`~.reading.reader`."""
        outer = reading.model, reading.field
        reading.model = cls.__name__
        reading.depth += 1
        fields = _fields(cls)
        plain = {
            name: item
            for name, item in data.items()
            if name in fields and type(item) in fields[name][2]
        }
        try:
            made = msgspec.convert(plain, cls, dec_hook=revive)
        except STUMBLES:
            made, plain = cls(), {}
        documented, further = cls.__public__.__wires__, None
        extra = {}
        for name, item in data.items():
            if name in plain:
                continue
            reading.field = name
            if name not in documented:
                further = additional(cls)
                if further is None:
                    reading.note("unknown", "", item)
            if name in fields:
                attribute, read, _ = fields[name]
                msgspec.Struct.__setattr__(made, attribute, read(item, reading))
            else:
                extra[name] = item if further is None else further(item, reading)
        reading.depth -= 1
        reading.model, reading.field = outer
        if extra:
            vars(made)[_EXTRA] = extra
        return made

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
        return _values(self) == _values(other)

    def __ne__(self, other: object) -> bool:
        # msgspec has a comparison of its own, which would miss what is extra.
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value in self.__rich_repr__()]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        wires = self.__public__.__wires__
        shown = [(wires[name], self[name]) for name in self if name in wires]
        return [*shown, ("extra", dict(self.extra))] if self.extra else shown

    def __copy__(self) -> Self:
        return _rebuild(self.__public__, _values(self))  # type: ignore[no-any-return]  # a class known at run time only

    def __replace__(self, **changes: Any) -> Self:
        made = self.__copy__()
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.__public__, _values(self))


def _values(model: Model) -> dict[str, Any]:
    return {name: model[name] for name in model}


def _rebuild(kind: Any, values: dict[str, Any]) -> Any:
    made = kind()
    for name, value in values.items():
        made[name] = value
    return made


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
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


@lru_cache(maxsize=256)  # not for ever: clients make classes, see with_slots
def _fields(model: Any) -> dict[str, tuple[str, Read, set[type]]]:
    """By wire name: attribute, reader, and what plain data is converted natively."""
    types = hints(model)
    pairs = [(wire, name, types[name]) for wire, name in model.__wires__.items()]
    return {wire: (name, reader(kind), natural(kind)) for wire, name, kind in pairs}


@lru_cache(maxsize=256)
def additional(model: Any) -> Read | None:
    """Return what reads keys besides the fields; None where the spec knows of none."""
    type_ = additional_type(model)
    return None if type_ is None else reader(type_)


def additional_type(model: Any) -> Any:
    """Return the type of keys besides the fields, as the model's own ``extra`` has it."""
    if model.extra is Model.extra:
        return None
    return get_args(get_type_hints(model.extra.fget)["return"])[1]


@lru_cache(maxsize=256)
def hints(model: Any) -> dict[str, Any]:
    """Return the types of a model's fields by attribute."""
    return {each.name: each.type for each in msgspec.structs.fields(model)}


def with_slots(type_: Any, names: Mapping[str, Iterable[str]]) -> Any:
    """Return a type with room for undocumented keys in all models in it, at any depth.

    Its models are subclasses with one more slot for each key. Their objects compare, copy,
    pickle, print and call themselves as the model does, and show the keys in ``extra``. A
    key that is new still makes decoding stop, so that it is found and reported.
    """
    made: dict[Any, Any] = {}

    def widen(found: Any) -> Any:
        if isinstance(found, ModelMeta):
            if found not in made:
                # Known before its fields are looked at: models may hold each other.
                made[found] = wider = _subclass(found, names.get(found.__name__, ()))
                kinds = {name: widen(kind) for name, kind in hints(found).items()}
                # msgspec looks at them when a decoder is made.
                wider.__annotations__ = kinds | wider.__annotations__
            return made[found]
        if again := getattr(found, "__widened__", None):  # of a choice
            return again(widen)
        origin = get_origin(found)
        if origin not in (list, dict, Union, UnionType):
            return found
        kind: Any = Union if origin is UnionType else origin
        return kind[tuple(map(widen, get_args(found)))]

    wide = widen(type_)
    return wide if any(model.__name__ in names for model in made) else type_


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
        **dict.fromkeys(slots, UNSET),
    }
    return ModelMeta(model.__name__, (model,), namespace, rename=slots)
