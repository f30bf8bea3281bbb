"""Example values within the bounds that a field has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ...model.limits import NO_LIMITS, Limits

T = TypeVar("T")


def within(limits: Limits, value: T) -> T:
    """A value that keeps to the bounds, as near to another as can be.

    Args:
        limits: The bounds. A pattern is none of them.
        value: Any; what is no plain number, text or list stays as it is.
    """
    if limits == NO_LIMITS or isinstance(value, bool):
        return value
    made: object = value
    if type(value) is str:
        made = _sized(str(value), limits.min_length, limits.max_length)
    elif type(value) in (int, float):
        made = _between(value, limits)  # type: ignore[arg-type]  # a number
    elif isinstance(value, list):
        made = _sized(value, limits.min_items, limits.max_items)
    return made  # type: ignore[return-value]  # of the same type


def _between(value: float, limits: Limits) -> float:
    if limits.minimum is not None and value < limits.minimum:
        return limits.minimum
    if limits.maximum is not None and value > limits.maximum:
        return limits.maximum
    return value


def _sized(
    value: str | list[object], least: int | None, most: int | None
) -> Sequence[object]:
    if value and least is not None and len(value) < least:
        value = (value * (least // len(value) + 1))[:least]
    return value if most is None else value[:most]
