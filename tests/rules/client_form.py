"""A rule as the generated client writes it."""

from __future__ import annotations

from runtime import rules as client
from runtime.rules import compare

from clientgen.model import rules as model


def client_rule(rule: model.Rule) -> client.Rule:
    return client.Rule(
        rule.name,
        client_node(rule.body),
        summary=rule.summary,
        when=dict(rule.when),
        warn_on_overlap=rule.warn_on_overlap,
    )


def client_node(node: model.Node) -> client.Node:
    match node:
        case model.Present(key):
            return key
        case model.Equals(key, value):
            return client.Equals(key, value)
        case model.Compare(key, how, other):
            return compare.Compare(key, how, other)
        case model.If(condition, then, otherwise):
            parts = (condition, then, otherwise)
            return client.If(*map(client_node, parts))
        case model.AnyOf(variants):
            return client.AnyOf(*map(_variant, variants))
        case model.OneOf(variants):
            return client.OneOf(*map(_variant, variants))
        case model.All(parts):
            return client.All(*map(client_node, parts))
        case model.Any(parts):
            return client.Any(*map(client_node, parts))
        case model.One(parts):
            return client.One(*map(client_node, parts))
        case model.AtMostOne(parts):
            return client.AtMostOne(*map(client_node, parts))
        case model.Nothing(parts):
            return client.Nothing(*map(client_node, parts))


def _variant(variant: model.Variant) -> client.Variant:
    return client.Variant(variant.name, client_node(variant.rule), variant.summary)
