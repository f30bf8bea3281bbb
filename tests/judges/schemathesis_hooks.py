"""What Schemathesis needs to know beyond our document; loaded by it, in its own environment.

- A JSON Schema cannot say that what a key refers to has to be there, and our document leaves
  open which operators filters have; all else that it allows must not be refused.
- Our document says that a text is a date; Schemathesis takes the empty one for one.
- An object or null as the value of a filter cannot be written in a query: it comes as a text,
  which is allowed.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.specs.openapi.checks import negative_data_rejection

_BROKEN = re.compile(r"Invalid component: parameters? ((?:`[^`]+`(?:, )?)+) in query")
_DEEP = {"`filter`", "`sort`"}


_KEYS = json.loads(Path(os.environ["SANDBOX_KEYS"]).read_text("utf-8"))
"""Of things that are there: by method and path, values of the path's parameters."""


@schemathesis.hook
def map_path_parameters(context, path_parameters):  # type: ignore[no-untyped-def]
    """Every second time, name a thing that is there."""
    known = _KEYS.get(context.operation.label, {})
    for name, value in (path_parameters or {}).items():
        if name in known and len(str(value)) % 2:
            path_parameters[name] = known[name]
    return path_parameters


@schemathesis.check
def refused_for_a_reason(ctx, response, case):  # type: ignore[no-untyped-def]
    """What the document allows is refused for what it refers to, and for nothing else."""
    mode = case.meta.generation.mode if case.meta else None
    if response.status_code != 422 or mode is None or not mode.is_positive:
        return
    for each in response.json()["error"]["details"]:
        words = each["message"]
        is_reference = words.startswith("there is no ") and " of the key " in words
        is_operator = words.startswith("no operator ")
        is_no_date = words.startswith("expected a date") and _sent(case, each) == ""
        assert (
            is_reference or is_operator or is_no_date
        ), f"refused what the document allows: {each}"


def _sent(case, detail):  # type: ignore[no-untyped-def]
    """What was sent at the place that a refusal names; None where nothing was."""
    value = case.body
    for step in detail["field"].split("."):
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


@schemathesis.check
def accepted_for_a_reason(ctx, response, case):  # type: ignore[no-untyped-def]
    """What the document does not allow is refused, unless it is another thing on the wire."""
    try:
        return negative_data_rejection(ctx, response, case)
    except Failure as failure:
        broken = _BROKEN.search(str(failure))
        if broken and set(broken[1].split(", ")) <= _DEEP:
            return None
        raise
