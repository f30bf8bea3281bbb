"""The check of a tree against the grammar, the JSON Schemas in ``grammar/``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, cast

from jsonschema import Draft202012Validator, TypeChecker, ValidationError, validators
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .findings import Report
from .grammars import GRAMMARS, Kind, grammar
from .nodes import Items, Node, Scalar, Table
from .wording import Failure, word

MOST_FINDINGS = 500


def check(kind: Kind, root: Table, report: Report) -> None:
    """Report everything in a file that the grammar does not allow.

    Args:
        kind: Which grammar.
        root: The file's tree.
        report: Takes the findings.
    """
    before = len(report)
    for error in _validator(kind).iter_errors(root):
        word(_failure(error), report)
        if len(report) - before > MOST_FINDINGS:
            report.error(
                root.position,
                "too-many-findings",
                f"the file has more than {MOST_FINDINGS} mistakes; mend those first",
            )
            break


def _failure(error: ValidationError) -> Failure:
    steps = error.relative_schema_path
    return Failure(
        str(error.validator),
        error.validator_value,
        cast("Mapping[str, Any]", error.schema),
        error.instance,
        at_top=not error.relative_path,
        branch=int(steps[0]) if steps and isinstance(steps[0], int) else 0,
        inner=tuple(_failure(inner) for inner in error.context or ()),
    )


@cache
def _validator(kind: Kind) -> Any:
    # Without "$schema": the library would go back to its own keywords at each such file.
    registry: Registry[Any] = Registry().with_resources(
        (
            f"{name}.schema.json",
            DRAFT202012.create_resource(
                {key: value for key, value in grammar(name).items() if key != "$schema"}
            ),
        )
        for name in GRAMMARS
    )
    return _Validator({"$ref": f"{kind}.schema.json"}, registry=registry)


def _text(instance: object) -> str | None:
    if isinstance(instance, Scalar):
        return instance.text if instance.is_text else None
    return instance if isinstance(instance, str) else None


def _value(instance: object) -> object:
    return instance.value if isinstance(instance, Scalar) else None


def _is_number(instance: object) -> bool:
    value = _value(instance)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pattern(
    validator: Any, pattern: str, instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    text = _text(instance)
    if text is not None and not _compiled(pattern).search(text):
        yield ValidationError("pattern")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # In JSON Schema "$" is the very end; in Python it also matches before a last newline.
    return re.compile(re.sub(r"\$\Z", r"\\Z", pattern))


def _enum(
    validator: Any, values: list[str], instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    if _text(instance) not in values:
        yield ValidationError("enum")


def _min_length(
    validator: Any, least: int, instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    text = _text(instance)
    if text is not None and len(text) < least:
        yield ValidationError("minLength")


def _max_length(
    validator: Any, most: int, instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    text = _text(instance)
    if text is not None and len(text) > most:
        yield ValidationError("maxLength")


def _minimum(
    validator: Any, least: int, instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    value = _value(instance)
    if isinstance(value, int | float) and value < least:
        yield ValidationError("minimum")


def _maximum(
    validator: Any, most: int, instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    value = _value(instance)
    if isinstance(value, int | float) and value > most:
        yield ValidationError("maximum")


def _property_names(
    validator: Any, names: Any, instance: Node, schema: Any
) -> Iterator[ValidationError]:
    if isinstance(instance, Table):
        for key in _keys(instance):
            yield from validator.descend(instance=key, schema=names)


def _additional_properties(
    validator: Any, others: Any, instance: Node, schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, Table):
        return
    known = schema.get("properties", {})
    for key in _keys(instance):
        if key.text in known:
            continue
        if others is False:
            yield ValidationError("additionalProperties", instance=key)
        else:
            yield from validator.descend(
                instance[key.text], others, path=key.text, schema_path=key.text
            )


def _keys(table: Table) -> Iterator[Scalar]:
    for entry in table.entries.values():
        yield Scalar(entry.key, entry.key, entry.position)


def _unique_items(
    validator: Any, unique: bool, instance: Node | str, schema: Any
) -> Iterator[ValidationError]:
    seen: set[str] = set()
    for item in instance if unique and isinstance(instance, Items) else ():
        text = _text(item)
        if text is not None and text in seen:
            yield ValidationError("uniqueItems", instance=item)
        elif text is not None:
            seen.add(text)


def _is(kind: str, checker: object, instance: object) -> bool:
    match kind:
        case "array":
            return isinstance(instance, Items)
        case "object":
            return isinstance(instance, Table)
        case "string":
            return _text(instance) is not None
        case "null":
            return isinstance(instance, Scalar) and instance.value is None
        case "boolean":
            return isinstance(_value(instance), bool)
        case "integer":
            return _is_number(instance) and isinstance(_value(instance), int)
        case _:
            return _is_number(instance)


def _checks_of_kinds() -> TypeChecker:
    checks: dict[str, Any] = {
        kind: partial(_is, kind)
        for kind in (
            "array",
            "boolean",
            "integer",
            "null",
            "number",
            "object",
            "string",
        )
    }
    return TypeChecker(checks)


# The library's own keywords look at Python's str and int; ours look at scalars that know
# both their text and their value, and take linear time.
_extend: Any = validators.extend  # untyped in the library
_Validator = _extend(
    Draft202012Validator,
    {
        "additionalProperties": _additional_properties,
        "enum": _enum,
        "maxLength": _max_length,
        "maximum": _maximum,
        "minLength": _min_length,
        "minimum": _minimum,
        "pattern": _pattern,
        "propertyNames": _property_names,
        "uniqueItems": _unique_items,
    },
    type_checker=_checks_of_kinds(),
)
