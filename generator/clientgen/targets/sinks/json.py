"""JSON."""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii

from .safe_text import Code, SinkError, emit


def json_text(value: object) -> Code:
    """JSON, two spaces deep, ASCII only, ending in no newline.

    Raises:
        SinkError: The value is no JSON.
    """
    try:
        return emit(_json(value, "\n"))
    except (TypeError, ValueError) as error:
        raise SinkError(f"no JSON: {error}") from None


def _json(value: object, margin: str) -> str:
    # What json.dumps(value, indent=2) does in twice the time.
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    inner = f"{margin}  "
    between = f",{inner}"
    if isinstance(value, dict) and value:
        items = [
            f"{encode_basestring_ascii(k)}: {_json(v, inner)}" for k, v in value.items()
        ]
        return f"{{{inner}{between.join(items)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        items = [_json(item, inner) for item in value]
        return f"[{inner}{between.join(items)}{margin}]"
    return json.dumps(value, allow_nan=False)
