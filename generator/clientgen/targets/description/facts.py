"""Facts that OpenAPI has no words for, in those of the spec language.

They stand under ``x-`` keys, so that a document says all that its spec says: how lists are
walked, which rules there are, how events are signed.
"""

from __future__ import annotations

from dataclasses import asdict

from ...model.api import Api, Errors, Filtering, Forms, Paging
from ...model.rules import (
    All,
    AnyOf,
    Compare,
    Equals,
    If,
    Node,
    OneOf,
    Present,
    Rule,
    parts_of,
)
from ...model.webhooks import Webhooks
from ...rules.operators import operator_of
from ...rules.schema import Json
from .words import Object, filled

MARK = "x-clientgen"
"""What it is under that makes of a document one of ours, which can be read back."""


def ways_words(api: Api) -> Object:
    """The usual way to walk lists, and the others by name."""
    assert api.paging is not None, "asked for where there is one"
    also: Object = {name: paging_words(way) for name, way in api.ways}
    return paging_words(api.paging) | filled(also=also)


def paging_words(way: Paging) -> Object:
    """One way to walk lists, in full."""
    return {**filled(**asdict(way)), "first": way.first}


def filtering_words(filtering: Filtering) -> Object:
    """How filters and sorting are spelled."""
    operators: Object = dict(filtering.operators)
    match = filled(
        parameter=filtering.match_parameter, values=[*filtering.match_values]
    )
    sort = filled(
        parameter=filtering.sort_parameter,
        ascending=filtering.ascending,
        descending=filtering.descending,
    )
    return filled(
        parameter=filtering.parameter, operators=operators, match=match, sort=sort
    )


def errors_words(errors: Errors) -> Object:
    """What failures answer."""
    failed: Object = dict(errors.failed)
    return filled(
        body=errors.body,
        message=errors.message,
        code=errors.code,
        codes=[*errors.codes],
        failed=failed,
    )


def forms_words(forms: Forms) -> Object:
    """How forms say what is no single value."""
    return filled(
        objects=forms.objects,
        arrays=forms.arrays if forms.arrays != "repeat" else "",
        nulls=forms.nulls if forms.nulls != "empty" else "",
    )


def signing_words(hooks: Webhooks) -> Object:
    """How events are signed, and where their names and bodies stand."""
    found = filled(scheme=hooks.scheme if hooks.timed else "")
    timed = hooks.timed
    if timed is None or not timed.id:
        found |= {
            "header": hooks.header,
            "algorithm": hooks.algorithm,
            "encoding": hooks.encoding,
        }
    if timed is not None and timed.id:
        found["prefix"] = timed.id.removesuffix("-id")
    elif timed is not None:
        found["time"] = f"header {timed.header}" if timed.header else timed.label
        found["version"] = timed.version or "none"
        found["signed"] = timed.signed
    if timed is not None:
        found["tolerance"] = timed.tolerance
    return found | {"event": hooks.event, "body": hooks.body}


def rule_words(rule: Rule) -> Object:
    """A rule."""
    when: Object = {context: [*values] for context, values in rule.when}
    return filled(
        name=rule.name,
        summary=rule.summary,
        source=[*rule.source],
        when=when,
        optional=[*rule.optional],
        overlap="warn" if rule.warn_on_overlap else "",
    ) | ({} if rule.body == All(()) else _mapping(_node(rule.body)))


def _node(node: Node) -> Json:
    match node:
        case Present(key):
            return key
        case Equals(key, value):
            return {"key": key, "is": value}
        case Compare(key, how, other):
            return {"key": key, how: other}
        case If(condition, then, otherwise):
            found: Object = {"if": _node(condition), "then": _node(then)}
            if otherwise == All(()):
                return found
            return {**found, "else": _node(otherwise)}
        case AnyOf(variants) | OneOf(variants):
            named: Object = {
                each.name: filled(summary=each.summary) | _mapping(_node(each.rule))
                for each in variants
            }
            return {operator_of(node).word: named}
    parts: list[Json] = [_node(part) for part in parts_of(node)]
    return {operator_of(node).word: parts}


def _mapping(said: Json) -> Object:
    """A part of a rule where no bare key can stand."""
    return said if isinstance(said, dict) and "key" not in said else {"all": [said]}
