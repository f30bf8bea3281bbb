"""The errors that a call may raise."""

from __future__ import annotations

from ...model.api import Api, Operation
from ..sinks import Code
from .markup import Markup

_ALWAYS = (
    ("AuthenticationError", "Status 401: the token is missing, wrong or over."),
    ("PermissionDenied", "Status 403: the token does not open this."),
)
_LATER = (
    ("RateLimited", "Status 429, after the last retry."),
    ("ServerError", "Status 500 and above, after the last retry."),
    ("TransportError", "No answer came: no connection, no time left."),
    ("DecodeError", "The answer cannot be read at all."),
)


def errors_of(
    api: Api, operation: Operation, markup: Markup
) -> tuple[tuple[Code, ...], ...]:
    """Class and occasion of each, the likely ones first."""
    rows: list[tuple[str, str]] = []
    if operation.rules:
        rows.append(
            ("RequiredKeysError", "The keys given break a rule. Nothing was sent.")
        )
    if operation.body or operation.query_parameters:
        rows.append(("BadRequest", "Status 400: the server does not understand it."))
    if api.auth.ways_for(operation.terms.ways):
        rows += _ALWAYS
    if operation.path_parameters:
        rows.append(("NotFound", "Status 404: there is no such thing."))
    if operation.method not in ("GET", "HEAD"):
        rows.append(("Conflict", "Status 409: it does not go with what is there."))
    if operation.body:
        rows.append(("Unprocessable", "Status 422: the server refuses what was given."))
    return tuple(
        (markup.span(name), markup.text(words)) for name, words in [*rows, *_LATER]
    )
