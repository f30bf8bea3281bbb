"""Example things that hang together: references meet, dates follow each other, sums add up.

A field's example in the spec goes before anything made up here. What is made up follows from
types and from the words of names, never from one API.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...model.api import Field, Json, Schema
from ...model.naming import snake_case
from ...model.types import Enum, Key, ListOf, MapOf, Ref, Scalar, Type
from .values import WHEN, Values, wire

_DEEPEST = 2
_TAX = Decimal("0.2")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Days after the thing was made, by a word of the name; None is null. The first that fits.
_DAYS: tuple[tuple[str, int | None], ...] = (
    ("deleted", None),
    ("created", 0),
    ("updated", 1),
    ("changed", 1),
    ("due", 30),
    ("expires", 30),
    ("deadline", 30),
    ("end", 14),
    ("finish", 14),
    ("finished", 14),
    ("completed", 14),
    ("closed", 14),
    ("delivery", 10),
    ("delivered", 10),
    ("received", 10),
    ("start", 7),
    ("started", 7),
    ("scheduled", 7),
)
_WORDS = {
    "addressee": "Example Ltd",
    "city": "Utrecht",
    "color": "grey",
    "company": "Example Ltd",
    "country": "NL",
    "currency": "EUR",
    "emails": "someone@example.com",
    "email": "someone@example.com",
    "language": "en",
    "lines": "1 Example Street",
    "phones": "+1 555 0100",
    "phone": "+1 555 0100",
    "position": "Buyer",
    "priority": "normal",
    "severity": "normal",
    "state": "Utrecht",
    "status": "open",
    "street": "1 Example Street",
    "type": "standard",
    "unit": "pcs",
    "uom": "pcs",
    "zip": "3511",
}
_NUMBERS = {
    "count": Decimal(1),
    "duration": Decimal(2),
    "hours": Decimal(2),
    "time": Decimal(2),
    "quantity": Decimal(2),
    "qty": Decimal(2),
    "price": Decimal("10.00"),
    "cost": Decimal("10.00"),
    "discount": Decimal(0),
    "rate": Decimal(1),
    "percentage": Decimal(20),
    "percent": Decimal(20),
    "latitude": Decimal("52.09"),
    "longitude": Decimal("5.12"),
}


class Things(NamedTuple):
    """Makes example things.

    Attributes:
        schemas: All schemas, by name.
        values: Where keys are from; requests have the same ones.
    """

    schemas: Mapping[str, Schema]
    values: Values

    def of_type(self, type_: Type, name: str = "", owner: str = "") -> Json:
        """An example of a type.

        Args:
            type_: The type.
            name: Of what holds it, on the wire.
            owner: The resource whose own key a key without a target is.
        """
        return self._value(type_, snake_case(name), owner, 0)

    def of_schema(self, name: str, depth: int = 0) -> dict[str, Json]:
        """An example of an object, with all its fields."""
        schema = self.schemas[name]
        owner = schema.resource or name
        made = {field.name: self._field(field, owner, depth) for field in schema.fields}
        _add_up(made, schema.fields)
        _follow(made, schema.fields)
        return made

    def _field(self, field: Field, owner: str, depth: int) -> Json:
        if isinstance(field.type, Key):
            if snake_case(field.name).startswith("parent_") and field.nullable:
                return None  # the topmost of its kind
            return wire(self.values.of(field, owner))
        if field.example is not None:
            return field.example
        return self._value(field.type, snake_case(field.name), owner, depth)

    def _value(self, type_: Type, name: str, owner: str, depth: int) -> Json:
        match type_:
            case Key(resource):
                return self.values.key(resource or owner or None, name)
            case Enum(values):
                return values[0] if values else "example"
            case ListOf(item):
                if depth >= _DEEPEST and isinstance(item, Ref):
                    return []
                return [self._value(item, _singular(name), owner, depth)]
            case MapOf(value):
                return {"name": self._value(value, name, owner, depth)}
            case Ref(schema):
                known = self.schemas.get(schema)
                if known is None or not known.fields:
                    return {}
                if depth >= _DEEPEST:
                    return None
                return self.of_schema(schema, depth + 1)
            case Scalar(scalar):
                return _scalar(scalar, name, owner)


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _scalar(scalar: str, name: str, owner: str) -> Json:
    words = name.split("_")
    match scalar:
        case "datetime":
            return wire(WHEN)
        case "date":
            return wire(WHEN.date())
        case "boolean":
            return not {"deleted", "archived", "blocked", "closed"} & set(words)
        case "object":
            return {}
        case "file":
            return "https://example.com/example.pdf"
        case "integer" | "number":
            return _number(_amount(words) or Decimal(1), scalar)
        case "any":
            amount = _amount(words)
            return _text(words, owner) if amount is None else _number(amount, "number")
    amount = _amount(words)
    return _text(words, owner) if amount is None else str(amount)


def _amount(words: Sequence[str]) -> Decimal | None:
    return _NUMBERS.get(words[-1])


def _number(amount: Decimal, scalar: str) -> Json:
    whole = int(amount)
    return whole if scalar == "integer" or whole == amount else float(amount)


def _text(words: Sequence[str], owner: str) -> str:
    last = words[-1]
    thing = _CAPITAL.sub(" ", owner)
    if last in ("number", "no"):
        return "1" if "line" in words else "2026-0017"
    if last in ("name", "title"):
        of = " ".join(words[:-1]) or thing.lower()
        return f"Example {of}".strip()
    if last in ("description", "summary", "note", "notes", "comment", "comments"):
        return (
            f"Made up for an example of a {thing.lower()}." if thing else "An example."
        )
    if last in ("code", "sku", "barcode"):
        return "A-17"
    if last in ("url", "uri", "link"):
        return "https://example.com/"
    if words[0] in ("post", "postal", "zip") and last == "code":
        return "3511 AB"
    return _WORDS.get(last, "example")


def _add_up(made: dict[str, Json], fields: Sequence[Field]) -> None:
    """Sums of lines, and of the whole."""
    types = {field.name: field.type for field in fields}
    fixed = {field.name for field in fields if field.example is not None}
    names = {name: snake_case(name) for name in made if name not in fixed}
    quantity = _found(made, ("quantity", "qty"))
    price = _found(made, ("price", "unit_price", "unit_cost", "cost"))
    net = Decimal(20)
    if quantity is not None and price is not None:
        net = quantity * price
    lines = [_net_of(item) for value in made.values() for item in _objects(value)]
    known = [line for line in lines if line is not None]
    net = sum(known, Decimal(0)) if known else net
    for name, words in names.items():
        amount = _part(words, net)
        if amount is not None:
            made[name] = _written(amount, types[name])


def _found(made: Mapping[str, Json], wanted: Sequence[str]) -> Decimal | None:
    for each in wanted:
        for name, value in made.items():
            if snake_case(name) == each and isinstance(value, str | int | float):
                return Decimal(str(value))
    return None


def _objects(value: Json) -> list[dict[str, Json]]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def _net_of(line: Mapping[str, Json]) -> Decimal | None:
    """The sum of a line before tax; None where it is no line with a price."""
    quantity = _found(line, ("quantity", "qty"))
    price = _found(line, ("price", "unit_price", "unit_cost", "cost"))
    return None if quantity is None or price is None else quantity * price


_NO_AMOUNT = {"key", "keys", "id", "percentage", "percent", "rate", "number", "code"}
_AMOUNT = {"value", "amount", "total", "sum", "price"}


def _part(name: str, net: Decimal) -> Decimal | None:
    """What an amount is by its name; None for what is no amount of the whole."""
    words = set(name.split("_"))
    if words & _NO_AMOUNT:
        return None
    if "tax" in words or "vat" in words:
        return net * _TAX if words & _AMOUNT or len(words) == 1 else None
    if "gross" in words or name == "grand_total":
        return net * (1 + _TAX)
    if "net" in words or name in ("subtotal", "sub_total"):
        return net if words & _AMOUNT or len(words) <= 2 else None
    if "line" in words and words & _AMOUNT:
        return net
    return (
        net * (1 + _TAX) if name in ("total", "total_amount", "total_value") else None
    )


def _written(amount: Decimal, type_: Type) -> Json:
    if type_ == Scalar("string"):
        return f"{amount:.2f}"
    scalar = type_.name if isinstance(type_, Scalar) else "number"
    return _number(amount, scalar)


def _follow(made: dict[str, Json], fields: Sequence[Field]) -> None:
    """Dates in an order that makes sense."""
    for field in fields:
        if field.example is not None or field.type not in _DATES:
            continue
        words = snake_case(field.name).split("_")
        days = next((days for word, days in _DAYS if word in words), 0)
        if days is None:
            made[field.name] = (
                None if field.nullable or not field.required else made[field.name]
            )
            continue
        when = WHEN + dt.timedelta(days=days)
        made[field.name] = wire(
            when if field.type == Scalar("datetime") else when.date()
        )


_DATES = (Scalar("datetime"), Scalar("date"))
