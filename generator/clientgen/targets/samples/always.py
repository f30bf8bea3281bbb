"""What does not depend on a thing's number."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Always(Generic[T]):
    """Gives one value, whatever the number: a plan need not ask for it again."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __call__(self, number: int) -> T:
        return self.value
