"""How forms say what is no single value, and what no form can say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from ..model.api import Field, Forms
from ..model.types import ListOf
from .nodes import Table
from .type_terms import is_single

_Arrays = Literal["repeat", "brackets", "indexed", "comma"]
_SAY_FORMS = (
    "say how the API's forms hold such, as forms: {objects: brackets, arrays: indexed} in "
    "api.yaml, list its fields, or use another body_kind"
)


def read_forms(levels: Sequence[Table]) -> Forms:
    """Read ``forms``.

    Args:
        levels: Those that may say it, the nearest first; each says only what differs.
    """
    said: dict[str, str] = {}
    for level in reversed(levels):
        if "forms" not in level:
            continue
        if isinstance(forms := level["forms"], Table):
            said |= {key: forms.text(key) for key in forms}
        else:
            said = {}
    return Forms(
        objects="brackets" if said.get("objects") == "brackets" else "",
        arrays=cast("_Arrays", said.get("arrays", "repeat")),
        nulls="omit" if said.get("nulls") == "omit" else "empty",
    )


def wrong_in_form(field: Field, forms: Forms) -> str:
    """Say why a url-encoded body cannot hold a field; empty when it can."""
    if is_single(field.type):
        return ""
    if not isinstance(field.type, ListOf):
        return "" if forms.objects else f"is an object: {_SAY_FORMS}"
    if isinstance(field.type.item, ListOf):
        return "is an array of arrays, which no form can hold; use another body_kind"
    if not is_single(field.type.item):
        if not forms.objects:
            return f"is an array of objects: {_SAY_FORMS}"
        if (field.explode or forms.arrays) not in ("brackets", "indexed"):
            return (
                "is an array of objects, which a form says by brackets or numbers: say "
                "forms: {objects: brackets, arrays: indexed} in api.yaml, or explode: "
                "indexed of the field"
            )
    return ""


def wrong_in_parts(field: Field, forms: Forms) -> str:
    """Say why a multipart body cannot hold a field that is no file; empty when it can."""
    how = field.explode or forms.arrays
    if (
        how == "repeat"
        or not isinstance(field.type, ListOf)
        or is_single(field.type.item)
    ):
        return ""  # what is no single value is a part in JSON
    if isinstance(field.type.item, ListOf):
        return "is an array of arrays, which no form can hold; say explode: repeat for JSON"
    if how == "comma":
        return "is an array of objects, which no comma can part; say explode: repeat for JSON"
    return ""
