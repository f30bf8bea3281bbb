"""From an answer that means failure to the error that callers get, without secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import HttpError, error_for_status
from .redaction import Secret, hide_secret, redact_headers, redact_text
from .responses import RawResponse

__all__ = ["http_error"]

_SHOWN = 500  # characters of an error body in a message


def http_error(
    operation: str,
    raw: RawResponse,
    retry_after: float | None,
    secrets: frozenset[str],
    token: Secret | None = None,
    *,
    whole: bool = True,
) -> HttpError:
    """Make the error for an answer that means failure.

    Args:
        operation: May be empty.
        raw: The answer.
        retry_after: Seconds the server asks to wait.
        secrets: Names of headers and parameters whose values are hidden.
        token: What was sent; hidden should the server echo it.
        whole: All of the body was read.
    """
    body: Any
    try:
        body = raw.json()
    except ValueError:
        body = raw.text
    # Before it is cut short, or half a token would stay.
    try:
        said = redact_text(_said(_hidden(body, token)))
    except RecursionError:
        said = "an answer nested too deeply"
    reason = hide_secret(raw.reason, token)
    request_id = hide_secret(raw.request_id, token)
    title = f"{raw.status} {reason}".strip()
    parts = [f"{operation}: {title}" if operation else title]
    if said:
        parts.append(f": {said}")
    if not whole:
        parts.append(f" [only {len(raw.content)} bytes of the body could be read]")
    parts.append(f" ({raw.method} {raw.url}")
    parts.append(f", request {request_id})" if request_id else ")")
    return error_for_status(raw.status)(
        "".join(parts),
        status=raw.status,
        reason=reason,
        method=raw.method,
        url=raw.url,
        headers=redact_headers(
            {
                name.lower(): hide_secret(value, token)
                for name, value in raw.headers.items()
            },
            secrets,
        ),
        body=body,
        raw=raw.content,
        request_id=request_id,
        retry_after=retry_after,
        attempts=raw.attempts,
        operation=operation,
    )


def _hidden(body: Any, token: Secret | None) -> Any:
    """Copy plain data with a token hidden in every text."""
    if isinstance(body, str):
        return hide_secret(body, token)
    if isinstance(body, Mapping):
        return {hide_secret(k, token): _hidden(v, token) for k, v in body.items()}
    if isinstance(body, list):
        return [_hidden(each, token) for each in body]
    return body


def _said(body: Any) -> str:
    """Find the server's own words in an error body of whatever shape."""
    if isinstance(body, Mapping):
        for name in (
            "message",
            "error_description",
            "detail",
            "title",
            "error",
            "errors",
        ):
            value = body.get(name)
            if isinstance(value, Mapping):
                value = _said(value) or _json(value)
            if value and not isinstance(value, bool):
                return _short(value if isinstance(value, str) else _json(value))
        return _short(_json(body)) if body else ""
    if isinstance(body, str):
        text = body.strip()
        # An HTML page says nothing that fits on a line.
        return "an HTML page" if text[:1] == "<" else _short(text)
    return _short(_json(body)) if body else ""


def _json(value: Any) -> str:
    """Write an error's data as JSON: the patterns of :func:`redact_text` know that."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
