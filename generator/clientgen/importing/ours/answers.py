"""Answers, and what failures answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .terms import Names, in_text, term_of

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers.

    Attributes:
        said: As a spec says it.
        is_list: The items of an array are answered.
        is_single: One value is, which may be wrapped.
    """

    said: Any
    is_list: bool = False
    is_single: bool = False


def answer_of(responses: Mapping[str, Any], place: str, names: Names) -> Answer:
    """What responses say, without those of failures.

    Args:
        responses: By status.
        place: Where the value stands in them.
        names: Of schemas.
    """
    if "2XX" in responses:
        return Answer("exists" if "404" in responses else "none")
    statuses = {*responses}
    if statuses not in ({"200"}, {"200", "204"}) or _is_empty(
        responses.get("204", {}), responses
    ):
        return Answer(
            {status: _value(each, place, names) for status, each in responses.items()},
            is_single=True,
        )
    content = responses["200"].get("content", {})
    if "application/octet-stream" in content:
        return Answer("bytes")
    if "text/plain" in content:
        return Answer("text")
    for media_type, word in (
        ("text/event-stream", "events"),
        ("application/x-ndjson", "lines"),
    ):
        if media_type in content:
            said = content[media_type]
            end = {"end": said["x-end"]} if "x-end" in said else {}
            return Answer({word: term_of(said["x-item-schema"], names).said, **end})
    if _JSON not in content:
        return Answer({"200": "none"}, is_single=True)
    schema = content[_JSON]["schema"]
    if schema == {} and "x-any" not in content[_JSON]:
        return Answer("object")
    value = _placed(schema, place)
    if value.get("type") == "array":
        return Answer([term_of(value["items"], names).said], is_list=True)
    said = term_of(value, names).said
    if "204" in responses:
        said = f"{in_text(said)} | none"
    return Answer(said, is_single=True)


def _is_empty(nothing: Mapping[str, Any], responses: Mapping[str, Any]) -> bool:
    """Whether 204 stands for a status of its own, not for an answer that may be empty."""
    return "204" in responses and nothing.get("description") != "There is nothing."


def _value(response: Mapping[str, Any], place: str, names: Names) -> Any:
    content = response.get("content", {})
    if _JSON not in content:
        return "none"
    return term_of(_placed(content[_JSON]["schema"], place), names).said


def _placed(schema: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    for name in place.split(".") if place else ():
        schema = schema["properties"][name]
    return schema


def without_failures(
    responses: Mapping[str, Any], errors: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The responses of success, without what of them says a failure."""
    found = {status: each for status, each in responses.items() if status != "default"}
    if not errors or "failed" not in errors:
        return found
    failure = responses["default"]["content"][_JSON]["schema"]
    return {status: _without(each, failure) for status, each in found.items()}


def _without(response: Mapping[str, Any], failure: Any) -> dict[str, Any]:
    content = dict(response.get("content", {}))
    said = content.get(_JSON)
    if said is None:
        return dict(response)
    ways = said["schema"].get("anyOf", [])
    if said["schema"] == failure:
        if len(content) > 1 or "x-failed" in said:
            del content[_JSON]
    elif ways and ways[-1] == failure:
        left = ways[:-1]
        schema = left[0] if len(left) == 1 else {"anyOf": left}
        content[_JSON] = {"schema": schema}
    return {**response, "content": content}


def errors_of(responses: Mapping[str, Any], names: Names) -> dict[str, Any] | None:
    """What failures answer; None where nothing is known."""
    failure = responses["default"]
    if "content" not in failure:
        return None
    schema = failure["content"][_JSON]["schema"]
    body = {"body": names.of(schema["$ref"])} if "$ref" in schema else {}
    return {**body, **failure.get("x-errors", {})}
