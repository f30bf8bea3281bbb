"""How generated code says what failures answer, and how forms are written."""

from __future__ import annotations

from ...model.api import JSON_PARTS, Api, Body, Errors, Forms
from ..sinks import Code, code, emit, join, literal
from ..surface.names import schema_class
from .models import module_of_schema


def errors_code(api: Api, errors: Errors | None) -> Code:
    """The call that makes the runtime's ``Errors``; one that knows nothing for none."""
    if errors is None:
        return emit("failures.Errors()")
    parts = []
    if errors.body:
        module = module_of_schema(api)[errors.body]
        place = f"{module}.{schema_class(errors.body)}"
        parts.append(code("body={}", literal(place)))
    parts += [
        code("{}={}", emit(name), literal(value))
        for name, value in (
            ("message", errors.message),
            ("code", errors.code),
            ("failed", errors.failed),
        )
        if value
    ]
    return code("failures.Errors({})", join(", ", parts))


def needs_forms(body: Body | None) -> bool:
    """Whether a body's form says something otherwise than by parts of the same name."""
    if body is None or body.kind not in ("form", "multipart"):
        return False
    return body.forms != JSON_PARTS or any(field.explode for field in body.fields)


def is_no_json(body: Body | None) -> bool:
    """Whether a body is a text or a form."""
    return body is not None and body.kind in ("form", "text")


def own_forms(api: Api, body: Body | None) -> bool:
    """Whether a body's operation says how its form is, as that is not the API's way."""
    if body is None or body.kind not in ("form", "multipart"):
        return False
    return body.forms != api.forms or (needs_forms(body) and api.forms == JSON_PARTS)


def forms_code(forms: Forms) -> Code:
    """The call that makes the runtime's ``Forms``."""
    parts = [
        code("{}={}", emit(name), literal(value))
        for name, value, usual in (
            ("objects", forms.objects, ""),
            ("arrays", forms.arrays, "repeat"),
            ("nulls", forms.nulls, "empty"),
        )
        if value != usual
    ]
    return code("forms.Forms({})", join(", ", parts))
