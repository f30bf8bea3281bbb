"""Errors of the JSON-Schema check in words that help: what is wrong here, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from jsonschema import ValidationError

from ..model.position import Position
from .findings import Report, listed, quoted
from .nodes import Items, Scalar, Table

_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}


def word(error: ValidationError, report: Report) -> None:
    """Turn one error of the check into findings.

    Args:
        error: As the JSON-Schema library gives it; its instance is a node.
        report: Takes the findings.
    """
    wording = _WORDINGS.get(str(error.validator))
    if wording:
        wording(error, report)
    else:
        report.error(_position(error), "wrong-kind", f"expected {_expected(error)}")


def _type(error: ValidationError, report: Report) -> None:
    _wrong_kind(error, _expected(error), report)


def _wrong_kind(error: ValidationError, expected: str, report: Report) -> None:
    node = error.instance
    hint = ""
    if isinstance(node, Scalar) and node.value is None:
        hint = (
            f"; put {node.text} in quotes if the text is meant"
            if node.text
            else "; give a value or remove the key"
        )
    elif isinstance(node, Scalar) and "true or false" in expected:
        hint = "; write true or false without quotes"
    elif isinstance(node, Scalar) and "number" in expected:
        hint = "; write it without quotes, leading zeros or units"
    message = f"expected {expected}, found {_found(node)}{hint}"
    report.error(_position(error), "wrong-kind", message)


def _any_of(error: ValidationError, report: Report) -> None:
    branches = _branches(error.context)
    missing = [_sole_missing(branch) for branch in branches]
    if all(missing):
        keys = listed(quoted(key) for key in missing)
        report.error(
            _position(error), "missing-key", f"one of {keys} is needed; add it"
        )
        return
    fitting = [branch for branch in branches if not _misses(error, branch)]
    if not fitting:
        _wrong_kind(error, _expected(error), report)
        return
    for inner in min(fitting, key=lambda branch: _distance(error, branch)):
        word(inner, report)


def _branches(errors: Iterable[ValidationError]) -> list[list[ValidationError]]:
    branches: dict[int, list[ValidationError]] = {}
    for inner in errors:
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    return list(branches.values())


def _sole_missing(branch: Sequence[ValidationError]) -> str:
    """The key that a branch such as ``{"required": ["type"]}`` is about."""
    only = branch[0]
    bare = len(only.schema) == 1 and only.validator == "required"
    return str(only.validator_value[0]) if bare else ""


def _misses(error: ValidationError, branch: Iterable[ValidationError]) -> bool:
    """Whether a branch is for another kind of node altogether."""
    for inner in branch:
        if inner.instance is not error.instance:
            continue
        if inner.validator == "type":
            return True
        if inner.validator == "anyOf" and all(
            _misses(inner, inner_branch) for inner_branch in _branches(inner.context)
        ):
            return True
    return False


def _distance(error: ValidationError, branch: Iterable[ValidationError]) -> int:
    """How far a mapping is from a branch: its keys that are foreign to it or missing."""
    distance = 0
    for inner in branch:
        if inner.validator == "anyOf" and inner.instance is error.instance:
            distance += min(
                (
                    _distance(inner, inner_branch)
                    for inner_branch in _branches(inner.context)
                    if not _misses(inner, inner_branch)
                ),
                default=0,
            )
        elif inner.validator in ("additionalProperties", "required"):
            distance += 4 if len(inner.relative_path) == 0 else 0
        else:
            distance += 1
    return distance


def _required(error: ValidationError, report: Report) -> None:
    # The library gives one error for each missing key, the key only in its message.
    for key in error.validator_value:
        if key not in error.instance:
            report.error(
                _position(error), "missing-key", f"{quoted(key)} is missing; add it"
            )


def _dependent(error: ValidationError, report: Report) -> None:
    for key, needed in error.validator_value.items():
        for other in needed:
            if key in error.instance and other not in error.instance:
                report.error(
                    error.instance.at(key),
                    "missing-key",
                    f"{quoted(key)} needs {quoted(other)} beside it; add it",
                )


def _unknown_key(error: ValidationError, report: Report) -> None:
    known = list(error.schema.get("properties", ()))
    key = error.instance.text
    suggestion = report.suggest(key, known)
    hint = suggestion or f"; known here: {listed(known, 'and')}"
    report.error(
        _position(error), "unknown-key", f"the key {quoted(key)} is unknown here{hint}"
    )


def _enum(error: ValidationError, report: Report) -> None:
    values = error.validator_value
    node = error.instance
    if not isinstance(node, Scalar):
        _wrong_kind(error, f"one of {listed(values)}", report)
        return
    suggestion = report.suggest(node.text, values)
    report.error(
        _position(error),
        "unknown-value",
        f"{quoted(node.text)} is not one of {listed(values)}{suggestion}",
    )


def _pattern(error: ValidationError, report: Report) -> None:
    says = error.schema.get("patternErrorMessage", "it has the wrong form")
    report.error(
        _position(error),
        "wrong-form",
        f"{quoted(error.instance.text)} will not do: {says}",
    )


def _length(error: ValidationError, report: Report) -> None:
    limit = error.validator_value
    if error.validator == "maxLength":
        size = len(error.instance.text)
        message = f"the text has {size:,} characters, at most {limit:,} are allowed"
    else:
        message = "the text is empty; write it or remove the key"
    report.error(_position(error), "wrong-length", message)


def _count(error: ValidationError, report: Report) -> None:
    limit, size = error.validator_value, len(error.instance)
    bound = "at least" if str(error.validator).startswith("min") else "at most"
    if limit == 1 and error.schema.get("minItems") == error.schema.get("maxItems"):
        message = f"expected exactly one type in the list, found {size}"
    else:
        message = f"{bound} {limit:,} needed here, found {size:,}"
        message = (
            message if bound == "at least" else message.replace("needed", "allowed")
        )
    report.error(_position(error), "wrong-length", message)


def _range(error: ValidationError, report: Report) -> None:
    bound = "at least" if error.validator == "minimum" else "at most"
    report.error(
        _position(error), "wrong-form", f"expected {bound} {error.validator_value:,}"
    )


def _twice(error: ValidationError, report: Report) -> None:
    report.error(
        _position(error),
        "duplicate-item",
        f"{quoted(error.instance.text)} stands in this list twice; remove one",
    )


def _position(error: ValidationError) -> Position:
    position: Position = error.instance.position
    return position


def _expected(error: ValidationError) -> str:
    if "errorMessage" in error.schema:
        return str(error.schema["errorMessage"])
    types = error.schema.get("type", "object")
    names = [types] if isinstance(types, str) else types
    if "string" in names:
        return "text"
    return listed(_KINDS[name] for name in names)


def _found(node: Scalar | Items | Table) -> str:
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    return "nothing" if node.value is None else quoted(node.text)


_WORDINGS: dict[str, Callable[[ValidationError, Report], None]] = {
    "additionalProperties": _unknown_key,
    "anyOf": _any_of,
    "dependentRequired": _dependent,
    "enum": _enum,
    "maxItems": _count,
    "maxLength": _length,
    "maxProperties": _count,
    "maximum": _range,
    "minItems": _count,
    "minLength": _length,
    "minProperties": _count,
    "minimum": _range,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "uniqueItems": _twice,
}
