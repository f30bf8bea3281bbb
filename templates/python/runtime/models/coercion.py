"""The tolerant reader: plain JSON data into typed values, whatever the API really sent.

This is the slow way, taken when native decoding stumbles. A value that does not fit its
declared type is coerced where that loses nothing, and else kept as it came; what is around
it is still typed. What was found on the way is noted as :class:`~.mismatches.Mismatch`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime
from datetime import time as clock_time
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from .mismatches import Reading, json_kind, type_name
from .structs import ModelMeta, attach, hints, snapshot
from .values import DateTime, as_decimal, as_integer

Read = Callable[[Any, Reading], Any]

_ANY = msgspec.json.Decoder(float_hook=as_decimal)


def parse(content: bytes | str) -> Any:
    """Read JSON as plain data, as much of it as can be read.

    Raises:
        ValueError: It is no JSON; says why and where.
    """
    try:
        return _ANY.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as malformed:
        reason = str(malformed) or type(malformed).__name__
    try:
        # The standard library also takes lone surrogates, a byte order mark, and numbers
        # of any length.
        return json.loads(
            content if isinstance(content, str) else content.decode("utf-8-sig"),
            parse_float=as_decimal,
            parse_int=as_integer,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError):
        raise ValueError(reason) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def read_model(model: Any, data: Mapping[str, Any]) -> Any:
    """Read one model from plain data, tolerantly and without a report."""
    return reader(model)(dict(data), Reading())


@cache
def reader(type_: Any) -> Read:
    """Return the function that reads values of a type."""
    if type_ is Any or type_ is object:
        return _as_it_is
    origin = get_origin(type_)
    if origin is Annotated:
        return reader(get_args(type_)[0])
    if isinstance(type_, ModelMeta):
        return _model_reader(type_)
    if origin in (Union, UnionType):
        return _union_reader(get_args(type_))
    if origin is Literal:
        return _literal_reader(get_args(type_))
    if origin is list or type_ is list:
        return _list_reader((get_args(type_) or (Any,))[0])
    if origin is dict or type_ is dict:
        return _dict_reader((get_args(type_) or (Any, Any))[1])
    if type_ in SCALARS:
        return _scalar_reader(type_, *SCALARS[type_])
    return _as_it_is


def _as_it_is(value: Any, reading: Reading) -> Any:
    return value


def _union_reader(types: tuple[Any, ...]) -> Read:
    inner = tuple(type_ for type_ in types if type_ is not NoneType)
    # An open enum is a list of literals or any string: the string decides.
    plain = [type_ for type_ in inner if get_origin(type_) is not Literal]
    if len(plain) == 1:
        inner = (plain[0],)
    if len(inner) == 1:
        read_one = reader(inner[0])
        if len(types) == len(inner):
            return read_one
        if NoneType not in types:
            return read_one

        def read(value: Any, reading: Reading) -> Any:
            return None if value is None else read_one(value, reading)

        return read
    readers = tuple(reader(type_) for type_ in inner)
    wanted = " or ".join(type_name(type_) for type_ in inner)
    nullable = NoneType in types

    def read_any(value: Any, reading: Reading) -> Any:
        if value is None and nullable:
            return None
        for read_one in readers:
            trial = Reading(reading.model, reading.field)
            result = read_one(value, trial)
            if not trial.coerced and all(x.kind == "unknown" for x in trial.found):
                reading.found.update(trial.found)
                for model, names in trial.unknown.items():
                    reading.unknown.setdefault(model, {}).update(names)
                return result
        reading.note("type", wanted, value)
        return value

    return read_any


def _literal_reader(values: tuple[Any, ...]) -> Read:
    wanted = type_name(Literal[values])

    def read(value: Any, reading: Reading) -> Any:
        if value not in values:
            reading.note("type", wanted, value)
        return value

    return read


def _list_reader(item: Any) -> Read:
    read_item = reader(item)
    wanted = f"array of {type_name(item)}"

    def read(value: Any, reading: Reading) -> Any:
        items = value
        if type(value) is not list:
            reading.note("type", wanted, value)
            items = _parsed(value, list)
            if items is None:
                return value
            reading.coerced = True
        return [read_item(each, reading) for each in items]

    return read


def _dict_reader(item: Any) -> Read:
    read_item = reader(item)

    def read(value: Any, reading: Reading) -> Any:
        items = value
        if type(value) is not dict:
            reading.note("type", "object", value)
            items = _object(value)
            if items is None:
                return value
            reading.coerced = True
        return {key: read_item(each, reading) for key, each in items.items()}

    return read


def _object(value: Any) -> Any:
    # PHP cannot tell an empty object from an empty array.
    return {} if value == [] else _parsed(value, dict)


def _parsed(value: Any, kind: type) -> Any:
    """Parse JSON text that stands where an array or an object should."""
    if type(value) is not str or value.lstrip()[:1] != ("[" if kind is list else "{"):
        return None
    try:
        parsed = parse(value)
    except ValueError:
        return None
    return parsed if type(parsed) is kind else None


def _model_reader(model: Any) -> Read:
    # Filled at the first read: models may hold each other.
    fields: dict[str, tuple[str, Read]] = {}
    title = model.__name__

    def prepare() -> None:
        types = hints(model)
        ready = {
            wire: (attribute, reader(types[attribute]))
            for wire, attribute in model.__wires__.items()
        }
        fields.update(ready)

    def read(value: Any, reading: Reading) -> Any:
        items = value
        if type(value) is not dict:
            reading.note("type", title, value)
            items = _object(value)
            if items is None:
                return value
            reading.coerced = True
        if not fields:
            prepare()
        outer = reading.model, reading.field, reading.coerced
        reading.model = title
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        coerced: dict[str, Any] = {}
        for name, item in items.items():
            reading.field = name
            known = fields.get(name)
            if known is None:
                extra[name] = item
                reading.note("unknown", "", item)
                continue
            reading.coerced = False
            noted = len(reading.found)
            became = known[1](item, reading)
            if len(reading.found) > noted:
                odd = reading.misfits.setdefault(model, {})
                odd.setdefault(known[0], set()).add(json_kind(item))
            values[known[0]] = became
            if reading.coerced:
                coerced[known[0]] = (item, snapshot(became))
        reading.model, reading.field, reading.coerced = outer
        if extra:
            reading.unknown.setdefault(model, {}).update(dict.fromkeys(extra))
        made = model(**values)
        attach(made, extra, coerced)
        return made

    return read


def raw_type(type_: Any, kinds: Set[str]) -> tuple[Any, Callable[[Any], bool]] | None:
    """Widen a field's type so that values of other kinds can be decoded natively, too.

    Args:
        type_: As declared.
        kinds: What came instead, as JSON calls it.

    Returns:
        The wider type, and what tells whether a value of it must still be read by
        :func:`reader`; None when there is no such type.
    """
    parts = get_args(type_) if get_origin(type_) in (Union, UnionType) else (type_,)
    parts = tuple(x for x in parts if get_origin(x) is not Literal) or parts
    inner = [x for x in parts if x is not NoneType]
    if len(inner) != 1:
        return None
    plain = get_args(inner[0])[0] if get_origin(inner[0]) is Annotated else inner[0]
    if plain in SCALARS:
        fits = {*SCALARS[plain][0], *([NoneType] if NoneType in parts else [])}
        return Any, lambda value: type(value) not in fits
    raws: dict[str, Any] = {"string": str, "boolean": bool, "null": NoneType}
    container = get_origin(plain) or plain
    if container is list:
        raws["object"] = dict[str, Any]
    elif container is dict or isinstance(plain, ModelMeta):
        raws["array"] = list[Any]
    else:
        return None
    raw = [raws[kind] for kind in kinds if kind in raws]
    odd = {get_origin(each) or each for each in raw}
    wide: Any = Union[(type_, *raw)]  # of a tuple known at run time
    return (wide, lambda value: type(value) in odd) if raw else None


def _scalar_reader(
    type_: Any, fits: tuple[type, ...], coerce: Callable[[Any], Any]
) -> Read:
    wanted = type_name(type_)
    # Native decoding takes text for a decimal and cannot tell afterwards. What is given back
    # must not depend on what else was in the answer: so this way forgets the text, too.
    keeps = type_ is not Decimal

    def read(value: Any, reading: Reading) -> Any:
        if type(value) in fits:
            return value
        became, fitted = coerce(value)
        if not fitted:
            reading.note("type", wanted, value)
        if became is not value:
            kept = (keeps and not fitted) or too_fine(became, value)
            reading.coerced = reading.coerced or kept
            return became
        return value

    return read


_WHOLE = re.compile(r"-?\d{1,400}")
_FINE = re.compile(r"\.\d{6}0*[1-9]", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_MIDNIGHT = (clock_time(0, 0, tzinfo=UTC),)


def too_fine(became: Any, value: Any) -> bool:
    """Tell whether text names a moment finer than the datetime that it became."""
    return type(became) is datetime and bool(_FINE.search(value))


# Each returns what the value becomes (itself when nothing fits), and whether it is what
# the spec declares, so that there is nothing to report.


def _to_string(value: Any) -> tuple[Any, bool]:
    if type(value) is bool:
        return ("true" if value else "false"), False
    if type(value) is int or type(value) is Decimal:
        return _digits(value), False
    return value, False


def _digits(value: Any) -> Any:
    try:
        return str(value)
    except ValueError:  # more digits than Python is willing to print
        return value


def _to_integer(value: Any) -> tuple[Any, bool]:
    if type(value) is str and _WHOLE.fullmatch(value):
        return int(value), False
    if type(value) is Decimal and value.is_finite() and value.adjusted() < 400:
        whole = int(value)
        if whole == value:
            return whole, False
    return value, False


def _to_number(value: Any) -> tuple[Any, bool]:
    if type(value) is int:
        return Decimal(value), True
    if type(value) is float:
        return Decimal(repr(value)), True
    if type(value) is str:
        return _natively(value, Decimal), False
    return value, False


def _natively(value: str, type_: Any) -> Any:
    """Read text just as native decoding would; return it as it is when that would not."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError:
        return value


def _to_boolean(value: Any) -> tuple[Any, bool]:
    if type(value) is str:
        return _BOOLEANS.get(value.strip().lower(), value), False
    if type(value) is int and value in (0, 1):
        return bool(value), False
    return value, False


def _to_datetime(value: Any) -> tuple[Any, bool]:
    if type(value) is not str:
        return value, False
    found = _natively(value, DateTime)
    if found is not value:
        return found, True
    found = _parse_datetime(value)
    return (value if found is None else found), False


def _parse_datetime(text: str) -> datetime | None:
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        if "," not in text:
            return None
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    # The API speaks UTC; the text as it came is kept beside.
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _to_date(value: Any) -> tuple[Any, bool]:
    if type(value) is not str:
        return value, False
    try:
        return date.fromisoformat(value), len(value) == 10
    except ValueError:
        pass
    found = _parse_datetime(value)
    if found is not None and found.timetz() in _MIDNIGHT:
        return found.date(), False
    return value, False


SCALARS: dict[Any, tuple[tuple[type, ...], Callable[[Any], tuple[Any, bool]]]] = {
    str: ((str,), _to_string),
    int: ((int,), _to_integer),
    Decimal: ((Decimal,), _to_number),
    bool: ((bool,), _to_boolean),
    datetime: ((datetime,), _to_datetime),
    date: ((date,), _to_date),
}
"""By declared type: what fits as it is, and what coerces the rest (see above)."""
