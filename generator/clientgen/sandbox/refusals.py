"""What a sandbox says when it does not do what it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..model.api import Errors, Json


class SandboxError(Exception):
    """A sandbox cannot be opened; the message says why, and what would do."""


class Detail(NamedTuple):
    """One thing that is wrong with a request.

    Attributes:
        field: Its place, such as ``lineItem.0.productKey``; empty for the whole.
        message: What is wrong with it.
        rule: The name of the rule that is broken, if it is one.
    """

    field: str
    message: str
    rule: str = ""


class Refusal(Exception):
    """An answer other than success.

    Attributes:
        status: Of HTTP.
        code: What went wrong, in one word for programs.
        message: The same for people.
        details: Each thing that is wrong.
        headers: More headers of the answer.
        operation: Such as ``invoices.create``; empty where it is none.
        errors: How the API says what went wrong.
    """

    operation = ""
    errors: Errors | None = None

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: Sequence[Detail] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = tuple(details)
        self.headers = dict(headers or {})

    def content(self) -> bytes:
        """The JSON of the answer."""
        details: list[Json] = []
        for detail in self.details:
            told: dict[str, Json] = {"field": detail.field, "message": detail.message}
            if detail.rule:
                told["rule"] = detail.rule
            details.append(told)
        error: dict[str, Json] = {"code": self.code, "message": self.message}
        if self.errors is None or not (self.errors.message or self.errors.code):
            return msgspec.json.encode({"error": {**error, "details": details}})
        whole: dict[str, Json] = {}
        for place, value in (
            (self.errors.message, self.message),
            (self.errors.code, self.code),
            *self.errors.failed,
        ):
            if place:
                put(whole, place, value)
        put(whole, "details", details)
        return msgspec.json.encode(whole)

    @property
    def answered(self) -> int:
        """The status, which is 200 where an API says in the body that it failed."""
        said_inside = self.errors is not None and self.errors.failed
        return 200 if said_inside and self.status in _SAID_INSIDE else self.status


_SAID_INSIDE = (400, 401, 403, 404, 409, 422)


def put(whole: dict[str, Json], place: str, value: Json) -> None:
    """Put a value at a dotted place, unless something is there that has no keys."""
    *outer, last = place.split(".")
    inside = whole
    for name in outer:
        below = inside.setdefault(name, {})
        if not isinstance(below, dict):
            return
        inside = below
    known = inside.get(last)
    if isinstance(known, dict) and isinstance(value, dict):
        value = {**value, **known}
    inside[last] = value


def not_found(what: str) -> Refusal:
    """404: there is no such thing."""
    return Refusal(404, "not_found", what)


def invalid(message: str, details: Sequence[Detail] = ()) -> Refusal:
    """422: the request is understood, but does not do."""
    return Refusal(422, "invalid", message, details)
