"""How forms and queries say what is no single value, in words."""

from __future__ import annotations

from ...model.api import Api, Body, Field, Forms, Parameter
from ...model.choosing import json_kinds
from ..sinks import Code, code, join
from .markup import Markup

_ARRAYS = {
    "repeat": "{0}=a&{0}=b",
    "brackets": "{0}[]=a&{0}[]=b",
    "indexed": "{0}[0]=a&{0}[1]=b",
    "comma": "{0}=a,b",
    "pipes": "{0}=a|b",
    "spaces": "{0}=a%20b",
}
_NULLS = {"empty": "null is an empty value", "omit": "null is not sent"}


def form_words(body: Body, forms: Forms | None, markup: Markup) -> Code:
    """What follows on a form's media type: how it says objects, arrays and null."""
    forms = forms or Forms()
    words: list[Code] = []
    for kind in ("object", "array"):
        of_kind = [f for f in body.fields if kind in json_kinds(f.type)]
        usual = [f.name for f in of_kind if kind == "object" or not f.explode]
        if usual:
            shown = _spelled(usual[0], kind, forms.arrays)
            words.append(code(f"{kind}s as {{}}", markup.span(shown)))
    more = code(": {}", join(", ", words)) if words else code("")
    return code(f"{{}}; {_NULLS[forms.nulls]}.", more)


def of_its_own(item: Field | Parameter, markup: Markup) -> Code:
    """How an array or an object is sent where nothing else says so; empty where something does."""
    kinds = json_kinds(item.type)
    if isinstance(item, Parameter) and "object" in kinds:
        return code("Sent as {}.", markup.span(_spelled(item.name, "object", "")))
    usual = "repeat" if isinstance(item, Parameter) else ""
    if "array" not in kinds or item.explode == usual:
        return code("")
    return code("Sent as {}.", markup.span(_spelled(item.name, "array", item.explode)))


def null_words(api: Api, markup: Markup) -> Code:
    """What None in a body sends."""
    kinds = {
        operation.body.kind
        for resource in api.resources
        for operation in resource.operations
        if operation.body
    }
    none, null = markup.span("None"), markup.span("null")
    sent = "an empty value" if (api.forms or Forms()).nulls == "empty" else "nothing"
    if "form" not in kinds:
        return code("{} sends {}.", none, null)
    if kinds <= {"form", "multipart", "text", "bytes"}:
        return code(f"{{}} sends {sent}.", none)
    return code(f"{{}} sends {{}}, in a form {sent}.", none, null)


def _spelled(name: str, kind: str, arrays: str) -> str:
    return f"{name}[key]=value" if kind == "object" else _ARRAYS[arrays].format(name)
