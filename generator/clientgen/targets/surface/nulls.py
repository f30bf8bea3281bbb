"""What None sends where a body has no null."""

from __future__ import annotations

from ...model.api import Api


def null_in_forms(api: Api) -> str:
    """What a form says for null; empty where an API has no forms."""
    operations = [each for resource in api.resources for each in resource.operations]
    if not any(each.body and each.body.kind == "form" for each in operations):
        return ""
    empty = api.forms.nulls == "empty"
    return "an empty value" if empty else "nothing"
