"""What a sandbox says when it does not do what it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..model.api import Json


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
    """

    operation = ""

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
        error = {"code": self.code, "message": self.message, "details": details}
        return msgspec.json.encode({"error": error})


def not_found(what: str) -> Refusal:
    """404: there is no such thing."""
    return Refusal(404, "not_found", what)


def invalid(message: str, details: Sequence[Detail] = ()) -> Refusal:
    """422: the request is understood, but does not do."""
    return Refusal(422, "invalid", message, details)
