"""Amounts that add up: lines are quantity times price, and a whole is what its lines are.

What a field means is told by the words of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from ...model.api import Field, Json
from ...model.naming import snake_case
from ...model.types import Scalar, Type
from .always import Always
from .keys import digest
from .lexicon import Words

Cents = Callable[[int], int]
"""Gives hundredths by a thing's number."""

Role = Literal["quantity", "price", "discount", "net", "tax", "gross"]

LINES = 2
"""How many lines a thing has."""

_TAX = 19
_NUMBERS = (Scalar("string"), Scalar("number"), Scalar("integer"), Scalar("any"))
_TOTALS = frozenset(
    {"amount", "cost", "price", "sub", "subtotal", "sum", "total", "totals", "value"}
)
_NO_AMOUNT = frozenset(
    {"code", "count", "currency", "id", "key", "level", "name", "no", "number"}
    | {"percent", "percentage", "quantity", "rate", "type", "unit", "uom", "items"}
)


def _names(spelled: str) -> frozenset[Words]:
    return frozenset(tuple(name.split("_")) for name in spelled.split())


_QUANTITY = _names("quantity qty pieces count units")
_LIMITS = frozenset({"max", "maximum", "min", "minimum", "reorder"})
_PRICES = _names(
    "price unit_price net_price item_price price_per_unit unit_cost unit_amount"
)
_DISCOUNTS = _names("discount discount_value discount_amount")
_NETS = _names("subtotal sub_total")
_WHOLES = _names(
    "total amount sum grand_total total_amount amount_total total_price total_value"
    " total_sum total_cost"
)


@cache
def words_of(name: str) -> Words:
    """The words of a wire name, in lower case."""
    return tuple(word for word in snake_case(name).split("_") if word)


def role_in_line(field: Field) -> Role | None:
    """What a field of a line means for its amount, if anything."""
    name = words_of(field.name)
    if field.type not in _NUMBERS:
        return None
    if name in _PRICES:
        return "price"
    if name in _DISCOUNTS:
        return "discount"
    if name in (("value",), ("line", "value")):
        return "net"
    if name[-1:] in _QUANTITY and not _LIMITS.isdisjoint(name):
        return None
    if name[-1:] in _QUANTITY or (name[:1] in _QUANTITY and len(name) == 2):
        return "quantity"  # so many were ordered, and so many have come
    # Whether tax is in the total of a line is for its name to say: it is not without a word.
    role = role_in_whole(field)
    return "net" if role == "gross" and "gross" not in name else role


def role_in_whole(field: Field) -> Role | None:
    """What a field says of the sum of a thing: before tax, tax, or with it."""
    name = words_of(field.name)
    if field.type not in _NUMBERS or not _NO_AMOUNT.isdisjoint(name):
        return None
    if len(name) > 1 and name[0] in ("line", "item", "position"):
        name = name[1:]
    amount = not _TOTALS.isdisjoint(name)
    if ("tax" in name or "vat" in name) and (amount or len(name) == 1):
        return "tax"
    if "net" in name and (amount or len(name) == 1):
        return "net"
    if name in _NETS:
        return "net"
    if "gross" in name and (amount or len(name) == 1):
        return "gross"
    return "gross" if name in _WHOLES else None


class Sum(NamedTuple):
    """The amounts of one line or of a whole, in hundredths."""

    net: Cents
    tax: Cents
    gross: Cents

    @classmethod
    def of(cls, net: Cents, tax: Cents) -> Sum:
        """From the other two."""
        return cls(net, tax, lambda n: net(n) + tax(n))


class Line(NamedTuple):
    """The amounts of one line, in hundredths."""

    quantity: Cents
    price: Cents
    total: Sum


def line_of(
    fields: Sequence[Field],
    roles: Mapping[str, Role],
    number: int,
    *,
    round_: bool,
    seed: str,
) -> Line:
    """The amounts of a line.

    Args:
        fields: Of the line; an example of a quantity or a price is kept.
        roles: What they mean, by name.
        number: Of the line, from 0.
        round_: Whether some amount of the thing is a whole number.
        seed: What tells the prices of one kind of thing from others.
    """
    given: dict[Role | None, int | None] = {}
    for field in fields:
        if (example := _hundredths(field.example)) is not None:
            given.setdefault(roles.get(field.name), example)
    base = digest(f"{seed} line {number}")
    most = 9 if number else 5

    def some(n: int) -> int:
        return ((base + 3 * n) % most + 1) * 100

    def cost(n: int) -> int:
        price = 400 + (base // 16 + 1_709 * n) % 24_000
        return price // 100 * 10_000 if round_ else price // 5 * 5

    quantity = _fixed(given.get("quantity")) or some
    price = _fixed(given.get("price")) or cost

    @lru_cache(256)  # what stands in the line, in its tax and in all sums
    def net(n: int) -> int:
        return (quantity(n) * price(n) + 50) // 100

    total = Sum.of(net, lambda n: (net(n) * _TAX + 50) // 100)
    return Line(quantity, price, total)


def whole_of(lines: Sequence[Line], *, round_: bool, seed: str) -> Sum:
    """The amounts of a thing that has these lines; without any, those of its own."""
    if lines:
        nets = [line.total.net for line in lines]
        taxes = [line.total.tax for line in lines]
        return Sum.of(
            lambda n: sum(net(n) for net in nets), lambda n: sum(t(n) for t in taxes)
        )
    base = digest(f"{seed} sum")

    def net(n: int) -> int:
        amount = 10_000 + (base + 4_931 * n) % 400_000
        return amount // 10_000 * 10_000 if round_ else amount // 100 * 100

    return Sum.of(net, lambda n: (net(n) * _TAX + 50) // 100)


def number_of(name: Words, seed: str) -> Cents | None:
    """A number that is no part of a sum, by the words of its name; None where nothing fits."""
    for word in reversed(name):
        if word in _PLAIN:
            value = _PLAIN[word]
            return Always(value)
        if word in _MONEY:
            base = digest(f"{seed} {' '.join(name)}")
            scale = 1000 if word == "budget" else 1
            return lambda n: (500 + (base + 317 * n) % 9_500) * scale
        if word in ("quantity", "qty", "stock"):
            return _stock if len(name) == 1 else Always(_quantity(name))
        if word in ("level", "point"):
            return Always(_quantity(name))
        if word in ("reading", "mileage"):
            return lambda n: 120_450 + n * 1_275
    return None


def is_money(name: Words) -> bool:
    """Whether a number has two decimals where it is written as text."""
    return not _MONEY.isdisjoint(name) or not _EXACT.isdisjoint(name)


_MONEY = frozenset(
    {"amount", "budget", "cost", "fee", "fine", "price", "total", "value"}
)
_EXACT = frozenset({"discount", "percent", "percentage", "rate"})
_PLAIN: Mapping[str, int] = {
    "age": 3_400,
    "count": 200,
    "days": 1_400,
    "discount": 0,
    "duration": 9_000,
    "height": 7_500,
    "hours": 150,
    "interval": 300,
    "lat": 5_252,
    "latitude": 5_252,
    "length": 12_000,
    "lng": 1_341,
    "lon": 1_341,
    "longitude": 1_341,
    "minutes": 9_000,
    "pages": 24_000,
    "percent": 1_900,
    "percentage": 1_900,
    "rate": 125,
    "ratio": 50,
    "size": 204_800,
    "time": 9_000,
    "weight": 1_250,
    "width": 6_000,
    "year": 202_600,
}


def _stock(number: int) -> int:
    return 2_000 + number % 20 * 100


def _quantity(name: Words) -> int:
    if "min" in name or "minimum" in name:
        return 500
    if "max" in name or "maximum" in name:
        return 10_000
    if "reorder" in name:
        return 1_000
    return 2_000


def as_json(type_: Type, cents: Cents, *, money: bool) -> Callable[[int], Json]:
    """Hundredths as a type has them.

    Args:
        type_: A string, an integer or a number.
        cents: How many.
        money: Whether a text always has two decimals.
    """
    if isinstance(cents, Always):
        return Always(as_json(type_, lambda n: cents(n), money=money)(0))
    match type_:
        case Scalar("string") if money:
            return lambda n: _text(cents(n))
        case Scalar("string"):
            return lambda n: str(_plain(cents(n)))
        case Scalar("integer"):
            return lambda n: cents(n) // 100
        case _:
            return lambda n: _plain(cents(n))


def _text(cents: int) -> str:
    units, rest = divmod(cents, 100)
    return f"{units}.{rest:02d}"


def _plain(cents: int) -> int | float:
    return cents / 100 if cents % 100 else cents // 100


def _fixed(cents: int | None) -> Cents | None:
    return None if cents is None else Always(cents)


def _hundredths(value: Json) -> int | None:
    """An example as hundredths; None where it is no number that could be a quantity."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value)) * 100
    except InvalidOperation:
        return None
    whole = number.is_finite() and 0 <= number <= 10**12 and number == int(number)
    return int(number) if whole else None
