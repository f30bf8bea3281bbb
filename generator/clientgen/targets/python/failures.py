"""How generated code says what failures answer, and how forms are written."""

from __future__ import annotations

from ...model.api import Api, Errors, Forms
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
