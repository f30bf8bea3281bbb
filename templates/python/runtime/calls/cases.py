"""Operations that answer otherwise where a key of the body has a certain value."""

from __future__ import annotations

from typing import Any

from . import Operation

_PLAIN = {"kind": "single", "envelope": "", "statuses": {}, "end": ""}


def answering(operation: Operation[Any], type: Any, **answer: Any) -> Operation[Any]:
    """Return an operation with another answer, of which ``answer`` says all."""
    return operation._replace(type=type, **{**_PLAIN, **answer})
