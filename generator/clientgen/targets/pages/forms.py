"""How forms and queries say what is no single value, in words."""

from __future__ import annotations

from ...model.api import JSON_PARTS, Api, Body, Field, Parameter
from ...model.choosing import json_kinds
from ...model.types import ListOf, innermost, meant
from ..sinks import Code, code, join
from ..surface.nulls import null_in_forms
from .markup import Markup

_ARRAYS = {
    "repeat": "{0}=a&{0}=b",
    "brackets": "{0}[]=a&{0}[]=b",
    "indexed": "{0}[0]=a&{0}[1]=b",
    "comma": "{0}=a,b",
    "pipes": "{0}=a|b",
    "spaces": "{0}=a%20b",
    "objects": "{0}[0][key]=value",
}
_NULLS = {"empty": "null is an empty value", "omit": "null is not sent"}


def form_words(body: Body, markup: Markup) -> Code:
    """What follows on a form's media type: how it says objects, arrays and null."""
    forms = body.forms
    words: list[Code] = []
    for kind in ("object", "array"):
        of_kind = [f for f in body.fields if kind in json_kinds(f.type)]
        usual = [f for f in of_kind if kind == "object" or not f.explode]
        # Arrays of single values say it best.
        usual.sort(key=_has_objects)
        if usual and body.kind == "multipart" and forms == JSON_PARTS:
            if kind == "object" or _has_objects(usual[0]):
                words.append(code(f"{kind}s as parts in JSON"))
        elif usual:
            how = "objects" if _has_objects(usual[0]) else forms.arrays
            shown = _spelled(usual[0].name, kind, how)
            words.append(code(f"{kind}s as {{}}", markup.span(shown)))
    more = code(": {}", join(", ", words)) if words else code("")
    null = f"; {_NULLS[forms.nulls]}" if body.kind == "form" else ""
    return code(f"{{}}{null}.", more)


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
    none, null = markup.span("None"), markup.span("null")
    sent = null_in_forms(api)
    return code(
        "{} sends {}{}.", none, null, markup.text(f", in a form {sent}" if sent else "")
    )


def _has_objects(field: Field) -> bool:
    """Whether a field is an array of objects."""
    kind = meant(field.type)
    return isinstance(kind, ListOf) and "object" in json_kinds(innermost(kind))


def _spelled(name: str, kind: str, arrays: str) -> str:
    return f"{name}[key]=value" if kind == "object" else _ARRAYS[arrays].format(name)
