"""The base of all models: typed attributes over what the API really said.

A model keeps what it was given. A field the API left out reads as ``None`` but is not set
(``"dueDate" in invoice`` tells); a field that nobody documented is in :attr:`Model.extra`;
a value that did not fit its type stands there as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Self,
)

import msgspec
from msgspec import UNSET

from .structs import COERCED, EXTRA, ModelMeta, attach, snapshot
from .structs import hints as hints
from .values import format_date, to_json

ABSENT: Any = UNSET
"""The default of every field: the API did not send it."""

RESERVED_NAMES = frozenset({"extra", "from_dict", "is_set", "to_dict", "to_json"})
"""Public names of :class:`Model`. A field of that name gets a trailing underscore."""


class Model(msgspec.Struct, metaclass=ModelMeta, forbid_unknown_fields=True, dict=True):
    """One object of the API.

    Attributes have the types that the spec declares. ``model["wireName"]`` reads any key
    by its name on the wire, documented or not; ``del model.field`` takes a field away.
    """

    __read_only__: ClassVar[tuple[str, ...] | None] = None
    """Keys that are never sent, or None when there are none, in nested models neither."""

    if TYPE_CHECKING:
        __getters__: ClassVar[dict[str, Callable[[Any], Any]]]
        __wires__: ClassVar[dict[str, str]]
        __public__: ClassVar[Any]
        # Undocumented keys that a variant of the class has slots for.
        __learned__: ClassVar[dict[str, str]]

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
            hint = _hint(self, name)
            raise AttributeError(f"{_title(self)} has no field {name!r}{hint}")
        return getter(self) is not UNSET

    def to_dict(self) -> dict[str, Any]:
        """Return the object as the wire has it: wire names, no unset keys, extras too.

        Datetimes are ISO 8601 strings in UTC; numbers with a fraction are
        :class:`~decimal.Decimal`. A value that was coerced when it was read
        (``"true"`` for true), and a moment finer than the microseconds of Python
        (``"2024-05-31T12:00:00.1234567Z"``), is given back as it came, unless it was
        changed since. One exception: text where a number is declared (``"12.50"``)
        becomes the decimal of the same digits, and is given back as that: a number. And
        until a client has met the first such moment, it looks for them at both ends only
        of answers larger than 16 KiB; a lone one in the middle is rounded.
        """
        try:
            return self._wire()
        except RecursionError:
            raise ValueError(
                f"{_title(self)}: its values are nested too deeply"
            ) from None

    def _wire(self) -> dict[str, Any]:
        wire = {}
        coerced = vars(self).get(COERCED, {})
        for name, attribute in self.__public__.__wires__.items():
            value = self.__getters__[attribute](self)
            if value is UNSET:
                continue
            if attribute in coerced:
                came, became = coerced[attribute]
                if type(value) is type(became) and value == became:
                    wire[name] = snapshot(came)
                    continue
            wire[name] = _plain(value, name)
        for name, value in _extra(self).items():
            wire[name] = _plain(value, name)
        return wire

    def to_json(self) -> bytes:
        """Return the object as JSON, no digit lost."""
        return to_json(self.to_dict())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read an object as the API would send it, as tolerantly as an answer is read."""
        from .coercion import read_model

        try:
            return read_model(cls.__public__, data)  # type: ignore[no-any-return]  # a class known at run time only
        except RecursionError:
            raise ValueError(f"{cls.__name__}: the data is nested too deeply") from None

    def __getitem__(self, name: str) -> Any:
        attribute = self.__wires__.get(name)
        if attribute is not None:
            value = self.__getters__[attribute](self)
            if value is not UNSET:
                return value
        else:
            overflow = vars(self).get(EXTRA)
            if overflow is not None and name in overflow:
                return overflow[name]
        raise KeyError(name)

    def __setitem__(self, name: str, value: Any) -> None:
        attribute = self.__wires__.get(name)
        if attribute is not None:
            super().__setattr__(attribute, value)
        else:
            vars(self).setdefault(EXTRA, {})[name] = value

    def __contains__(self, name: object) -> bool:
        try:
            self[name]  # type: ignore[index]  # what is no string is no key
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        """Iterate over the wire names of all keys that are set."""
        for name, attribute in self.__public__.__wires__.items():
            if self.__getters__[attribute](self) is not UNSET:
                yield name
        yield from _extra(self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.__getters__:
            raise AttributeError(
                f"{_title(self)} has no field {name!r};"
                f" use model[{name!r}] = ... for a key that the spec does not know"
            )
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or self.__public__ is not other.__public__:
            return NotImplemented
        mine, theirs = self.__getters__, other.__getters__
        for attribute in self.__public__.__struct_fields__:
            if mine[attribute](self) != theirs[attribute](other):
                return False
        return _extra(self) == _extra(other)

    def __ne__(self, other: object) -> bool:
        # msgspec has a comparison of its own, which would miss what is extra.
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value in _set(self).items()]
        extra = _extra(self)
        if extra:
            shown.append(f"extra={extra!r}")
        return f"{_title(self)}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        extra = _extra(self)
        return [*_set(self).items(), *([("extra", extra)] if extra else [])]

    def __copy__(self) -> Self:
        return _rebuild(self.__public__, *_parts(self))  # type: ignore[no-any-return]  # a class known at run time only

    def __replace__(self, **changes: Any) -> Self:
        made = self.__copy__()
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.__public__, *_parts(self))


def _title(model: Model) -> str:
    return str(model.__public__.__name__)


def _hint(model: Model, name: str) -> str:
    attribute = model.__public__.__wires__.get(name)
    if attribute is None:
        from difflib import get_close_matches

        close = get_close_matches(name, model.__public__.__struct_fields__, 1)
        attribute = close[0] if close else None
    return f"; did you mean {attribute!r}?" if attribute else ""


def _extra(model: Model) -> dict[str, Any]:
    found = {}
    for name, attribute in model.__learned__.items():
        value = model.__getters__[attribute](model)
        if value is not UNSET:
            found[name] = value
    found.update(vars(model).get(EXTRA, {}))
    return found


def _set(model: Model) -> dict[str, Any]:
    getters = model.__getters__
    values = {name: getters[name](model) for name in model.__public__.__struct_fields__}
    return {name: value for name, value in values.items() if value is not UNSET}


def _parts(model: Model) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    return _set(model), _extra(model), dict(vars(model).get(COERCED, {}))


def _rebuild(
    model: Any, values: dict[str, Any], extra: dict[str, Any], coerced: dict[str, Any]
) -> Any:
    made = model(**values)
    attach(made, extra, coerced)
    return made


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
